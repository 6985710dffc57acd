// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes references
import { aws, custom, refusal, start } from './harness';

/* What was once taken without a word, though CloudFormation refuses it, or though it was then not done. */

beforeEach(() => start());

const using = (X: unknown, more: object = {}) => ({ Resources: { A: custom({ X }), B: custom() }, ...more });
const condition = (C: unknown) => using(1, { Conditions: { C } });
const parameter = (P: object) => using(1, { Parameters: { P } });
const output = (O: unknown) => using(1, { Outputs: { O } });
const resource = (more: Record<string, unknown>) => ({ Resources: { A: custom({}, more), B: custom() } });
const rule = (R: object) => using(1, { Rules: { R } });
const many = (make: (index: number) => unknown) =>
  Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`N${index}`, make(index)]));

const refuses = async (template: object, message: string, input: object = {}): Promise<void> =>
  expect(await refusal(template, input)).toContain(message);

test.each<[string, object, string]>([
  ['a Join by a list', using({ 'Fn::Join': [[','], ['a']] }), 'every Fn::Join object requires two parameters'],
  ['a Join of lists', using({ 'Fn::Join': [',', [['a'], 'b']] }), 'every Fn::Join object requires two parameters'],
  ['a Split of a list', using({ 'Fn::Split': [',', ['a']] }), 'every Fn::Split object requires two parameters'],
  ['a Split by nothing', using({ 'Fn::Split': ['', 'abc'] }), 'every Fn::Split object requires two parameters'],
  ['a Split by a function', using({ 'Fn::Split': [{ Ref: 'B' }, 'a'] }), 'every Fn::Split object requires'],
  ['a Base64 of a list', using({ 'Fn::Base64': ['a'] }), 'every Fn::Base64 object must have a String-typed value'],
  ['a GetAZs of a list', using({ 'Fn::GetAZs': ['us-east-1'] }), 'every Fn::GetAZs object'],
  [
    'an ImportValue of a list',
    using({ 'Fn::ImportValue': ['a'] }),
    'the attribute in Fn::ImportValue must be a string',
  ],
  [
    'an ImportValue of a resource',
    using({ 'Fn::ImportValue': { Ref: 'B' } }),
    'Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs',
  ],
  ['a Ref of a list', using({ Ref: ['B'] }), 'every Ref object must have a single String value.'],
  ['a Sub of no name', using({ 'Fn::Sub': 'a${}' }), 'variable names in Fn::Sub syntax must contain only'],
  [
    'a Sub of a name with a space',
    using({ 'Fn::Sub': '${a b}' }),
    'variable names in Fn::Sub syntax must contain only',
  ],
  ['a Sub with a list', using({ 'Fn::Sub': ['${a}', { a: ['x'] }] }), "Fn::Sub intrinsic functions don't specify"],
  ['a Sub with a text for its map', using({ 'Fn::Sub': ['${a}', 'x'] }), "Fn::Sub intrinsic functions don't specify"],
  ['a Cidr', using({ 'Fn::Cidr': ['10.0.0.0/16', 4, 8] }), 'does not know the function Fn::Cidr'],
  ['a Transform', using({ 'Fn::Transform': { Name: 'AWS::Include' } }), 'does not know the function Fn::Transform'],
  ['an Equals outside conditions', using({ 'Fn::Equals': ['a', 'a'] }), 'can only be used in Conditions and Rules'],
  [
    'a GetAtt of a parameter',
    using({ 'Fn::GetAtt': ['P', 'x'] }, { Parameters: { P: { Type: 'String', Default: 'x' } } }),
    'Unresolved resource dependencies [P]',
  ],
  ['a GetAtt of a pseudo parameter', using({ 'Fn::GetAtt': ['AWS::Region', 'x'] }), 'Unresolved resource dependencies'],
  ['a condition that is a text', condition('true'), 'Conditions can only be boolean operations'],
  ['a condition that is a Ref', condition({ Ref: 'AWS::Region' }), 'Conditions can only be boolean operations'],
  ['a condition that is a Join', condition({ 'Fn::Join': ['', ['a']] }), 'Conditions can only be boolean operations'],
  ['a Not of a text', condition({ 'Fn::Not': ['x'] }), 'every Fn::Not object requires one boolean parameter.'],
  ['an And of a Ref', condition({ 'Fn::And': [{ Ref: 'AWS::Region' }, { Ref: 'AWS::Region' }] }), 'boolean operations'],
  ['an Equals of lists', condition({ 'Fn::Equals': [['a'], ['a']] }), 'requires a list of 2 string parameters.'],
  ['an unknown type of parameter', parameter({ Type: 'Text', Default: 'x' }), 'Unrecognized parameter type: Text'],
  ['an unknown member of a parameter', parameter({ Type: 'String', Default: 'x', Foo: 1 }), "parameter property 'Foo'"],
  [
    'a default that is a list',
    parameter({ Type: 'CommaDelimitedList', Default: ['a'] }),
    'Every Default member must be',
  ],
  ['allowed values that are no list', parameter({ Type: 'String', Default: 'x', AllowedValues: 'x' }), 'AllowedValues'],
  ['a pattern that is none', parameter({ Type: 'String', Default: 'x', AllowedPattern: '[' }), 'no regular expression'],
  [
    'a parameter called as a resource',
    using(1, { Parameters: { A: { Type: 'String', Default: 'x' } } }),
    'A is the name of',
  ],
  ['an output that is a list', output({ Value: ['a'] }), 'must evaluate to a String.'],
  ['an unknown member of an output', output({ Value: 'x', Foo: 1 }), "Invalid template output property 'Foo'"],
  ['an export without a name', output({ Value: 'x', Export: {} }), 'The Export of output O must have a Name.'],
  [
    'an export with the name of a resource',
    output({ Value: 'x', Export: { Name: { Ref: 'A' } } }),
    'The Name field of Export must not depend on any resources, imported values, or Fn::GetAZs',
  ],
  [
    'a dependency on a parameter',
    { ...resource({ DependsOn: 'P' }), Parameters: { P: { Type: 'String', Default: 'x' } } },
    'Unresolved resource dependencies [P]',
  ],
  ['a dependency that is a function', resource({ DependsOn: { Ref: 'B' } }), 'Every DependsOn value must be a string'],
  ['a resource with a list of conditions', resource({ Condition: ['C'] }), 'Every Condition member must be a string.'],
  ['properties that are a list', resource({ Properties: ['x'] }), '[/Resources/A/Properties] must be a map.'],
  ['a type of one word', resource({ Type: 'Thing' }), 'Unrecognized resource types: [Thing]'],
  ['another version', using(1, { AWSTemplateFormatVersion: '2012-10-17' }), '2012-10-17 is not a supported value for'],
  ['a description that is a map', using(1, { Description: {} }), 'Description must be a string.'],
  ['a long description', using(1, { Description: 'x'.repeat(1025) }), "'Description' length is greater than 1024."],
  ['a section that is a list', using(1, { Outputs: [] }), '[/Outputs] must be a map.'],
  [
    'a name of a mapping',
    using(1, { Mappings: { 'M-x': { a: { b: 'c' } } } }),
    'Mapping name M-x is non alphanumeric.',
  ],
  [
    'a name in a mapping',
    using(1, { Mappings: { M: { a: { 'b/c': 'c' } } } }),
    "attribute name 'b/c' must contain only",
  ],
  ['a name of a condition', using(1, { Conditions: { 'C-x': {} } }), 'Condition name C-x is non alphanumeric.'],
  [
    '201 parameters',
    using(1, { Parameters: many(() => ({ Type: 'String', Default: 'x' })) }),
    'parameters, 201, is greater',
  ],
  ['201 mappings', using(1, { Mappings: many(() => ({ a: { b: 'c' } })) }), 'Number of mappings, 201, is greater'],
  [
    '201 outputs',
    using(1, { Outputs: many(() => ({ Value: 'x' })) }),
    'Number of outputs, 201, is greater than maximum',
  ],
  ['a rule without assertions', rule({}), 'the rule R must have Assertions'],
  ['an assertion that is a text', rule({ Assertions: [{ Assert: 'true' }] }), 'each with a function to Assert'],
  ['an unknown member of a rule', rule({ Assertions: [], Foo: 1 }), "Invalid template rule property 'Foo'"],
])('a template with %s is refused', (_, template, message) => refuses(template, message));

