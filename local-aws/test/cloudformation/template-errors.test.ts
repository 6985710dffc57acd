// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes references
import { aws, custom, refusal, start, thing } from './harness';

/*
 * What is wrong with the functions of a template is told at once, and nothing is made. The words with a name behind them are recordings of
 * AWS that LocalStack keeps (tests/aws/services/cloudformation, that snapshot); the others are reported by users.
 */

beforeEach(() => start());

const Conditions = { Yes: { 'Fn::Equals': ['a', 'a'] }, No: { 'Fn::Equals': ['a', 'b'] } };
const Mappings = { Map: { A: { Suffix: 'a' } } };
const using = (X: unknown) => ({
  Mappings,
  Conditions,
  Resources: { A: thing({ X }), Off: thing({}, { Condition: 'No' }) },
});
const condition = (C: unknown) => ({ Conditions: { C }, Resources: { A: thing() } });
const output = (O: unknown, more = {}) => ({ ...using('x'), Outputs: { O }, ...more });

const SELECT = 'Template error: Fn::Select requires a list argument with two elements: an integer index and a list';
const GET_ATT =
  'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute';
const unresolved = (name: string, block = 'Resources') =>
  `Template format error: Unresolved resource dependencies [${name}] in the ${block} block of the template`;

test.each<[string, unknown, string]>([
  [
    'a key that a mapping does not have (engine/test_mappings)',
    using({ 'Fn::FindInMap': ['Map', 'C', 'Suffix'] }),
    'Template error: Unable to get mapping for Map::C::Suffix',
  ],
  [
    'one that a parameter would have to give',
    {
      ...using({ 'Fn::FindInMap': ['Map', { Ref: 'P' }, 'Suffix'] }),
      Parameters: { P: { Type: 'String', Default: 'D' } },
    },
    'Template error: Unable to get mapping for Map::D::Suffix',
  ],
  [
    'a mapping too deep (engine/test_mappings)',
    { ...using('x'), Mappings: { Map: { A: { B: { C: 'd' } } } } },
    'Template format error: Every Mappings attribute must be a String or a List.',
  ],
  [
    'a mapping with a reference (engine/test_mappings)',
    { ...using('x'), Mappings: { Map: { A: { B: { Ref: 'A' } } } } },
    'Template format error: Every Mappings attribute must be a String or a List.',
  ],
  [
    'a mapping too flat (engine/test_mappings)',
    { ...using('x'), Mappings: { Map: { A: 'b' } } },
    'Template format error: Every Mappings member A must be a map',
  ],
  [
    'a Ref to a resource whose condition does not hold (engine/test_conditions)',
    using({ Ref: 'Off' }),
    unresolved('Off'),
  ],
  ['a GetAtt of it (engine/test_conditions)', using({ 'Fn::GetAtt': ['Off', 'Arn'] }), unresolved('Off')],
  ['a Sub of it', using({ 'Fn::Sub': '${Off.Arn}' }), unresolved('Off')],
  [
    'an output of it (engine/test_conditions)',
    output({ Value: { Ref: 'Off' } }),
    'Unresolved resource dependencies [Off] in the Outputs block of the template',
  ],
  ['an index beyond the list', using({ 'Fn::Select': [2, ['a', 'b']] }), SELECT],
  [
    'an index beyond what resolves to a list',
    using({ 'Fn::Select': [2, { 'Fn::Split': [',', 'a,b'] }] }),
    'Template error: Fn::Select cannot select nonexistent value at index 2',
  ],
  ['an index that is no number', using({ 'Fn::Select': ['x', ['a']] }), SELECT],
  ['a Select from no list', using({ 'Fn::Select': [0, 'a,b'] }), SELECT],
  ['a Select from what resolves to no list', using({ 'Fn::Select': [0, { 'Fn::Sub': 'a,b' }] }), SELECT],
  ['a GetAtt of one part', using({ 'Fn::GetAtt': 'A' }), GET_ATT],
  ['a GetAtt of a list of one', using({ 'Fn::GetAtt': ['A'] }), GET_ATT],
  [
    'an unknown condition in Fn::If',
    using({ 'Fn::If': ['None', 'a', 'b'] }),
    'Template error: unresolved condition dependency None in Fn::If',
  ],
  [
    'an Fn::If of two parts',
    using({ 'Fn::If': ['Yes', 'a'] }),
    'Template error: Fn::If requires a list argument with three elements',
  ],
  [
    'an unknown condition of a resource',
    { Resources: { A: thing({}, { Condition: 'None' }) } },
    'Template format error: Unresolved condition dependency None in the Resources block of the template',
  ],
  [
    'an unknown condition of an output',
    output({ Value: 'x', Condition: 'None' }),
    'Template format error: Unresolved condition dependency None in the Outputs block of the template',
  ],
  [
    'an unknown condition in a condition',
    condition({ 'Fn::Not': [{ Condition: 'None' }] }),
    'Template format error: Unresolved condition dependency None in the Conditions block of the template',
  ],
  [
    'conditions in a circle',
    { ...condition({ Condition: 'D' }), Conditions: { C: { Condition: 'D' }, D: { Condition: 'C' } } },
    'Template format error: Circular dependency between conditions: [C, D]',
  ],
  [
    'a condition of a resource’s value',
    condition({ 'Fn::Equals': [{ Ref: 'A' }, 'x'] }),
    'Template format error: Unresolved dependencies [A]. Cannot reference resources in the Conditions block of the template',
  ],
  [
    'an Equals of three (engine/test_conditions)',
    condition({ 'Fn::Equals': ['a', 'b', 'c'] }),
    'Template error: every Fn::Equals object requires a list of 2 string parameters.',
  ],
  [
    'an And of one',
    condition({ 'Fn::And': [{ 'Fn::Equals': ['a', 'a'] }] }),
    'Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.',
  ],
  [
    'a Join of one part',
    using({ 'Fn::Join': [','] }),
    'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  ],
])('%s', async (_, template, message) => {
  expect(await refusal(template)).toBe(message);
});

test.each<[string, unknown]>([
  ['in the branch that is not taken', using({ 'Fn::If': ['No', { Ref: 'Off' }, 'x'] })],
  [
    'in a resource that is not made either',
    {
      ...using('x'),
      Resources: {
        A: thing(),
        Off: thing({}, { Condition: 'No' }),
        Too: thing({ X: { Ref: 'Off' } }, { Condition: 'No' }),
      },
    },
  ],
  ['in an output that is not shown', output({ Value: { Ref: 'Off' }, Condition: 'No' })],
  [
    'in DependsOn',
    { Conditions, Resources: { Off: thing({}, { Condition: 'No' }), A: thing({}, { DependsOn: 'Off' }) } },
  ],
])('a resource whose condition does not hold may be named %s', async (_, template) => {
  expect((await aws.create('App', template as object)).StackStatus).toBe('CREATE_COMPLETE');
});

test('a Select from what a resource gives, which is no list, fails that resource', async () => {
  const Resources = { A: custom({ Id: 'a,b' }), B: custom({ X: { 'Fn::Select': [0, { Ref: 'A' }] } }) };
  await aws.create('App', { Resources });
  expect(await aws.events('App')).toContain(`B CREATE_FAILED ${SELECT}`);
});

test.each([
  ['/name:9', 'Unable to fetch parameters [/name:9] from parameter store for this account.'],
  ['/name:x', 'the version of {{resolve:ssm:/name:x}} is not a number'],
])('a version %s of a parameter that there is not fails the resource', async (reference, message) => {
  aws.parameters.set('/name', 'stored');
  await aws.create('App', { Resources: { A: custom({ X: `{{resolve:ssm:${reference}}}` }) } });
  expect((await aws.events('App')).find((event) => event.startsWith('A CREATE_FAILED'))).toContain(message);
});
