import { arn, including, json, type Step, time, typed } from './call';
import { stackChangeCalls } from './stack-changes';
import { create, custom, invalid, no, PROVIDER, providerResources, role, settled, template, topic } from './templates';

const FIRST = template(
  { Topic: topic('table-first', '<"&> ü'), Thing: custom() },
  {
    Description: 'A stack & its <parts>',
    Parameters: {
      Word: { Type: 'String', Default: 'hi' },
      Secret: { Type: 'String', NoEcho: true, Default: 's' },
    },
    Outputs: {
      Answer: { Value: { 'Fn::GetAtt': ['Thing', 'Answer'] }, Description: 'of the function' },
      Topic: { Value: { Ref: 'Topic' }, Export: { Name: 'table-topic' } },
    },
  },
);
const TOPIC = arn('sns', 'table-first');

const creation: Step[] = [
  create('TableProvider', template(providerResources)),
  settled('TableProvider', 'CREATE_COMPLETE', { Capabilities: ['CAPABILITY_NAMED_IAM'] }),
  create('TableFirst', FIRST, {
    Parameters: [{ ParameterKey: 'Word', ParameterValue: 'hello & <bye>' }],
    Tags: [{ Key: 'Team', Value: 'blue' }],
    ClientRequestToken: 'the-token',
  }),
  settled('{TableFirst}', 'CREATE_COMPLETE', {
    StackName: 'TableFirst',
    Description: 'A stack & its <parts>',
    Parameters: including(
      { ParameterKey: 'Word', ParameterValue: 'hello & <bye>' },
      { ParameterKey: 'Secret', ParameterValue: '****' },
    ),
    Outputs: including(
      { OutputKey: 'Answer', OutputValue: '42', Description: 'of the function' },
      { OutputKey: 'Topic', OutputValue: TOPIC, ExportName: 'table-topic' },
    ),
    Tags: [{ Key: 'Team', Value: 'blue' }],
    EnableTerminationProtection: false,
  }),
  {
    on: 'cloudformation CreateStack',
    input: { StackName: 'TableFirst', TemplateBody: FIRST },
    refused: typed('AlreadyExistsException', 'Stack [TableFirst] already exists'),
  },
  {
    on: 'cloudformation CreateStack',
    input: { ...no, TemplateBody: template({ Role: role('table-refused') }) },
    refused: typed('InsufficientCapabilitiesException'),
  },
];

const events: Step[] = [
  {
    on: 'cloudformation DescribeEvents',
    input: { StackName: 'TableFirst' },
    gives: { OperationEvents: including({ LogicalResourceId: 'Thing', ResourceStatus: 'CREATE_COMPLETE' }) },
  },
  {
    on: 'cloudformation DetectStackDrift',
    input: { StackName: 'TableFirst' },
    keep: { TableDrift: 'StackDriftDetectionId' },
  },
  {
    on: 'cloudformation DescribeStackDriftDetectionStatus',
    input: { StackDriftDetectionId: '{TableDrift}' },
    gives: { StackDriftStatus: 'IN_SYNC', DetectionStatus: 'DETECTION_COMPLETE', DriftedStackResourceCount: 0 },
  },
  {
    on: 'cloudformation DescribeStackResourceDrifts',
    input: { StackName: 'TableFirst' },
    gives: { StackResourceDrifts: including({ LogicalResourceId: 'Topic', StackResourceDriftStatus: 'IN_SYNC' }) },
  },
  {
    on: 'cloudformation DetectStackResourceDrift',
    input: { StackName: 'TableFirst', LogicalResourceId: 'Topic' },
    gives: { StackResourceDrift: { LogicalResourceId: 'Topic', StackResourceDriftStatus: 'IN_SYNC', Timestamp: time } },
  },
];