test.each<[object, string]>([
  [{ OnFailure: 'STOP' }, "Value 'STOP' at 'onFailure' failed to satisfy constraint"],
  [{ TimeoutInMinutes: '0' }, "Value '0' at 'timeoutInMinutes' failed to satisfy constraint"],
  [{ TemplateURL: 'https://s3.amazonaws.com/bucket/key' }, 'either TemplateBody or TemplateURL, but not both'],
  [
    {
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
    },
    'Duplicate tag keys found',
  ],
  [{ Tags: [{ Key: 'aws:a', Value: '1' }] }, 'aws: prefixed keys are for AWS'],
  [{ Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '1' })) }, 'at most 50 tags'],
  [
    { RollbackConfiguration: { RollbackTriggers: [{ Arn: 'a', Type: 'AWS::CloudWatch::Alarm' }] } },
    'watches no alarms',
  ],
  [{ ResourceTypes: ['AWS::S3::*'] }, 'does not limit the types of resources'],
])('a request with %j is refused', (input, message) => refuses(using(1), message, input));

test.each<[string, object, string]>([
  ['a Join of what is a list', using({ 'Fn::Join': ['', [{ 'Fn::GetAZs': '' }]] }), 'Fn::Join takes strings'],
  ['a Sub of what is a list', using({ 'Fn::Sub': ['${a}', { a: { 'Fn::GetAZs': '' } }] }), 'Fn::Sub takes strings'],
  ['a dynamic reference without a name', using('{{resolve:ssm}}'), 'Incorrect format is used in the following dynamic'],
  ['a secret', using('{{resolve:secretsmanager:x}}'), 'Dynamic references to secretsmanager are not supported'],
  ['a secure string', using('{{resolve:ssm-secure:x:1}}'), 'Dynamic references to ssm-secure are not supported'],
  ['an output of what is a list', output({ Value: { 'Fn::GetAZs': '' } }), 'must evaluate to a String.'],
  [
    'two exports of one name',
    using(1, { Outputs: { O: { Value: 'x', Export: { Name: 'n' } }, Q: { Value: 'y', Export: { Name: 'n' } } } }),
    'the same export name n',
  ],
])('%s fails the creation', async (_, template, message) => {
  const { StackStatus } = await aws.create('App', template);
  expect(StackStatus).toBe('ROLLBACK_COMPLETE');
  expect((await aws.events('App')).join('\n')).toContain(message);
});
