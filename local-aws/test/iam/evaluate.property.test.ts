import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import fc from 'fast-check';
import { evaluate, requestKeys } from '../../src/iam/evaluate';
import type { PolicyDocument, Statement } from '../../src/iam/policy';

const ACCOUNT = '123456789012';
const RUNS = 300;

/** An evaluator nobody here wrote, as the second opinion. */
test('decisions are those of iam-simulate, on random policies and requests', async () => {
  const tally: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(fc.array(policy(), { minLength: 1, maxLength: 3 }), request(), async (policies, asked) => {
      const own = evaluate(policies, asked, requestKeys(asked.conditions));
      tally[own] = (tally[own] ?? 0) + 1;
      expect(own).toBe(await secondOpinion(policies, asked));
    }),
    { numRuns: RUNS },
  );
  expect(Math.min(tally.allowed ?? 0, tally.explicitDeny ?? 0, tally.implicitDeny ?? 0)).toBeGreaterThan(RUNS / 20);
});

interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly conditions: Record<string, string>;
}

async function secondOpinion(policies: PolicyDocument[], { action, resource, conditions }: Asked): Promise<string> {
  const simulation: Simulation = {
    request: {
      principal: `arn:aws:iam::${ACCOUNT}:role/handler`,
      action,
      resource: { resource, accountId: ACCOUNT },
      contextVariables: conditions,
    },
    identityPolicies: policies.map((policy, index) => ({ name: `p${index}`, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  const result: any = await runSimulation(simulation, {});
  const decision = result.analysis?.result ?? result.overallResult;
  if (typeof decision !== 'string') throw new Error(`No decision: ${JSON.stringify(result)}`);
  return (
    { Allowed: 'allowed', ExplicitlyDenied: 'explicitDeny', ImplicitlyDenied: 'implicitDeny' }[decision] ?? decision
  );
}

const SERVER = `arn:aws:mgn:us-east-1:${ACCOUNT}:source-server/s-3053c1c3b7d8bd4e0`;
const OTHER = `arn:aws:mgn:us-east-1:${ACCOUNT}:source-server/s-00000000000000001`;
const STACK = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/App/8d4e0b9a-0000-0000-0000-000000000000`;

function request(): fc.Arbitrary<Asked> {
  const target = fc.constantFrom(
    { action: 'mgn:DisconnectFromService', resource: SERVER },
    { action: 'mgn:DisconnectFromService', resource: OTHER },
    { action: 'mgn:MarkAsArchived', resource: SERVER },
    { action: 'cloudformation:DescribeStacks', resource: STACK },
  );
  const conditions = fc.record(
    {
      'aws:ResourceTag/Team': fc.constantFrom('blue', 'Blue', 'red'),
      'aws:PrincipalArn': fc.constantFrom(`arn:aws:iam::${ACCOUNT}:role/handler`),
      'aws:RequestedRegion': fc.constantFrom('us-east-1', 'eu-west-1'),
      'aws:EpochTime': fc.constantFrom('1780272000', '1700000000'),
      'aws:CurrentTime': fc.constantFrom('2026-06-01T00:00:00Z', '2023-11-14T22:13:20Z'),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(target, conditions).map(([one, keys]) => ({ ...one, conditions: keys as Record<string, string> }));
}

function policy(): fc.Arbitrary<PolicyDocument> {
  return fc
    .array(statement(), { minLength: 1, maxLength: 4 })
    .map((Statement) => ({ Version: '2012-10-17', Statement }));
}

function statement(): fc.Arbitrary<Statement> {
  const some = (...values: string[]) => fc.subarray(values, { minLength: 1, maxLength: 2 });
  const actions = some(
    '*',
    'mgn:*',
    'mgn:Dis*',
    'MGN:disconnectFromService',
    'mgn:MarkAsArchive?',
    'cloudformation:Describe*',
  );
  const resources = some(
    '*',
    SERVER,
    OTHER,
    'arn:aws:mgn:*:*:source-server/*',
    'arn:aws:mgn:*:*:source-server/s-3053*',
    STACK,
  );
  return fc
    .record({
      effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
      actions,
      notAction: fc.integer({ min: 0, max: 5 }),
      resources,
      notResource: fc.integer({ min: 0, max: 5 }),
      condition: fc.option(condition(), { nil: undefined }),
    })
    .map(({ effect, actions, notAction, resources, notResource, condition }) => ({
      Effect: effect,
      ...(notAction === 0 ? { NotAction: actions } : { Action: actions }),
      ...(notResource === 0 ? { NotResource: resources } : { Resource: resources }),
      ...(condition && { Condition: condition }),
    }));
}

function condition(): fc.Arbitrary<NonNullable<Statement['Condition']>> {
  const string = fc.constantFrom(
    ...[
      'StringEquals',
      'StringNotEquals',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
      'StringLike',
      'StringNotLike',
    ],
    ...['StringEqualsIfExists', 'StringNotEqualsIfExists', 'StringLikeIfExists', 'StringNotLikeIfExists'],
  );
  const values = fc.subarray(['blue', 'red', 'b*', '?lue', 'us-east-1', '$' + '{aws:RequestedRegion}'], {
    minLength: 1,
    maxLength: 2,
  });
  const text = entry(string, fc.constantFrom('aws:ResourceTag/Team', 'aws:RequestedRegion'), values);
  const arn = entry(
    fc.constantFrom('ArnLike', 'ArnEquals', 'ArnNotLike', 'ArnNotEquals', 'ArnLikeIfExists'),
    fc.constant('aws:PrincipalArn'),
    fc.subarray(['arn:aws:iam::*:role/*', 'arn:aws:iam::*:role/other', 'arn:*:iam::*:role/han?ler'], { minLength: 1 }),
  );
  // seconds and ISO 8601 are not compared with each other: iam-simulate takes the former for milliseconds
  const date = fc
    .constantFrom(['aws:EpochTime', '1780272000'], ['aws:CurrentTime', '2026-06-01T00:00:00Z'])
    .chain(([key = '', value = '']) => entry(dateOperator, fc.constant(key), fc.constant([value])));
  const absent = entry(
    fc.constant('Null'),
    fc.constantFrom('aws:ResourceTag/Team', 'aws:RequestedRegion'),
    fc.subarray(['true', 'false'], { minLength: 1, maxLength: 1 }),
  );
  return fc.tuple(fc.oneof(text, text, arn, date, absent), fc.oneof(text, absent)).map(([a, b]) => ({ ...a, ...b }));
}

const dateOperator = fc.constantFrom(
  ...['DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals', 'DateEquals', 'DateNotEquals'],
);

function entry(operator: fc.Arbitrary<string>, key: fc.Arbitrary<string>, values: fc.Arbitrary<string[]>) {
  return fc.tuple(operator, key, values).map(([name, on, wanted]) => ({ [name]: { [on]: wanted } }));
}
