// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes references
import { aws, FUNCTION, start } from './harness';

/* Templates in YAML, with CloudFormation's short forms of functions. */

beforeEach(() => {
  start();
  aws.answer(({ StackId, RequestId, LogicalResourceId, ResourceProperties }) => ({
    ...{ Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, Data: { Answer: '42' } },
    PhysicalResourceId: ResourceProperties.Id ?? 'probe',
  }));
});

const create = async (TemplateBody: string, more = {}) => {
  const { StackId } = await aws.call('CreateStack', { StackName: 'App', TemplateBody, ...more });
  return aws.settle(StackId);
};

const TEMPLATE = `
AWSTemplateFormatVersion: 2010-09-09
Description: in YAML # and with a comment
Parameters:
  Word: {Type: String, Default: hi}
Mappings:
  Map: {us-east-1: {Key: mapped}}
Conditions:
  IsHi: !Equals [!Ref Word, hi]
  Both: !And [!Condition IsHi, !Not [!Equals [a, b]]]
Resources:
  Other:
    Type: Custom::Thing
    Properties: {ServiceToken: "${FUNCTION}", Id: other}
  Probe:
    Type: Custom::Thing
    DeletionPolicy: !If [IsHi, Retain, Delete]
    Properties:
      ServiceToken: "${FUNCTION}"
      Ref: !Ref Other
      Sub: !Sub "\${Word}-\${AWS::Region}"
      SubWith: !Sub ["\${A}", {A: !Ref Word}]
      Join: !Join
        - "-"
        - - a
          - !Ref Other
      Select: !Select [1, !Split [",", "a,b"]]
      FindInMap: !FindInMap [Map, !Ref "AWS::Region", Key]
      If: !If [Both, taken, left]
      Base64: !Base64 hi
      GetAZs: !GetAZs ""
      Long: {"Fn::GetAtt": [Other, Answer]}
      Short: !GetAtt Other.Answer
      Date: 2026-11-25
      Yes: yes
      Text: |
        two
        lines
Outputs:
  O: {Value: !Ref Probe}
`;

test('has the same meaning as in JSON', async () => {
  const { StackStatus, Outputs, Description } = await create(TEMPLATE);
  expect([StackStatus, Description]).toEqual(['CREATE_COMPLETE', 'in YAML']);
  expect(Outputs).toMatchObject([{ OutputKey: 'O', OutputValue: 'probe' }]);
  const { ServiceToken: _, ...properties } = aws.requests.at(-1)?.ResourceProperties ?? {};
  expect(properties).toEqual({
    ...{ Ref: 'other', Sub: 'hi-us-east-1', SubWith: 'hi', Join: 'a-other', Select: 'b', FindInMap: 'mapped' },
    ...{ If: 'taken', Base64: 'aGk=', GetAZs: ['us-east-1a', 'us-east-1b', 'us-east-1c'], Long: '42', Short: '42' },
    ...{ Date: '2026-11-25', Yes: 'true', Text: 'two\nlines\n' },
  });
  await aws.delete('App');
  expect(aws.sent().filter((request) => request.startsWith('Delete'))).toHaveLength(1);
});

test('is given back as it came, and can be what a change is compared with', async () => {
  await create(TEMPLATE);
  expect((await aws.call('GetTemplate', { StackName: 'App' })).TemplateBody).toBe(TEMPLATE);
  await expect(aws.call('UpdateStack', { StackName: 'App', TemplateBody: TEMPLATE })).rejects.toThrow('No updates');
  const Parameters = [{ ParameterKey: 'Word', ParameterValue: 'bye' }];
  await aws.call('UpdateStack', { StackName: 'App', UsePreviousTemplate: 'true', Parameters });
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_COMPLETE');
});

test.each([
  [
    'bad indentation',
    'Resources:\n  A:\n    Type: X\n   Properties: {}\n',
    /^Template format error: YAML not well-formed. \(line 4, column \d+\)$/,
  ],
  ['a duplicate key', 'Resources:\n  A: {Type: T}\n  A: {Type: T}\n', /YAML not well-formed. \(line 3, column 3\)/],
  [
    'an unknown tag',
    'Resources:\n  A:\n    Type: T\n    Properties: {X: !GetAttr B.Arn}\n',
    /YAML not well-formed. \(line 4, column \d+\)/,
  ],
  ['an alias', 'Resources:\n  A: &a {Type: T}\n  B: *a\n', /YAML aliases are not allowed in CloudFormation templates/],
  [
    'a value that is null',
    'Resources:\n  A:\n    Type: Test::Thing\n    Properties:\n',
    /\[\/Resources\/A\/Properties\] 'null' values are not allowed in templates/,
  ],
  ['plain text', 'hello', /unsupported structure/],
])('with %s is refused', async (_, TemplateBody, message) => {
  await expect(create(TemplateBody)).rejects.toMatchObject({
    code: 'ValidationError',
    message: expect.stringMatching(message),
  });
});
