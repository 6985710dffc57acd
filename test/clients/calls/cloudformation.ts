import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arn, including, json, matching, type Step, time } from './call';

const PROVIDER = arn('lambda', 'function:table-provider');
const code = readFileSync(join(__dirname, '../provider.js'), 'utf8');

const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
const role = (RoleName: string, more: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName, AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] }, ...more },
});
const template = (Resources: object, more: object = {}) => JSON.stringify({ Resources, ...more });
const topic = (TopicName: string, DisplayName = '') => ({
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName, DisplayName },
});
/** A custom resource; `does` names the request that it answers with FAILED, or silence. */
const custom = (Does = '', more: object = {}) => ({
  Type: 'Custom::Thing',
  Properties: { ServiceToken: PROVIDER, Does, ...more },
});

const provider = {
  Role: role('table-provider', {
    Description: 'of the table',
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    Policies: [
      {
        PolicyName: 'inline',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'a:B', Resource: '*' }] },
      },
    ],
  }),
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'table-provider',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Code: { ZipFile: code },
      Timeout: 60,
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Environment: { Variables: { LETTER: 'b' } },
    },
  },
  Config: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: { FunctionName: { Ref: 'Function' }, Qualifier: '$LATEST', MaximumRetryAttempts: 1 },
  },
};

const create = (StackName: string, TemplateBody: string, more: object = {}): Step => ({
  on: 'cloudformation CreateStack',
  input: { StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'], ...more },
  gives: { StackId: matching(`^${arn('cloudformation', `stack/${StackName}/`)}`) },
  keep: { [StackName]: 'StackId' },
});
const update = (StackName: string, TemplateBody: string): Step => ({
  on: 'cloudformation UpdateStack',
  input: { StackName, TemplateBody },
  gives: { StackId: `{${StackName}}` },
});
const settled = (StackName: string, StackStatus: string, more: object = {}): Step => ({
  on: 'cloudformation DescribeStacks',
  input: { StackName },
  until: true,
  gives: { Stacks: [{ StackStatus, CreationTime: time, ...more }] },
});

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
const no = { StackName: 'TableNone' };
const invalid = (message: string) => ({ code: 'ValidationError', message });

const creation: Step[] = [
  create('TableProvider', template(provider)),
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
    refused: {
      code: 'AlreadyExistsException',
      exception: 'AlreadyExistsException',
      message: 'Stack [TableFirst] already exists',
    },
  },
  {
    on: 'cloudformation CreateStack',
    input: { ...no, TemplateBody: template({ Role: role('table-refused') }) },
    refused: { code: 'InsufficientCapabilitiesException', exception: 'InsufficientCapabilitiesException' },
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
  {
    on: 'cloudformation ListImports',
    input: { ExportName: 'table-topic' },
    gives: { Imports: ['TableImporter'] },
  },
  {
    on: 'cloudformation ListImports',
    input: { ExportName: 'table-none' },
    refused: invalid("Export 'table-none' is not imported by any stack"),
  },
];

const changeSet = { StackName: 'TableFirst', ChangeSetName: 'more' };
const changes: Step[] = [
  {
    on: 'cloudformation CreateChangeSet',
    input: {
      ...changeSet,
      TemplateBody: template({ Topic: topic('table-first', 'new'), Other: custom() }),
      Description: 'one & another',
    },
    gives: { StackId: '{TableFirst}' },
    keep: { changeSet: 'Id' },
  },
  {
    on: 'cloudformation DescribeChangeSet',
    input: changeSet,
    until: true,
    gives: {
      ChangeSetId: '{changeSet}',
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      Description: 'one & another',
      Changes: including(
        { Type: 'Resource', ResourceChange: { Action: 'Add', LogicalResourceId: 'Other' } },
        { ResourceChange: { Action: 'Remove', LogicalResourceId: 'Thing' } },
        { ResourceChange: { Action: 'Modify', LogicalResourceId: 'Topic', Replacement: 'False' } },
      ),
    },
  },
  {
    on: 'cloudformation ListChangeSets',
    input: { StackName: 'TableFirst' },
    gives: { Summaries: [{ ChangeSetName: 'more', Status: 'CREATE_COMPLETE', CreationTime: time }] },
  },
  { on: 'cloudformation DeleteChangeSet', input: changeSet },
  {
    on: 'cloudformation ExecuteChangeSet',
    input: changeSet,
    refused: { code: 'ChangeSetNotFound', exception: 'ChangeSetNotFoundException', message: 'does not exist' },
  },
  {
    on: 'cloudformation CreateChangeSet',
    input: {
      StackName: 'TableNew',
      ChangeSetName: 'new',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ T: topic('table-new') }),
    },
    gives: { StackId: matching('stack/TableNew/') },
  },
  {
    on: 'cloudformation ExecuteChangeSet',
    input: { StackName: 'TableNew', ChangeSetName: 'new' },
  },
  settled('TableNew', 'CREATE_COMPLETE'),
  {
    on: 'cloudformation UpdateTerminationProtection',
    input: { StackName: 'TableNew', EnableTerminationProtection: true },
    gives: { StackId: matching('stack/TableNew/') },
  },
  {
    on: 'cloudformation DeleteStack',
    input: { StackName: 'TableNew' },
    refused: invalid('Stack [TableNew] cannot be deleted while TerminationProtection is enabled'),
  },
];

const troubles: Step[] = [
  create('TableKept', template({ Thing: custom('Create') }), { DisableRollback: true }),
  settled('TableKept', 'CREATE_FAILED', { StackStatusReason: matching('failed to create: \\[Thing\\]') }),
  { on: 'cloudformation RollbackStack', input: { StackName: 'TableKept' }, gives: { StackId: '{TableKept}' } },
  settled('TableKept', 'ROLLBACK_COMPLETE'),
  // the old properties fail an Update, but not the Create that they came with
  create('TableWedged', template({ Thing: custom('Update') })),
  settled('TableWedged', 'CREATE_COMPLETE'),
  update('TableWedged', template({ Thing: custom(), Other: custom('Create', { After: { Ref: 'Thing' } }) })),
  settled('TableWedged', 'UPDATE_ROLLBACK_FAILED', { LastUpdatedTime: time }),
  {
    on: 'cloudformation ContinueUpdateRollback',
    input: { StackName: 'TableWedged', ResourcesToSkip: ['Thing'] },
  },
  settled('TableWedged', 'UPDATE_ROLLBACK_COMPLETE'),
  update('TableWedged', template({ Thing: custom('silence', { ServiceTimeout: 60 }) })),
  { on: 'cloudformation CancelUpdateStack', input: { StackName: 'TableWedged' } },
  settled('TableWedged', 'UPDATE_ROLLBACK_FAILED'),
  {
    on: 'cloudformation UpdateStack',
    input: { StackName: 'TableNew', UsePreviousTemplate: true },
    refused: invalid('No updates are to be performed.'),
  },
];

const end: Step[] = [
  { on: 'cloudformation DeleteStack', input: { StackName: 'TableImporter' } },
  settled('{TableImporter}', 'DELETE_COMPLETE', { DeletionTime: time }),
  { on: 'cloudformation DescribeStacks', input: no, refused: invalid('Stack with id TableNone does not exist') },
];

export const cloudFormationCalls: Step[] = [...creation, ...looks, ...changes, ...troubles, ...end];
