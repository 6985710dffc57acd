import { document, inline, NEED, SERVER, statement, world } from './world';

/* What a function is told when IAM refuses it, and each condition key that a policy may ask for here. */

const START = `User: arn:aws:sts::123456789012:assumed-role/App-Role/fn is not authorized to perform: ${NEED.action}`;
const OTHER = { Effect: 'Allow', Action: 'other:Thing', Resource: '*' } as const;

test.each([
  ['no policy at all', [], undefined, `because no identity-based policy allows the ${NEED.action} action`],
  [
    'policies for other actions',
    [OTHER],
    undefined,
    `because no identity-based policy allows the ${NEED.action} action`,
  ],
  ['a deny', [statement(), statement('Deny')], undefined, 'with an explicit deny in an identity-based policy'],
  ['a boundary without it', [statement()], [OTHER], `because no permissions boundary allows the ${NEED.action} action`],
  ['a boundary that denies it', [statement()], [statement('Deny')], 'with an explicit deny in a permissions boundary'],
  [
    'a boundary that denies what no policy allows',
    [],
    [statement('Deny')],
    'with an explicit deny in a permissions boundary',
  ],
  ['a boundary alone', [], [statement()], `because no identity-based policy allows the ${NEED.action} action`],
  ['a deny in both', [statement('Deny')], [statement('Deny')], 'with an explicit deny in an identity-based policy'],
])('with %s a refusal gives the reason in the words of IAM', async (_what, policies, boundary, reason) => {
  const { create, refusal } = world();
  const PermissionsBoundary =
    boundary && (await create('ManagedPolicy', { PolicyDocument: document(...boundary) })).physicalId;
  const Policies = policies.length > 0 ? [inline('p', ...policies)] : [];
  await create('Role', { Policies, PermissionsBoundary });
  expect(refusal()).toBe(`AccessDenied 403 ${START} on resource: ${SERVER} ${reason}`);
});

test('an action without resource types names none', async () => {
  const { create, refusal } = world();
  await create('Role', {});
  expect(refusal('App-Role', { action: 'mgn:DescribeSourceServers', resource: '*' })).toBe(
    `AccessDenied 403 ${START.replace(NEED.action, 'mgn:DescribeSourceServers')} ` +
      'because no identity-based policy allows the mgn:DescribeSourceServers action',
  );
});

const ROLE = 'arn:aws:iam::123456789012:role/App-Role';

test.each([
  ['aws:ResourceTag/Team', 'StringEquals', 'blue', 'red', { 'aws:ResourceTag/Team': 'blue' }],
  ['aws:RequestTag/Team', 'StringEquals', 'blue', 'red', { 'aws:RequestTag/Team': 'blue' }],
  ['aws:PrincipalArn', 'ArnEquals', ROLE, `${ROLE}-2`, {}],
  ['aws:PrincipalAccount', 'StringEquals', '123456789012', '210987654321', {}],
  ['aws:RequestedRegion', 'StringEquals', 'us-east-1', 'eu-west-1', {}],
  ['aws:SecureTransport', 'Bool', 'true', 'false', {}],
  ['aws:CurrentTime', 'DateLessThanEquals', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', {}],
  ['aws:EpochTime', 'NumericEquals', '1767225600', '1767225601', {}],
])('the condition key %s is that of the request', async (key, operator, value, other, conditions) => {
  const refusalWith = async (wanted: string) => {
    const { create, refusal } = world();
    await create('Role', { Policies: [inline('p', { ...statement(), Condition: { [operator]: { [key]: wanted } } })] });
    return refusal('App-Role', { ...NEED, conditions });
  };
  expect(await refusalWith(value)).toBeUndefined();
  expect(await refusalWith(other)).toMatch(/because no identity-based policy allows/);
});

test('a tag that the resource does not have equals nothing', async () => {
  const { create, refusal } = world();
  const Condition = { StringEquals: { 'aws:ResourceTag/Team': 'blue' } };
  await create('Role', { Policies: [inline('p', { ...statement(), Condition })] });
  expect(refusal()).toMatch(/because no identity-based policy allows/);
});
