import type { DeployedStack } from '../../src/plan/deployed';
import type { Template } from '../../src/plan/evaluate';
import { askedGate, asksForJobs, gateIn, gateOf, guarded, notesOnGate } from '../../src/plan/guards';
import { hostOf } from '../../src/plan/host';
import type { Prediction } from '../../src/plan/predict';
import type { Row } from '../../src/plan/rows';

const [A, B] = ['s-0000000000000000a', 's-0000000000000000b'];
const NOW = Date.parse('2026-11-25T12:00:00Z');

function template(guards: object[], servers = [A, B]) {
  const Servers = servers.map((Server) => ({ Server, Provider: 'P' }));
  return { Resources: { Gate: { Type: 'Custom::MgnRemovalGate', Properties: { Guards: { P: guards }, Servers } } } };
}

function leaving(server: string, source: object = {}): Row {
  const host = hostOf({ sourceServerID: server, lifeCycle: { state: 'TESTING' }, ...source }, NOW);
  return {
    server,
    path: [],
    logicalId: server,
    verdict: 'will-be-disconnected',
    reason: '',
    disconnects: true,
    steps: [],
    host,
  };
}

const plan = (guards: object[], rows: Row[], jobs = new Map<string, string>()) =>
  guarded(rows, gateIn(template(guards)), jobs, 'deploy', NOW).map(({ verdict, reason }) =>
    `${verdict} ${reason}`.trim(),
  );

const cutover = (more: object) => ({ lifeCycle: { state: 'CUTOVER', lastCutover: more } });
const DAY_AGO = { apiCallDateTime: '2026-11-24T12:00:00Z' };

test.each<[string, object, object, object]>([
  ['LifeCycleStates', { States: ['CUTOVER'] }, {}, cutover({})],
  [
    'CutoverFinalizedFor',
    { Seconds: '86400' },
    cutover({ finalized: { apiCallDateTime: '2026-11-25T00:00:00Z' } }),
    cutover({ finalized: DAY_AGO }),
  ],
  [
    'CutoverFinalizedFor',
    { Seconds: 3600 },
    cutover({ finalized: DAY_AGO, reverted: DAY_AGO }),
    cutover({ finalized: DAY_AGO }),
  ],
  [
    'LaunchedInstanceProven',
    {},
    { launchedInstance: { ec2InstanceID: 'i-1', firstBoot: 'WAITING' } },
    { launchedInstance: { ec2InstanceID: 'i-1', firstBoot: 'SUCCEEDED' } },
  ],
])('the guard %s %j keeps a server until it is met', (Kind, settings, unmet, met) => {
  expect(plan([{ Kind, ...settings }], [leaving(A, unmet)])[0]).toMatch(
    /^kept a removal guard is not met and fails the deployment: it /,
  );
  expect(plan([{ Kind, ...settings }], [leaving(A, met)])).toEqual(['will-be-disconnected']);
});

test('one guard that is not met keeps all servers, since it fails the whole deployment', () => {
  const rows = [leaving(A, cutover({})), leaving(B)];
  expect(plan([{ Kind: 'LifeCycleStates', States: ['CUTOVER'] }], rows)).toEqual([
    `kept a removal guard fails the deployment: ${B} is TESTING, must be CUTOVER`,
    'kept a removal guard is not met and fails the deployment: it is TESTING, must be CUTOVER',
  ]);
});

test('a limit on how many leave counts all of a provider', () => {
  expect(plan([{ Kind: 'AtMost', Servers: 1 }], [leaving(A), leaving(B)])[0]).toMatch(
    /2 servers of P would leave, of which at most 1 may/,
  );
  expect(plan([{ Kind: 'AtMost', Servers: 2 }], [leaving(A), leaving(B)])).toEqual([
    'will-be-disconnected',
    'will-be-disconnected',
  ]);
});

test('running jobs are asked for only if a guard wants to know', () => {
  expect(asksForJobs(gateIn(template([{ Kind: 'Never' }])))).toBe(false);
  const guards = [{ Kind: 'NoRunningJob' }];
  expect(asksForJobs(gateIn(template(guards)))).toBe(true);
  expect(plan(guards, [leaving(A)], new Map([[A, 'mgnjob-1']]))[0]).toMatch(/has the job mgnjob-1 running/);
  expect(plan(guards, [leaving(A)])).toEqual(['will-be-disconnected']);
});

