import { refusal, start, thing } from './harness';

/*
 * What is wrong with the sections of a template, and with its text, is told at once, and nothing is made. The words with a name behind them are recordings of
 * AWS that LocalStack keeps (tests/aws/services/cloudformation, that snapshot); the others are reported by users.
 */

beforeEach(() => start());

const sound = { Resources: { A: thing() } };
const output = (O: unknown) => ({ ...sound, Outputs: { O } });

test.each<[string, unknown, string]>([
  [
    'the name of a parameter',
    { ...sound, Parameters: { P_1: { Type: 'String', Default: 'x' } } },
    'Template format error: Parameter name P_1 is non alphanumeric.',
  ],
  [
    'the name of a resource (api/test_resources)',
    { Resources: { 'my-bad': thing() } },
    'Template format error: Resource name my-bad is non alphanumeric.',
  ],
  [
    'a resource without a type (api/test_validations)',
    { Resources: { A: {} } },
    'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
  ],
  [
    'a resource with another member (api/test_validations)',
    { Resources: { A: { ...thing(), Invalid: 1 } } },
    "Invalid template resource property 'Invalid'",
  ],
  [
    'another section',
    { ...sound, Resource: {}, Other: {} },
    'Invalid template property or properties [Resource, Other]',
  ],
  [
    'an output without a value (api/test_validations)',
    output({ Description: 'x' }),
    'Template format error: Every Outputs member must contain a Value object',
  ],
  ['an output that is null', output(null), 'Template format error: Every Outputs member must contain a Value object'],
  [
    'a value that is null (api/test_validations)',
    output({ Value: null }),
    "[/Outputs/O/Value] 'null' values are not allowed in templates",
  ],
  [
    'no resources (api/test_validations)',
    { Outputs: {} },
    'Template format error: At least one Resources member must be defined.',
  ],
  [
    'JSON that is none (api/test_templates)',
    '{"Resources": {"A": }}',
    'Template format error: JSON not well-formed. (line 1, column 21)',
  ],
  [
    'JSON that ends too early',
    '{"Resources":\n {"A": ',
    'Template format error: JSON not well-formed. (line 2, column 8)',
  ],
  ['a list', '[]', 'Template format error: unsupported structure.'],
])('%s', async (_, template, message) => {
  expect(await refusal(template)).toBe(message);
});
