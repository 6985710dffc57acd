// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes references
import { aws, custom, refusal, start, thing } from './harness';

beforeEach(() => start());

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
    ['with hooks', { Hooks: {}, Resources: { A: thing() } }, 'runs no hooks'],
    [
      'with a function of rules elsewhere',
      { Resources: { A: thing({ X: { 'Fn::Contains': [['a'], 'a'] } }) } },
      'Fn::Contains can only be used in Rules',
    ],
    ['with a transform', { Transform: 'AWS::Serverless-2016-10-31', Resources: { A: thing() } }, 'runs no transforms'],
    ['with a resource without a type', { Resources: { A: {} } }, 'Every Resources object must contain a Type member'],
  ])('%s', async (_, template, message) => {
    expect(await refusal(template)).toContain(message);
  });

  test('with more than 500 resources', async () => {
    const Resources = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`A${i}`, { Type: 'T::T::T' }]));
    expect(await refusal({ Resources })).toContain(
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

  test('of more than 51,200 bytes, unless it is in S3', async () => {
    const body = JSON.stringify({ Resources: { A: thing({ X: 'x'.repeat(51_200) }) } });
    await expect(create(body)).rejects.toThrow(
      "at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
    );
    aws.objects.put('assets', 'large.json', Buffer.from(body));
    await aws.call('CreateStack', { StackName: 'App', TemplateURL: 'http://127.0.0.1/assets/large.json' });
    expect((await aws.settle('App')).StackStatus).toBe('CREATE_COMPLETE');
  });

  test('with IAM resources that are not acknowledged', async () => {
    const body = JSON.stringify({ Resources: { R: { Type: 'AWS::IAM::Role', Properties: {} } } });
    await expect(create(body)).rejects.toMatchObject({
      code: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_IAM]',
    });
  });
});
