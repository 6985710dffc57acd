import { aws, start, thing } from './harness';

/* Fn::GetStackOutput: a weak reference to another stack. */

beforeEach(() => start());

const output = (more: object = {}) => ({ 'Fn::GetStackOutput': { StackName: 'Network', OutputName: 'Vpc', ...more } });
const network = (Value: string) => ({ Resources: { N: thing() }, Outputs: { Vpc: { Value } } });
const using = (V: unknown, more: object = {}) => ({ Resources: { A: thing({ V }) }, ...more });
const shownIn = async (name: string) =>
  (await aws.describe(name)).Outputs.map(({ OutputValue }: { OutputValue: string }) => OutputValue);

test.each<[string, unknown, string]>([
  ['as an output', output(), 'vpc-1'],
  ['in a Join', { 'Fn::Join': ['-', [output(), 'x']] }, 'vpc-1-x'],
  ['in the variables of a Sub', { 'Fn::Sub': [['$', '{V}!'].join(''), { V: output() }] }, 'vpc-1!'],
  ['in a Base64', { 'Fn::Base64': output() }, 'dnBjLTE='],
  ['of this Region, named', output({ Region: 'us-east-1' }), 'vpc-1'],
  ['by a role of this account', output({ RoleArn: 'arn:aws:iam::123456789012:role/reader' }), 'vpc-1'],
  ['with a member that the function does not have', output({ Extra: 1 }), 'vpc-1'],
  ['of the stack that a resource names', output({ StackName: { Ref: 'Network' } }), 'vpc-1'],
])('gives the output of another stack %s', async (_, Value, expected) => {
  await aws.create('Network', network('vpc-1'));
  const Resources = { Network: { Type: 'Test::Thing', Properties: { Name: 'Network' } } };
  await aws.create('App', { Resources, Outputs: { Out: { Value } } });
  expect(await shownIn('App')).toEqual([expected]);
});

test('gives a property its value as the short form of YAML too', async () => {
  await aws.create('Network', network('vpc-1'));
  const TemplateBody = `
Resources: {A: {Type: 'Test::Thing'}}
Outputs:
  Out:
    Value: !GetStackOutput
      StackName: Network
      OutputName: Vpc
`;
  await aws.call('CreateStack', { StackName: 'App', TemplateBody });
  await aws.settle('App');
  expect(await shownIn('App')).toEqual(['vpc-1']);
});

test('binds nothing: the other stack may change the output, and go', async () => {
  await aws.create('Network', network('vpc-1'));
  await aws.create('App', using(output()));
  expect((await aws.update('Network', network('vpc-2'))).StackStatus).toBe('UPDATE_COMPLETE');
  expect(aws.native.calls).not.toContain('update A thing-A');
  expect((await aws.update('App', using(output()))).StackStatus).toBe('UPDATE_COMPLETE');
  expect(aws.native.calls).toContain('update A thing-A');
  expect((await aws.delete('Network')).StackStatus).toBe('DELETE_COMPLETE');
  expect((await aws.delete('App')).StackStatus).toBe('DELETE_COMPLETE');
});

test.each<[string, object, string]>([
  ['a stack that does not exist', output({ StackName: 'Nope' }), 'Stack with id Nope does not exist (Service: '],
  [
    'an output that does not exist',
    output({ OutputName: 'Nope' }),
    'TemplateError: Fn::GetStackOutput references output Nope from stack Network, but this output was not found. The output may have been deleted.',
  ],
  [
    'a stack that a dynamic reference names',
    output({ StackName: '{{resolve:ssm:/name}}' }),
    "1 validation error detected: Value '{{resolve:ssm:/name}}' at 'stackName' failed to satisfy constraint",
  ],
  ['another Region', output({ Region: 'eu-west-1' }), 'the local AWS has the Region us-east-1 alone, not eu-west-1'],
  ['another account', output({ RoleArn: 'arn:aws:iam::210987654321:role/r' }), 'the account 123456789012 alone'],
])('of %s fails the creation', async (_, value, message) => {
  await aws.create('Network', network('vpc-1'));
  expect((await aws.create('App', using(value))).StackStatus).toBe('ROLLBACK_COMPLETE');
  expect((await aws.events('App')).join('\n')).toContain(message);
});

test('that an output cannot read takes the resources back', async () => {
  const Outputs = { Out: { Value: output() } };
  expect((await aws.create('App', using(1, { Outputs }))).StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(aws.native.calls).toContain('delete A thing-A');
});

test.each<[string, object, string]>([
  ['without an output', { 'Fn::GetStackOutput': { StackName: 'Network' } }, 'requires a StackName and an OutputName'],
  ['of a list', { 'Fn::GetStackOutput': ['Network', 'Vpc'] }, 'requires a StackName and an OutputName'],
  ['of a stack named by a list', output({ StackName: ['Network'] }), 'requires a StackName and an OutputName'],
  [
    'inside an ImportValue',
    { 'Fn::ImportValue': output() },
    'Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs',
  ],
])('%s is refused as the template comes', async (_, value, message) => {
  await expect(aws.create('App', using(value))).rejects.toThrow(message);
});

test.each<[string, object, string]>([
  [
    'a condition',
    { Conditions: { C: { 'Fn::Not': [{ 'Fn::Equals': [output(), 'x'] }] } } },
    'Template error: Cannot use Fn::GetStackOutput in Conditions.',
  ],
  [
    'the name of an export',
    { Outputs: { Out: { Value: 'x', Export: { Name: output() } } } },
    'The Name field of Export must not depend on any resources, imported values, or Fn::GetAZs',
  ],
  ['a policy', { Resources: { A: thing({}, { DeletionPolicy: output() }) } }, 'DeletionPolicy and UpdateReplacePolicy'],
])('in %s is refused as the template comes', async (_, more, message) => {
  await expect(aws.create('App', using(1, more))).rejects.toThrow(message);
});
