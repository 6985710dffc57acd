import { including, matching, type Step, time } from './call';
import { create, custom, invalid, settled, template, topic, update } from './templates';

/* Change sets, protection, and what goes wrong; stack TableFirst is there. */

const changeSet = { StackName: 'TableFirst', ChangeSetName: 'more' };
const allowAll = { Statement: [{ Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }] };
const policies: Step[] = [
  {
    on: 'cloudformation SetStackPolicy',
    input: { StackName: 'TableNew', StackPolicyBody: JSON.stringify(allowAll) },
  },
  {
    on: 'cloudformation GetStackPolicy',
    input: { StackName: 'TableNew' },
    gives: { StackPolicyBody: JSON.stringify(allowAll) },
  },
  {
    on: 'cloudformation SetStackPolicy',
    input: { StackName: 'TableNew', StackPolicyBody: '[]' },
    refused: invalid('Error validating stack policy: Invalid stack policy'),
  },
];

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
  ...policies,
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

export const stackChangeCalls: Step[] = [...changes, ...troubles];
