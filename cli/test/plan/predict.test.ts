import type { SourceServer } from '@aws-sdk/client-mgn';
import { GATE_TYPE } from '../../../lib/private/contract';
import { declarationOf, type TemplateTree } from '../../src/model/declared';
import { type DeployedStack, heldBy } from '../../src/model/deployed';
import type { Template } from '../../src/model/evaluate';
import { hostOf } from '../../src/model/host';
import { type Known, known, unknown } from '../../src/model/known';
import { givenTo } from '../../src/model/parameters';
import { deployedGate } from '../../src/plan/gate';
import { type Prediction, predictDeploy, predictDestroy } from '../../src/plan/predict';
import { rowsOf } from '../../src/plan/rows';

/* What is known of a template before its deployment, and what is not: conditions, parameters, policies, nested stacks. */

const [A, B] = ['s-0000000000000000a', 's-0000000000000000b'];
const WHERE = { stackName: 'One', region: 'eu-west-1', accountId: '123456789012', partition: 'aws' };

const connection = (server: unknown, more: object = {}) => ({
  Type: 'Custom::MgnSourceServerConnection',
  Properties: { SourceServerId: server },
  ...more,
});

function stack(
  resources: Record<string, object>,
  more: object = {},
  nested: Record<string, DeployedStack> = {},
): DeployedStack {
  const physical = ({ Type, Properties }: any) =>
    Type.startsWith('Custom') ? Properties.SourceServerId : 'arn:nested';
  return {
    ...{ stackId: 'arn:stack', stackName: 'One', status: 'CREATE_COMPLETE', terminationProtection: false },
    ...{
      template: { Resources: resources } as Template,
      parameters: new Map(),
      nested: new Map(Object.entries(nested)),
    },
    resources: Object.entries(resources).map(([logicalId, one]: [string, any]) => ({
      ...{ logicalId, physicalId: physical(one), type: one.Type, status: 'CREATE_COMPLETE' },
    })),
    ...more,
  };
}

const tree = (template: object, nested: Record<string, TemplateTree> = {}): TemplateTree => ({
  template: template as Template,
  nested: new Map(Object.entries(nested)),
});

function deploy(
  before: DeployedStack,
  after: TemplateTree,
  given: Record<string, string> = {},
  store: Record<string, string> = {},
) {
  const values = Object.entries(given).map(([key, value]): [string, Known<unknown>] => [key, known(value)]);
  const sources = { given: new Map(values), previous: before.parameters, store: new Map(Object.entries(store)) };
  return told(predictDeploy(declarationOf(after, sources, WHERE), heldBy(before, WHERE)));
}

const told = (predictions: readonly Prediction[]) =>
  predictions.map(
    ({ server, fate }) =>
      `${server ?? '?'} ${fate.kind}${'why' in fate ? `: ${fate.why}` : ''}${'open' in fate && fate.open ? `: ${fate.open}` : ''}`,
  );

describe('a connection whose condition', () => {
  const template = {
    Parameters: { Stage: { Type: 'String', Default: 'test' } },
    Conditions: { Here: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] } },
    Resources: { A: connection(A, { Condition: 'Here' }) },
  };

  test('no longer holds is removed: its server will be disconnected', () => {
    expect(deploy(stack({ A: connection(A) }), tree(template), { Stage: 'live' })).toEqual([`${A} disconnect`]);
    expect(deploy(stack({ A: connection(A) }), tree(template))).toEqual([`${A} keep: unchanged`]);
  });

  test('is kept at the deployed value of its parameter', () => {
    const before = stack({ A: connection(A) }, { parameters: new Map([['Stage', { value: 'live' }]]) });
    expect(deploy(before, tree(template))).toEqual([`${A} disconnect`]);
  });

  test('that cannot be evaluated is not known until deploy', () => {
    const open = { ...template, Conditions: { Here: { 'Fn::Equals': [{ 'Fn::ImportValue': 'Stage' }, 'x'] } } };
    expect(deploy(stack({ A: connection(A) }), tree(open))).toEqual([
      `${A} unknown: condition Here: the export Stage of another stack`,
    ]);
    expect(deploy(stack({ A: connection(A) }), tree({ ...open, Resources: {} }))).toEqual([`${A} disconnect`]);
  });
});

test('MGN is asked for a server in the account that its connection got after it was created', () => {
  const { Properties, ...more } = connection(A);
  const moved = stack({ A: { ...more, Properties: { ...Properties, AccountId: '210987654321' } } });
  expect(heldBy(moved, WHERE)).toMatchObject([{ server: A, accountId: '210987654321' }]);
  expect(predictDestroy(heldBy(moved, WHERE))).toMatchObject([{ server: A, accountId: '210987654321' }]);
  expect(heldBy(stack({ A: connection(A) }), WHERE)).toMatchObject([{ server: A, accountId: undefined }]);
});