test('a deployment asks the new guards, a deletion the deployed ones, and one that takes the gate away asks nobody', () => {
  const [deployed, next] = [gateIn(template([{ Kind: 'Never' }])), gateIn(template([]))];
  expect(guarded([leaving(A)], askedGate('deploy', deployed, next), new Map(), 'deploy', NOW)[0]?.verdict).toBe(
    'will-be-disconnected',
  );
  expect(guarded([leaving(A)], askedGate('destroy', deployed, next), new Map(), 'destroy', NOW)[0]?.verdict).toBe(
    'kept',
  );
  expect(guarded([leaving(A)], askedGate('deploy', deployed), new Map(), 'deploy', NOW)[0]?.verdict).toBe(
    'will-be-disconnected',
  );
});

test('a server that the gate does not name by its id is asked for by all guards', () => {
  const gate = gateIn(template([{ Kind: 'Never' }], []));
  expect(guarded([leaving(A)], gate, new Map(), 'deploy', NOW)[0]?.verdict).toBe('kept');
});

test.each([[['Guarded', 'Free']], [['Free', 'Guarded']]])(
  'of a server that %j declare, both are asked',
  (providers) => {
    const Servers = providers.map((Provider) => ({ Server: A, Provider }));
    const Properties = { Guards: { Guarded: [{ Kind: 'Never' }], Free: [] }, Servers };
    const gate = gateIn({ Resources: { Gate: { Type: 'Custom::MgnRemovalGate', Properties } } });
    expect(guarded([leaving(A)], gate, new Map(), 'deploy', NOW)[0]?.verdict).toBe('kept');
  },
);

test('guards that are new do not know which servers are retained, and the plan says so', () => {
  const gate = gateIn(template([{ Kind: 'Never' }]));
  const retained: Prediction = { server: A, path: [], logicalId: A, fate: { kind: 'keep', why: 'retained' } };
  expect(notesOnGate([retained], undefined, gate)[0]).toMatch(/^the removal guards are new, /);
  expect(notesOnGate([retained], gate, gate)).toEqual([]);
  expect(notesOnGate([retained], gate, undefined)).toEqual([]);
});

test('a server that came by a token is of the provider of its connection, in a nested stack and behind a condition too', () => {
  const Servers = [
    { 'Fn::If': ['Yes', { Server: { Ref: 'Own' }, Provider: 'P' }, { Ref: 'AWS::NoValue' }] },
    { Server: { 'Fn::GetAtt': ['Child', 'Outputs.Id'] }, Provider: 'Child/P' },
    { Server: { 'Fn::GetAtt': ['Other', 'Outputs.Id'] }, Provider: 'Other/P' },
  ];
  const Resources = { Gate: { Type: 'Custom::MgnRemovalGate', Properties: { Guards: { P: [] }, Servers } } };
  const Conditions = { Yes: { 'Fn::Equals': [{ Ref: 'Answer' }, 'yes'] } };
  const Parameters = { Answer: { Type: 'String' } };
  const child = deployed({ Outputs: { Id: { Value: { Ref: 'Inner' } } } }, { Inner: B });
  const parameters = new Map([['Answer', { value: 'yes' }]]);
  const stack = { ...deployed({ Resources, Conditions, Parameters }, { Own: A }), parameters };
  const gate = gateOf({ ...stack, nested: new Map([['Child', child]]) }, {});
  expect([...(gate?.providers ?? [])]).toEqual([
    [A, ['P']],
    [B, ['Child/P']],
  ]);
});

function deployed(template: object, ids: Record<string, string>): DeployedStack {
  const resources = Object.entries(ids).map(([logicalId, physicalId]) => ({
    logicalId,
    physicalId,
    type: 'Custom::MgnSourceServerConnection',
    status: 'CREATE_COMPLETE',
  }));
  const stack = { stackId: 'id', stackName: 'One', status: 'CREATE_COMPLETE', terminationProtection: false };
  return { ...stack, template: template as Template, parameters: new Map(), resources, nested: new Map() };
}
