import { BASIC, document, inline, NEED, padded, SERVER, statement, world } from './world';

test('a refusal is worded as IAM words it', async () => {
  const { create, refusal } = world();
  const { attributes } = await create('Role', {});
  expect(attributes).toMatchObject({ Arn: 'arn:aws:iam::123456789012:role/App-Role' });
  expect(refusal()).toBe(
    'AccessDenied 403 User: arn:aws:sts::123456789012:assumed-role/App-Role/fn is not authorized to perform: ' +
      `mgn:DisconnectFromService on resource: ${SERVER} because no identity-based policy allows the mgn:DisconnectFromService action`,
  );
  await create('Role', { RoleName: 'other', Policies: [inline('p', statement('Deny'))] });
  expect(refusal('other')).toMatch(/on resource: .* with an explicit deny in an identity-based policy$/);
});

test('every way to give a role a policy gives it the permission, and taking it away ends that', async () => {
  const { create, remove, update, refusal } = world();
  const role = await create('Role', { Policies: [inline('p', statement())] });
  expect(refusal()).toBeUndefined();
  await update('Role', role, {}, { Policies: [inline('p', statement())] });
  expect(refusal()).toMatch('no identity-based policy');
  for (const type of ['Policy', 'ManagedPolicy'] as const) {
    const properties = { PolicyName: 'q', PolicyDocument: document(statement()), Roles: ['App-Role'] };
    const policy = await create(type, properties);
    expect(refusal()).toBeUndefined();
    await update(type, policy, { ...properties, Roles: [] }, properties);
    expect(refusal()).toMatch('no identity-based policy');
    await update(type, policy, properties, { ...properties, Roles: [] });
    expect(refusal()).toBeUndefined();
    await remove(type, policy, properties);
    expect(refusal()).toMatch('no identity-based policy');
  }
});

test('a role policy is an inline policy of its own, and another name of it is a replacement', async () => {
  const { create, remove, refusal, replaceOn } = world();
  await create('Role', {});
  const properties = { PolicyName: 'q', PolicyDocument: document(statement()), RoleName: 'App-Role' };
  const policy = await create('RolePolicy', properties);
  expect(policy.physicalId).toBe('q|App-Role');
  expect(refusal()).toBeUndefined();
  await remove('RolePolicy', policy, properties);
  expect(refusal()).toMatch('no identity-based policy');
  expect(replaceOn('RolePolicy')).toEqual(['PolicyName', 'RoleName']);
});

describe('an inline policy that one resource manages', () => {
  const mine = { PolicyName: 'same', PolicyDocument: document(statement()), Roles: ['App-Role'] };
  const denying = { ...mine, PolicyDocument: document(statement('Deny')) };

  test.each([
    ['another stack', { stackName: 'Other' }],
    ['another resource of the stack', { logicalId: 'Other' }],
  ])('is refused to %s, in the words of CloudFormation, and stays as it is', async (_, other) => {
    const { create, remove, refusal } = world();
    await create('Role', {});
    const policy = await create('Policy', mine);
    await expect(create('Policy', denying, other)).rejects.toMatchObject({
      message:
        'Policy resource was already managed by another stack or another resource in the current stack. Found stacks: [App|Policy]',
    });
    await remove('Policy', policy, mine, other);
    expect(refusal()).toBeUndefined();
    await remove('Policy', policy, mine);
    await create('Policy', mine, other);
  });

  test('of one role may have a namesake in another role', async () => {
    const { create } = world();
    for (const RoleName of ['App-Role', 'other']) await create('Role', { RoleName });
    await create('Policy', mine);
    await create('Policy', { ...mine, Roles: ['other'] }, { stackName: 'Other' });
  });
});

test('a managed policy named by the role counts, also one of AWS', async () => {
  const { create, refusal } = world();
  const { physicalId } = await create('ManagedPolicy', { PolicyDocument: document(statement()) });
  await create('Role', { ManagedPolicyArns: [physicalId, BASIC] });
  expect(refusal()).toBeUndefined();
  expect(refusal('App-Role', { action: 'logs:PutLogEvents', resource: 'arn:any' })).toBeUndefined();
});

test('a changed managed policy changes what its roles may do, however it came to them', async () => {
  const { create, update, refusal } = world();
  const before = { PolicyDocument: document(statement()) };
  const policy = await create('ManagedPolicy', before);
  await create('Role', { ManagedPolicyArns: [policy.physicalId] });
  await update('ManagedPolicy', policy, { PolicyDocument: document(statement('Deny')) }, before);
  expect(refusal()).toMatch('explicit deny');
});

test('a permissions boundary bounds what the policies allow', async () => {
  const { create, refusal } = world();
  await create('Role', { Policies: [inline('p', statement())], PermissionsBoundary: BASIC });
  expect(refusal()).toMatch('because no permissions boundary allows the mgn:DisconnectFromService action');
});