describe('a macro of the template', () => {
  const before = stack({ A: connection(A) });
  const after = (Transform: unknown) => tree({ Transform, Resources: { A: connection(A) } });
  const open = 'the macro Rewrite, which may change the template';

  test.each(['Rewrite', ['AWS::LanguageExtensions', 'Rewrite'], { Name: 'Rewrite', Parameters: {} }])(
    'may take a connection out of it: %j',
    (transform) => {
      expect(deploy(before, after(transform))).toEqual([`${A} unknown: ${open}`]);
      expect(deploy(stack({}), after(transform))).toEqual([`${A} declare: ${open}`]);
    },
  );

  test('may do so in a nested stack, too', () => {
    const nested = { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: {} } };
    const deployed = stack(nested, {}, { Nested: before });
    expect(deploy(deployed, tree({ Resources: nested }, { Nested: after('Rewrite') }))).toEqual([
      `${A} unknown: ${open}`,
    ]);
  });

  test('of the deployed one may have taken a policy away: nothing is known to be retained', () => {
    const retained = { A: connection(A, { DeletionPolicy: 'Retain' }) };
    const template = { Transform: 'Rewrite', Resources: retained } as Template;
    expect(deploy(stack(retained, { template }), tree({ Resources: {} }))).toEqual([`${A} unknown: ${open}`]);
    expect(told(predictDestroy(heldBy(stack(retained, { template }), WHERE)))).toEqual([`${A} unknown: ${open}`]);
    expect(deploy(stack(retained), tree({ Resources: {} }))).toEqual([`${A} keep: retained`]);
  });

  test('of the deployed one may have given the gate a policy: it is not known to be asked', () => {
    const gate = { Type: GATE_TYPE, Properties: { Guards: {}, Servers: [] } };
    const asked = (more: object) => deployedGate(stack({ Gate: gate }, more), WHERE)?.isAskedOnDelete;
    expect(asked({})).toEqual(known(true));
    expect(asked({ template: { Transform: 'Rewrite', Resources: { Gate: gate } } })).toEqual(unknown(open));
  });

  test.each(['AWS::LanguageExtensions', ['AWS::Serverless-2016-10-31']])('but %j of AWS does not', (transform) => {
    expect(deploy(before, after(transform))).toEqual([`${A} keep: unchanged`]);
  });
});

describe('what --parameters gives to a stack', () => {
  const app = { stackName: 'One', tree: tree({ Parameters: { Stage: { Type: 'String' } }, Resources: {} }) };

  test('by its name counts before what is for all, in whatever order', () => {
    const expected = new Map([['Stage', known('live')]]);
    expect(givenTo(app, ['One:Stage=live', 'Stage=test'])).toEqual(expected);
    expect(givenTo(app, ['Stage=test', 'One:Stage=live'])).toEqual(expected);
  });

  test('of another name is not for it, as the cdk CLI knows no other names of stacks', () => {
    expect(givenTo(app, ['Two:Stage=live'])).toEqual(new Map());
  });
});

test('an id that is the output of another stack is not known until deploy', () => {
  const id = { 'Fn::GetStackOutput': { StackName: 'Inventory', OutputName: 'Web' } };
  expect(deploy(stack({ A: connection(A) }), tree({ Resources: { A: connection(id) } }))).toEqual([
    expect.stringContaining('the output Web of the stack Inventory'),
  ]);
});

