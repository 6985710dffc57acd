// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes references
import { aws, custom, start, thing } from './harness';

/*
 * What DescribeChangeSet tells of each change, as the real CloudFormation told it: recordings that LocalStack keeps of AWS
 * (tests/aws/services/cloudformation, the snapshot named with each test), with AWS::SNS::Topic as Test::Thing.
 */

beforeEach(() => start());

const NAMED = { StackName: 'App', ChangeSetName: 'it' };
const AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** The changes that a template would bring about, without and with their values. */
async function proposed(template: object, more: object = {}): Promise<[any[], any[]]> {
  await aws.call('CreateChangeSet', { ...NAMED, TemplateBody: JSON.stringify(template), ...more });
  const told = async (IncludePropertyValues: string) => {
    const { Changes } = await aws.call('DescribeChangeSet', { ...NAMED, IncludePropertyValues });
    return JSON.parse(JSON.stringify(Changes.map(({ ResourceChange }: any) => ResourceChange)));
  };
  return [await told('false'), await told('true')];
}

const brief = (change: any) =>
  change?.Details.map(({ ChangeSource, Evaluation, CausingEntity, Target }: any) =>
    [ChangeSource, Evaluation, CausingEntity, Target.AfterValue].filter(Boolean).join(' '),
  );
const of = (changes: any[], logicalId: string) =>
  changes.find(({ LogicalResourceId }) => LogicalResourceId === logicalId);

test('a reference to a replaced resource (test_change_set_ref::test_immutable_property_update_causes_resource_replacement)', async () => {
  const template = (Name: string) => ({
    Resources: { A: thing({ Name }), B: thing({ DisplayName: { Ref: 'A' }, V: 1 }) },
  });
  await aws.create('App', template('one'));
  const [plain, full] = await proposed(template('two'));
  expect(brief(of(plain, 'B'))).toEqual(['ResourceReference Static A']);
  expect(brief(of(full, 'B'))).toEqual([
    `DirectModification Dynamic ${AFTER_APPLY}`,
    `ResourceReference Static A ${AFTER_APPLY}`,
  ]);
  expect(of(full, 'B')).toMatchObject({
    Replacement: 'False',
    BeforeContext: '{"Properties":{"DisplayName":"one","V":1}}',
    AfterContext: `{"Properties":{"DisplayName":"${AFTER_APPLY}","V":1}}`,
  });
});

test('an attribute of a replaced resource (test_change_sets::TestCaptureUpdateProcess::test_dynamic_update)', async () => {
  const template = (Name: string) => ({
    Resources: { A: thing({ Name }), B: thing({ V: { 'Fn::GetAtt': ['A', 'Arn'] } }) },
  });
  await aws.create('App', template('one'));
  const [plain, full] = await proposed(template('two'));
  expect(brief(of(plain, 'B'))).toEqual(['ResourceAttribute Static A.Arn']);
  expect(brief(of(full, 'B'))).toEqual([
    `ResourceAttribute Static A.Arn ${AFTER_APPLY}`,
    `DirectModification Dynamic ${AFTER_APPLY}`,
  ]);
});

test('an attribute of a resource that is changed as it is (test_change_set_fn_get_attr::test_direct_attribute_value_change)', async () => {
  const template = (V: number) => ({ Resources: { A: thing({ V }), B: thing({ X: { 'Fn::Sub': 'of-${A.Arn}' } }) } });
  await aws.create('App', template(1));
  const [plain, full] = await proposed(template(2));
  expect(brief(of(plain, 'B'))).toEqual(['ResourceAttribute Dynamic A.Arn']);
  expect(of(plain, 'B').Replacement).toBe('False');
  expect(full.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(['A']);
});

test('one that would replace its dependent does so conditionally', async () => {
  const template = (V: number) => ({
    Resources: { A: thing({ V }), B: thing({ Name: { 'Fn::GetAtt': ['A', 'Arn'] } }) },
  });
  await aws.create('App', template(1));
  const [plain] = await proposed(template(2));
  expect(of(plain, 'B')).toMatchObject({ Replacement: 'Conditional' });
  expect(of(plain, 'B')).not.toHaveProperty('PolicyAction');
});

test('a replacement goes on to what a replaced name replaces', async () => {
  const template = (Name: string) => ({
    Resources: { C: thing({ V: { Ref: 'B' } }), B: thing({ Name: { Ref: 'A' } }), A: thing({ Name }) },
  });
  await aws.create('App', template('one'));
  const [plain] = await proposed(template('two'));
  expect(plain.map((change) => [change.LogicalResourceId, change.Replacement])).toEqual([
    ['C', 'False'],
    ['B', 'True'],
    ['A', 'True'],
  ]);
});

test('a parameter (test_change_set_parameters::test_update_parameter_default_value)', async () => {
  const template = (Default: string) => ({
    Parameters: { P: { Type: 'String', Default }, Same: { Type: 'String', Default: 'x' } },
    Resources: { A: thing({ Name: { Ref: 'P' }, V: { Ref: 'Same' } }) },
  });
  await aws.create('App', template('one'));
  const [[plain], [full]] = await proposed(template('two'));
  expect(brief(plain)).toEqual(['ParameterReference Static P', 'DirectModification Dynamic']);
  expect(brief(full)).toEqual(['DirectModification Dynamic two', 'ParameterReference Static P two']);
  expect(full).toMatchObject({ Replacement: 'True', PolicyAction: 'ReplaceAndDelete' });
});

test('what is added tells what it will know (test_change_set_values::test_property_empy_list)', async () => {
  const [[, plain], [, full]] = await proposed(
    {
      Resources: {
        A: thing(),
        B: thing({ V: { 'Fn::GetAtt': ['A', 'Arn'] }, Tags: [], Deep: [{ X: { Ref: 'A' } }, 1] }),
      },
    },
    { ChangeSetType: 'CREATE' },
  );
  expect(plain).not.toHaveProperty('AfterContext');
  expect(JSON.parse(full.AfterContext)).toEqual({
    Properties: { V: AFTER_APPLY, Tags: [], Deep: [{ X: AFTER_APPLY }, 1] },
  });
});

test('what NoEcho protects is masked', async () => {
  const template = (N: number) => ({
    Parameters: { P: { Type: 'String', NoEcho: true, Default: 's3cret' } },
    Resources: { A: custom({ P: { Ref: 'P' }, N }) },
  });
  await aws.create('App', template(1));
  const told = JSON.stringify(await proposed(template(2)));
  expect(told).toContain('****');
  expect(told).not.toContain('s3cret');
});