test('conditions given with a need and those of every request are honoured', async () => {
  const { create, refusal } = world();
  const Condition = {
    StringEquals: { 'aws:ResourceTag/Team': 'blue' },
    ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/App-Role' },
  };
  await create('Role', { Policies: [inline('p', { ...statement(), Condition })] });
  expect(refusal()).toMatch('no identity-based policy');
  expect(refusal('App-Role', { ...NEED, conditions: { 'aws:ResourceTag/Team': 'blue' } })).toBeUndefined();
});

test('with a delay a change takes effect that much later on the clock', async () => {
  const { create, update, refusal, clock } = world({ delaySeconds: 10 });
  const role = await create('Role', { Policies: [inline('p', statement())] });
  await clock.advance(9_999);
  expect(refusal()).toMatch('no identity-based policy');
  await clock.advance(1);
  expect(refusal()).toBeUndefined();
  await update('Role', role, {}, { Policies: [inline('p', statement())] });
  await clock.advance(9_999);
  expect(refusal()).toBeUndefined();
  await clock.advance(1);
  expect(refusal()).toMatch('no identity-based policy');
});

test('a reset forgets also what was yet to take effect', async () => {
  const { create, refusal, clock, reset } = world({ delaySeconds: 10 });
  await create('Role', { Policies: [inline('p', statement())] });
  await reset();
  await clock.advance(20_000);
  expect(refusal()).toMatch('no identity-based policy');
});

test('a managed policy that cannot be attached is not left behind', async () => {
  const { create } = world();
  const policy = { ManagedPolicyName: 'x', PolicyDocument: document(statement()) };
  await expect(create('ManagedPolicy', { ...policy, Roles: ['none'] })).rejects.toThrow(
    'The role with name none cannot be found.',
  );
  await create('ManagedPolicy', policy);
});

describe('quotas', () => {
  test('inline policies of a role hold 10,240 characters in sum, white space not counted', async () => {
    const { create } = world();
    await create('Role', { Policies: [inline('a', padded(5_000)), inline('b', padded(5_000))] });
    const over = { PolicyName: 'c', PolicyDocument: document(padded(300)), Roles: ['App-Role'] };
    await expect(create('Policy', over)).rejects.toMatchObject({
      code: 'LimitExceeded',
      message: 'Maximum policy size of 10240 bytes exceeded for role App-Role',
    });
    await create('Policy', { ...over, PolicyDocument: document(padded(100, ' '.repeat(300))) });
  });

  test('a managed policy holds 6,144 characters, and one refused leaves nothing behind', async () => {
    const { create } = world();
    await create('ManagedPolicy', { ManagedPolicyName: 'x', PolicyDocument: document(padded(6_144)) });
    const over = { ManagedPolicyName: 'y', PolicyDocument: document(padded(6_145)) };
    await expect(create('ManagedPolicy', over)).rejects.toThrow('Cannot exceed quota for PolicySize: 6144');
    await create('ManagedPolicy', { ...over, PolicyDocument: document(statement()) });
  });

  test('a role has at most 10 managed policies', async () => {
    const { create } = world();
    await create('Role', {});
    const policy = { PolicyDocument: document(statement()), Roles: ['App-Role'] };
    for (let i = 0; i < 10; i++) await create('ManagedPolicy', { ...policy, ManagedPolicyName: `p${i}` });
    const eleventh = create('ManagedPolicy', { ...policy, ManagedPolicyName: 'p10' });
    await expect(eleventh).rejects.toMatchObject({
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for PoliciesPerRole: 10',
    });
  });
});

test('names are taken once, roles are missed, and a role in use is not deleted', async () => {
  const { create, remove } = world();
  const role = await create('Role', {});
  await expect(create('Role', {})).rejects.toThrow('Role with name App-Role already exists.');
  const policy = { PolicyDocument: document(statement()), PolicyName: 'p', ManagedPolicyName: 'p' };
  await expect(create('Policy', { ...policy, Roles: ['x'] })).rejects.toThrow('The role with name x cannot be found.');
  const managed = await create('ManagedPolicy', { ...policy, Roles: ['App-Role'] });
  await expect(create('ManagedPolicy', policy)).rejects.toThrow('A policy called p already exists.');
  await expect(remove('Role', role, {})).rejects.toThrow('Cannot delete entity, must detach all policies first.');
  await remove('ManagedPolicy', managed, policy);
  await remove('Role', role, {});
  await create('Role', {});
});

test.each([
  [{ Statement: [] }, 'Syntax errors in policy.'],
  [{ Statement: [{ Effect: 'allow', Action: '*', Resource: '*' }] }, 'Syntax errors in policy.'],
  [{ Statement: { Effect: 'Allow', Action: '*' } }, 'Policy statement must contain resources.'],
  [{ Version: '2026-01-01', Statement: [statement()] }, 'Syntax errors in policy.'],
])('the document %j is malformed', async (PolicyDocument, message) => {
  const { create } = world();
  await create('Role', {});
  const creation = create('Policy', { PolicyName: 'p', PolicyDocument, Roles: ['App-Role'] });
  await expect(creation).rejects.toMatchObject({ code: 'MalformedPolicyDocument', message });
});
