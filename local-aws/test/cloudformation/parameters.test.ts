import { aws, custom, refusal, start, thing } from './harness';

beforeEach(() => start());

/** What the parameter P becomes in a stack of its own. */
async function resolved(template: Record<string, unknown>, input: Record<string, unknown> = {}) {
  const Resources = { Probe: custom({ Value: { Ref: 'P' } }) };
  expect((await aws.create('App', { ...template, Resources }, input)).StackStatus).toBe('CREATE_COMPLETE');
  return aws.requests.find(({ LogicalResourceId }) => LogicalResourceId === 'Probe')?.ResourceProperties.Value;
}

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
    expect(await resolved(withType(type), given(value))).toEqual(expected);
  });

  test('have their defaults', async () => {
    expect(await resolved(withType('Number', { Default: 7 }))).toBe('7');
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
    expect(await refusal(template, value ? given(value) : {})).toBe(message);
  });

  test.each([
    ['a rule', {}, 'b', 'only a'],
    ['a rule that applies', { RuleCondition: { 'Fn::Equals': [{ Ref: 'Q' }, 'q'] } }, 'b', 'only a'],
    ['a rule that does not apply', { RuleCondition: { 'Fn::Equals': [{ Ref: 'Q' }, 'r'] } }, 'b', undefined],
    ['a rule that is kept', {}, 'a', undefined],
  ])('are held to %s', async (_, more, value, message) => {
    const Assertions = [{ Assert: { 'Fn::Contains': [['a'], { Ref: 'P' }] }, AssertDescription: 'only a' }];
    const template = { ...withType('String'), Rules: { OnlyA: { ...more, Assertions } }, Resources: { A: thing() } };
    Object.assign(template.Parameters, { Q: { Type: 'String', Default: 'q' } });
    const created = aws.create('App', template, given(value)).then(
      () => undefined,
      (error) => error.message,
    );
    expect(await created).toBe(message);
  });

  test('that the template does not have are refused', async () => {
    await expect(aws.create('App', { Resources: { A: thing() } }, given('x'))).rejects.toThrow(
      'Parameters: [P] do not exist in the template',
    );
  });

  test('with NoEcho are masked wherever they are shown', async () => {
    await resolved(withType('String', { NoEcho: true }), given('s3cret'));
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
