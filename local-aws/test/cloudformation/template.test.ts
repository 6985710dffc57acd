// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes references
import { cloudFormation, custom, thing, type World } from './harness';

let aws: World;
beforeEach(() => {
  aws = cloudFormation();
});

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
  [{ 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b'] }] }, 'b'],
  [{ 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'Key'] }, 'mapped'],
  [{ 'Fn::If': ['Yes', 'y', { Ref: 'Nowhere' }] }, 'y'],
  [{ 'Fn::If': ['No', 'y', 'n'] }, 'n'],
  [{ 'Fn::Base64': 'hi' }, 'aGk='],
  [{ 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
  [[{ 'Fn::If': ['No', 'a', { Ref: 'AWS::NoValue' }] }, 'b'], ['b']],
  [{ Kept: 1, Dropped: { Ref: 'AWS::NoValue' } }, { Kept: '1' }],
  ['{{resolve:ssm:/name}} and {{resolve:ssm:/name:3}}', 'stored and stored'],
  [
    { Effect: 'Allow', Condition: { StringEquals: { a: 'b' } } },
    { Effect: 'Allow', Condition: { StringEquals: { a: 'b' } } },
  ],
])('%j is %j', async (value, expected) => {
  aws.parameters.set('/name', 'stored');
  const Resources = JSON.stringify(value).includes('Nowhere') ? { Nowhere: thing() } : {};
  expect(await resolved(value, { Mappings, Conditions, Resources })).toEqual(expected);
});

test.each([
  [{ 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, 'n'],
  [{ 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] }, 'y'],
  [{ 'Fn::Equals': [{ Ref: 'P' }, 'p'] }, 'y'],
])('the condition %j takes the branch %j', async (condition, expected) => {
  const template = { Conditions: { ...Conditions, C: condition }, Parameters: { P: { Type: 'String', Default: 'p' } } };
  expect(await resolved({ 'Fn::If': ['C', 'y', 'n'] }, template)).toBe(expected);
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
  expect(stack.Outputs).toEqual([]);
  expect(aws.native.calls).toEqual(['create A']);
});

describe('parameters', () => {
  const withType = (Type: string, more: object = {}) => ({ Parameters: { P: { Type, ...more } } });
  const given = (ParameterValue: string) => ({ Parameters: [{ ParameterKey: 'P', ParameterValue }] });

  test.each<[string, string, unknown]>([
    ['String', 'a', 'a'],
    ['Number', '5', '5'],
    ['CommaDelimitedList', 'a, b', ['a', 'b']],
    ['List<Number>', '1,2', ['1', '2']],
    ['AWS::EC2::VPC::Id', 'vpc-1', 'vpc-1'],
    ['AWS::SSM::Parameter::Value<String>', '/name', 'x,y'],
    ['AWS::SSM::Parameter::Value<List<String>>', '/name', ['x', 'y']],
  ])('of type %s given %j are %j', async (type, value, expected) => {
    aws.parameters.set('/name', 'x,y');
    expect(await resolved({ Ref: 'P' }, withType(type), given(value))).toEqual(expected);
  });

  test('have their defaults', async () => {
    expect(await resolved({ Ref: 'P' }, withType('Number', { Default: 7 }))).toBe('7');
  });

  test.each<[object, string, string]>([
    [{}, '', 'Parameters: [P] must have values'],
    [{ AllowedValues: ['a'] }, 'b', "Parameter 'P' must be one of AllowedValues"],
    [{ AllowedPattern: '[a-z]+' }, 'B', "Parameter 'P' must match pattern [a-z]+"],
    [{ MinLength: 2 }, 'b', "Parameter 'P' must contain at least 2 characters"],
    [{ MaxLength: '1' }, 'bb', "Parameter 'P' must contain at most 1 characters"],
    [{ Type: 'Number' }, 'x', "Parameter 'P' must be a number."],
    [{ Type: 'Number', MinValue: 2 }, '1', "Parameter 'P' must be a number not less than 2"],
    [
      { Type: 'AWS::SSM::Parameter::Value<String>' },
      '/none',
      'Unable to fetch parameters [/none] from parameter store for this account.',
    ],
  ])('%j given %j are refused', async (more, value, message) => {
    const template = { ...withType('String', more), Resources: { A: thing() } };
    await expect(aws.create('App', template, value ? given(value) : {})).rejects.toMatchObject({
      code: 'ValidationError',
      message,
    });
  });

  test('that the template does not have are refused', async () => {
    await expect(aws.create('App', { Resources: { A: thing() } }, given('x'))).rejects.toThrow(
      'Parameters: [P] do not exist in the template',
    );
  });

  test('with NoEcho are masked wherever they are shown', async () => {
    await resolved({ Ref: 'P' }, withType('String', { NoEcho: true }), given('s3cret'));
    const shown = JSON.stringify([
      await aws.describe('App'),
      await aws.call('DescribeStackEvents', { StackName: 'App' }),
    ]);
    expect(shown).toContain('****');
    expect(shown).not.toContain('s3cret');
  });

  test('from Parameter Store are read again by an update', async () => {
    aws.parameters.set('/name', 'one');
    const template = {
      ...withType('AWS::SSM::Parameter::Value<String>', { Default: '/name' }),
      Resources: { A: custom({ V: { Ref: 'P' } }) },
    };
    await aws.create('App', template);
    aws.parameters.set('/name', 'two');
    await aws.update('App', template);
    expect(aws.requests[1]?.ResourceProperties.V).toBe('two');
  });
});

describe('a template is refused', () => {
  const create = (TemplateBody: string) => aws.call('CreateStack', { StackName: 'App', TemplateBody });
  test.each<[string, unknown, string]>([
    ['without resources', {}, 'At least one Resources member must be defined.'],
    [
      'with a circle',
      { Resources: { A: thing({ X: { Ref: 'B' } }), B: thing({ X: { 'Fn::GetAtt': ['A', 'Arn'] } }), C: thing() } },
      'Circular dependency between resources: [A, B]',
    ],
    [
      'with an unknown reference',
      { Resources: { A: thing({ X: { 'Fn::Sub': '${Nope.Arn}' } }) } },
      'Unresolved resource dependencies [Nope] in the Resources block of the template',
    ],
    [
      'with an unknown reference in its outputs',
      { Resources: { A: thing() }, Outputs: { O: { Value: { Ref: 'Nope' } } } },
      'Unresolved resource dependencies [Nope] in the Outputs block of the template',
    ],
    ['with an unknown function', { Resources: { A: thing({ X: { 'Fn::Magic': 1 } }) } }, 'Fn::Magic'],
    ['with a transform', { Transform: 'AWS::Serverless-2016-10-31', Resources: { A: thing() } }, 'runs no transforms'],
    ['with a resource without a type', { Resources: { A: {} } }, 'Every Resources object must contain a Type member'],
  ])('%s', async (_, template, message) => {
    await expect(create(JSON.stringify(template))).rejects.toMatchObject({
      code: 'ValidationError',
      message: expect.stringContaining(message),
    });
    await expect(aws.describe('App')).rejects.toThrow('does not exist');
  });

  test('with more than 500 resources', async () => {
    const Resources = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`A${i}`, { Type: 'T::T::T' }]));
    await expect(create(JSON.stringify({ Resources }))).rejects.toThrow(
      'Template format error: Number of resources, 501, is greater than maximum allowed, 500',
    );
  });

  test.each([`Custom::${'x'.repeat(61)}`, 'Custom::', 'Custom::A.B'])(
    'with a custom resource of type %s, for a name has 60 letters, digits and _@- at the most',
    async (Type) => {
      await expect(create(JSON.stringify({ Resources: { A: { ...custom(), Type } } }))).rejects.toThrow(
        `Unrecognized resource types: [${Type}]`,
      );
    },
  );

  test.each(['StackPolicyBody', 'StackPolicyURL'])('that comes with a %s, saying so', async (name) => {
    const TemplateBody = JSON.stringify({ Resources: { A: thing() } });
    await expect(aws.call('CreateStack', { StackName: 'App', TemplateBody, [name]: '{}' })).rejects.toThrow(
      `The local AWS does not support stack policies (${name})`,
    );
    await expect(aws.describe('App')).rejects.toThrow('does not exist');
  });

  test('of more than 51,200 bytes, unless it is in S3', async () => {
    const body = JSON.stringify({ Resources: { A: thing({ X: 'x'.repeat(51_200) }) } });
    await expect(create(body)).rejects.toThrow(
      "at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
    );
    aws.objects.put('assets', 'large.json', Buffer.from(body));
    await aws.call('CreateStack', { StackName: 'App', TemplateURL: 'http://127.0.0.1/assets/large.json' });
    expect((await aws.settle('App')).StackStatus).toBe('CREATE_COMPLETE');
  });

  test('in YAML, saying so', async () => {
    await expect(create('Resources:\n  A: {}\n')).rejects.toThrow('JSON templates only');
  });

  test('with IAM resources that nobody acknowledged', async () => {
    const body = JSON.stringify({ Resources: { R: { Type: 'AWS::IAM::Role', Properties: {} } } });
    await expect(create(body)).rejects.toMatchObject({
      code: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_IAM]',
    });
  });
});