const looks: Step[] = [
  {
    on: 'cloudformation DescribeStackEvents',
    input: { StackName: 'TableFirst' },
    gives: {
      StackEvents: including(
        {
          LogicalResourceId: 'TableFirst',
          ResourceStatus: 'CREATE_IN_PROGRESS',
          ResourceStatusReason: 'User Initiated',
          ClientRequestToken: 'the-token',
          Timestamp: time,
        },
        {
          LogicalResourceId: 'Thing',
          ResourceStatus: 'CREATE_COMPLETE',
          PhysicalResourceId: 'id-Thing',
          ResourceProperties: json({ ServiceToken: PROVIDER }),
        },
      ),
    },
  },
  {
    on: 'cloudformation DescribeStackEvents',
    input: no,
    refused: invalid('Stack [TableNone] does not exist'),
  },
  {
    on: 'cloudformation ListStackResources',
    input: { StackName: 'TableFirst' },
    gives: {
      StackResourceSummaries: including(
        { LogicalResourceId: 'Thing', ResourceType: 'Custom::Thing', ResourceStatus: 'CREATE_COMPLETE' },
        { LogicalResourceId: 'Topic', PhysicalResourceId: TOPIC, LastUpdatedTimestamp: time },
      ),
    },
  },
  {
    on: 'cloudformation DescribeStackResource',
    input: { StackName: 'TableFirst', LogicalResourceId: 'Thing' },
    gives: { StackResourceDetail: { PhysicalResourceId: 'id-Thing', StackId: '{TableFirst}' } },
  },
  {
    on: 'cloudformation DescribeStackResource',
    input: { StackName: 'TableFirst', LogicalResourceId: 'No' },
    refused: invalid('Resource No does not exist for stack TableFirst'),
  },
  {
    on: 'cloudformation DescribeStackResources',
    input: { PhysicalResourceId: TOPIC },
    gives: { StackResources: including({ LogicalResourceId: 'Topic', StackName: 'TableFirst' }) },
  },
  {
    on: 'cloudformation GetTemplate',
    input: { StackName: 'TableFirst' },
    gives: { TemplateBody: json(JSON.parse(FIRST)), StagesAvailable: ['Original', 'Processed'] },
  },
  {
    on: 'cloudformation GetTemplateSummary',
    input: { StackName: 'TableFirst' },
    gives: {
      ResourceTypes: including('AWS::SNS::Topic', 'Custom::Thing'),
      Parameters: including({ ParameterKey: 'Secret', NoEcho: true }),
    },
  },
  {
    on: 'cloudformation ValidateTemplate',
    input: { TemplateBody: FIRST },
    gives: {
      Description: 'A stack & its <parts>',
      Parameters: including({ ParameterKey: 'Word', DefaultValue: 'hi', NoEcho: false }),
    },
  },
  {
    on: 'cloudformation ValidateTemplate',
    input: { TemplateBody: '{"no": "resources"}' },
    refused: invalid(''),
  },
  {
    on: 'cloudformation ListStacks',
    input: { StackStatusFilter: ['CREATE_COMPLETE'] },
    gives: { StackSummaries: including({ StackId: '{TableFirst}', StackStatus: 'CREATE_COMPLETE' }) },
  },
  {
    on: 'cloudformation ListExports',
    gives: { Exports: including({ Name: 'table-topic', Value: TOPIC, ExportingStackId: '{TableFirst}' }) },
  },
  create(
    'TableImporter',
    template({
      P: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: 'table-imported', Type: 'String', Value: { 'Fn::ImportValue': 'table-topic' } },
      },
    }),
  ),
  settled('TableImporter', 'CREATE_COMPLETE'),
  { on: 'cloudformation ListImports', input: { ExportName: 'table-topic' }, gives: { Imports: ['TableImporter'] } },
  {
    on: 'cloudformation ListImports',
    input: { ExportName: 'table-none' },
    refused: invalid("Export 'table-none' is not imported by any stack"),
  },
];

const end: Step[] = [
  { on: 'cloudformation DeleteStack', input: { StackName: 'TableImporter' } },
  settled('{TableImporter}', 'DELETE_COMPLETE', { DeletionTime: time }),
  { on: 'cloudformation DescribeStacks', input: no, refused: invalid('Stack with id TableNone does not exist') },
];

export const cloudFormationCalls: Step[] = [...creation, ...events, ...looks, ...stackChangeCalls, ...end];