describe('an id', () => {
  const template = {
    Parameters: { Id: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/web' } },
    Resources: { Web: connection({ Ref: 'Id' }) },
  };

  test('that comes from the Parameter Store is the one that is stored now', () => {
    const before = stack({ Web: connection(A) });
    expect(deploy(before, tree(template), {}, { '/web': A })).toEqual([`${A} keep: unchanged`]);
    expect(deploy(before, tree(template), {}, { '/web': B })).toEqual([`${A} disconnect`, `${B} declare`]);
    expect(deploy(before, tree(template))).toEqual([`${A} unknown: the SSM parameter /web`]);
  });

  test('that is unknown may be that of any server that leaves', () => {
    const after = tree({ Resources: { Web: connection('{{resolve:ssm:/web}}') } });
    expect(deploy(stack({ A: connection(A) }), after)).toEqual([
      `${A} unknown: the dynamic reference {{resolve:ssm:/web}}`,
      '? declare: the dynamic reference {{resolve:ssm:/web}}',
    ]);
  });
});

describe('a removal policy', () => {
  const retained = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
  const nothing = tree({ Resources: {} });

  test('counts as it is deployed, not as the new template has it', () => {
    const after = tree({ Resources: { A: connection(B, retained) } });
    expect(deploy(stack({ A: connection(A) }), after)).toEqual([`${A} disconnect`, `${B} declare`]);
    expect(deploy(stack({ A: connection(A, retained) }), nothing)).toEqual([`${A} keep: retained`]);
  });

  test('of a removal does not keep a server whose connection is replaced, nor the other way round', () => {
    const after = tree({ Resources: { A: connection(B) } });
    expect(deploy(stack({ A: connection(A, { DeletionPolicy: 'Retain' }) }), after)[0]).toBe(`${A} disconnect`);
    expect(deploy(stack({ A: connection(A, { UpdateReplacePolicy: 'Retain' }) }), nothing)).toEqual([
      `${A} disconnect`,
    ]);
  });

  test('may be an intrinsic, and that of a nested stack keeps all that is in it', () => {
    const policy = { DeletionPolicy: { 'Fn::If': ['Keep', 'Retain', 'Delete'] } };
    const inner = stack({ A: connection(A) });
    const outer = (more: object) =>
      stack({ Nested: { Type: 'AWS::CloudFormation::Stack', ...more } }, {}, { Nested: inner });
    expect(deploy(outer({ DeletionPolicy: 'Retain' }), nothing)).toEqual([`${A} keep: retained`]);
    expect(told(predictDestroy(heldBy(outer({}), WHERE)))).toEqual([`${A} disconnect`]);
    const conditional = stack({ A: connection(A, policy) });
    const template = { ...conditional.template, Conditions: { Keep: { 'Fn::Equals': ['a', 'a'] } } };
    expect(deploy({ ...conditional, template }, nothing)).toEqual([`${A} keep: retained`]);
  });
});

test('a nested stack whose template is not in the assembly leaves its servers not known until deploy', () => {
  const inner = stack({ A: connection(A) });
  const nested = { Type: 'AWS::CloudFormation::Stack' };
  const before = stack({ Nested: nested }, {}, { Nested: inner });
  expect(deploy(before, tree({ Resources: { Nested: nested } }))[0]).toMatch(
    /unknown: the template of the nested stack Nested/,
  );
});

test('a server that goes from a nested stack into its root is kept', () => {
  const before = stack({ Nested: { Type: 'AWS::CloudFormation::Stack' } }, {}, { Nested: stack({ A: connection(A) }) });
  expect(deploy(before, tree({ Resources: { A: connection(A) } }))).toEqual([`${A} keep: moved within the stack`]);
});

test('a server that two stacks of the app declare is declared twice, in both', () => {
  const one = { path: [], logicalId: 'A', server: A };
  const holder = {
    id: 'One',
    predictions: [{ ...one, fate: { kind: 'keep', why: 'unchanged' } as const }],
    declares: new Set([A]),
  };
  const other = { id: 'Two', predictions: [{ ...one, fate: { kind: 'declare' } as const }], declares: new Set([A]) };
  const verdicts = [holder, other].map((each) => rowsOf(each, [holder, other], () => undefined)[0]);
  expect(verdicts.map((row) => row?.verdict)).toEqual(['declared-twice', 'declared-twice']);
  expect(verdicts.some((row) => row?.disconnects)).toBe(false);
});

test('a server that MGN does not show may go, for its answers may lag, and cannot be declared', () => {
  const fates = [{ kind: 'disconnect', how: 'removed' }, { kind: 'declare' }] as const;
  const predictions = fates.map((fate, index) => ({ path: [], logicalId: `${index}`, server: A, fate }));
  const rows = rowsOf({ id: 'One', predictions, declares: new Set() }, [], () => 'absent');
  expect(rows.map(({ verdict, problem }) => [verdict, problem])).toEqual([
    ['not-known-until-deploy', undefined],
    ['newly-declared', 'the deployment will fail: it does not exist in MGN'],
  ]);
});

test.each([
  ['DISCONNECTED', false, /^the deployment will fail: it is already disconnected \(allowDisconnected takes it/],
  ['CUTOVER', false, /^the deployment will fail: it is already disconnected, as its cutover is finalized/],
  ['CUTOVER', true, undefined],
])(
  'a new connection to a server in %s that no longer replicates (allowDisconnected %s)',
  (state, allowsDisconnected, told) => {
    const source = {
      lifeCycle: { state },
      dataReplicationInfo: { dataReplicationState: 'DISCONNECTED' },
    } as SourceServer;
    const fate = { kind: 'declare', allowsDisconnected } as const;
    const stack = { id: 'One', predictions: [{ path: [], logicalId: 'A', server: A, fate }], declares: new Set([A]) };
    const [row] = rowsOf(stack, [stack], () => hostOf(source, 0));
    expect(row?.verdict).toBe('newly-declared');
    expect(row?.problem ?? '').toMatch(told ?? /^$/);
  },
);
