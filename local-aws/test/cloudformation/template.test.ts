// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes references
import { aws, custom, start, thing } from './harness';

beforeEach(() => start());

/** What this value becomes in a stack of its own. */
async function resolved(value: unknown, template: Record<string, any> = {}, input: Record<string, unknown> = {}) {
  const Resources = { Other: custom({ Id: 'other' }), ...template.Resources, Probe: custom({ Value: value }) };
  const stack = await aws.create('App', { ...template, Resources }, input);
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
  return aws.requests.find(({ LogicalResourceId }) => LogicalResourceId === 'Probe')?.ResourceProperties.Value;
}

const Mappings = { M: { 'us-east-1': { Key: 'mapped' } } };
const Conditions = {
  Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
  No: { 'Fn::Not': [{ Condition: 'Yes' }] },
};

test.each<[unknown, unknown]>([
  [{ Ref: 'Other' }, 'other'],
  [{ Ref: 'AWS::Region' }, 'us-east-1'],
  [{ Ref: 'AWS::AccountId' }, '123456789012'],
  [{ Ref: 'AWS::Partition' }, 'aws'],
  [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
  [{ Ref: 'AWS::StackName' }, 'App'],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'Other' }, { Ref: 'AWS::NoValue' }]] }, 'a-other'],
  [{ 'Fn::Sub': 'x-${Other}-${AWS::Region}-${!Literal}' }, 'x-other-us-east-1-${Literal}'],
  [{ 'Fn::Sub': ['${A}${Other}', { A: { Ref: 'AWS::Region' } }] }, 'us-east-1other'],
  [{ 'Fn::Select': [1, ['a', { Ref: 'Other' }]] }, 'other'],
  [{ 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b'] }] }, 'b'],
  [{ 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'Key'] }, 'mapped'],
  [{ 'Fn::If': ['Yes', 'y', { Ref: 'Nowhere' }] }, 'y'],
  [{ 'Fn::If': ['No', 'y', 'n'] }, 'n'],
  [{ 'Fn::Base64': 'hi' }, 'aGk='],
  [{ 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
  [[{ 'Fn::If': ['No', 'a', { Ref: 'AWS::NoValue' }] }, 'b'], ['b']],
  [{ Kept: 1, Dropped: { Ref: 'AWS::NoValue' } }, { Kept: '1' }],
  ['{{resolve:ssm:/name}}, before {{resolve:ssm:/name:1}}', 'stored, before first'],
  [
    { Effect: 'Allow', Condition: { StringEquals: { a: 'b' } } },
    { Effect: 'Allow', Condition: { StringEquals: { a: 'b' } } },
  ],
])('%j is %j', async (value, expected) => {
  aws.parameters.set('/name', 'first');
  aws.parameters.set('/name', 'stored');
  const Resources = JSON.stringify(value).includes('Nowhere') ? { Nowhere: thing() } : {};
  expect(await resolved(value, { Mappings, Conditions, Resources })).toEqual(expected);
});

test.each([
  [{ 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, 'n'],
  [{ 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] }, 'y'],
  [{ 'Fn::Equals': [{ Ref: 'P' }, 'p'] }, 'y'],
  [{ 'Fn::Equals': [{ Ref: 'AWS::StackName' }, 'App'] }, 'y'],
  [{ 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '123456789012'] }, 'y'],
  [{ 'Fn::Equals': [{ 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'AWS::StackId' }] }] }, 'stack/App'] }, 'n'],
  [{ 'Fn::Equals': [{ 'Fn::Select': [0, { Ref: 'AWS::NotificationARNs' }] }, 'arn:aws:sns:us-east-1:1:t'] }, 'y'],
])('the condition %j takes the branch %j', async (condition, expected) => {
  const template = { Conditions: { ...Conditions, C: condition }, Parameters: { P: { Type: 'String', Default: 'p' } } };
  const input = { NotificationARNs: ['arn:aws:sns:us-east-1:1:t'] };
  expect(await resolved({ 'Fn::If': ['C', 'y', 'n'] }, template, input)).toBe(expected);
});

test('AWS::StackId is one and the same in a resource and an output, though a condition asks for it before there is the stack', async () => {
  const id = { Ref: 'AWS::StackId' };
  const Outputs = { Id: { Value: id } };
  await aws.create('App', { Resources: { A: custom({ id }) }, Outputs, Conditions: { C: { 'Fn::Equals': [id, ''] } } });
  const { StackId, Outputs: shown } = await aws.describe('App');
  expect([aws.requests[0]?.ResourceProperties.id, shown[0].OutputValue]).toEqual([StackId, StackId]);
});

test('AWS::StackId is the ARN', async () => {
  expect(await resolved({ Ref: 'AWS::StackId' })).toBe((await aws.describe('App')).StackId);
});

test('a resource and an output whose condition does not hold are left out', async () => {
  const stack = await aws.create('App', {
    Conditions,
    Resources: { A: thing(), B: thing({}, { Condition: 'No' }) },
    Outputs: { O: { Value: 'x', Condition: 'No' } },
  });
  // not even an empty list, as recorded by LocalStack (api/test_changesets)
  expect(stack.Outputs).toBeUndefined();
  expect(aws.native.calls).toEqual(['create A']);
});
