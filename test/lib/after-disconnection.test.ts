import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  AfterDisconnection,
  SourceServerAccess,
  SourceServerConnection,
  type SourceServerConnectionProps,
  SourceServerConnectionProvider,
} from '../../lib';
import { serverId, serverIds } from '../../testing/server-ids';
import { policiesOf, stackOf } from './fleet';

const TYPE = 'Custom::MgnSourceServerConnection';
const POLICY = 'AWS::IAM::ManagedPolicy';
const [FINALIZE, DISCONNECT, ARCHIVE, DELETE] = [
  'mgn:FinalizeCutover',
  'mgn:DisconnectFromService',
  'mgn:MarkAsArchived',
  'mgn:DeleteSourceServer',
];

test.each<[string, Partial<SourceServerConnectionProps>, object, unknown]>([
  ['nothing', {}, {}, DISCONNECT],
  ['its record', { afterDisconnection: AfterDisconnection.KEEP_RECORD, finalizeCutover: false }, {}, DISCONNECT],
  [
    'an archived one',
    { afterDisconnection: AfterDisconnection.ARCHIVE },
    { AfterDisconnection: 'archive' },
    [DISCONNECT, ARCHIVE],
  ],
  [
    'nothing of the record',
    { afterDisconnection: AfterDisconnection.DELETE },
    { AfterDisconnection: 'delete' },
    [DISCONNECT, ARCHIVE, DELETE],
  ],
  ['a final cutover', { finalizeCutover: true }, { FinalizeCutover: 'true' }, [FINALIZE, DISCONNECT]],
])(
  'a connection that leaves %s has the properties and permissions for that, and no others',
  (_, props, wanted, actions) => {
    const stack = stackOf(serverIds(1), props);
    Template.fromStack(stack).hasResourceProperties(TYPE, {
      AfterDisconnection: Match.absent(),
      FinalizeCutover: Match.absent(),
      ...wanted,
    });
    expect(statementsOf(stack).map(({ Action }) => Action)).toEqual([actions]);
  },
);

test('servers with further steps are in policies of their own', () => {
  const stack = stackOf(serverIds(30));
  for (const index of [30, 31]) connect(stack, index, { afterDisconnection: AfterDisconnection.ARCHIVE });
  const statements = statementsOf(stack);
  expect(statements.map(({ Action, Resource }) => [Action, Resource.length])).toEqual([
    [DISCONNECT, 30],
    [[DISCONNECT, ARCHIVE], 2],
  ]);
});

test('a changed choice is another policy, so that the old one outlives the update phase', () => {
  for (const servers of [1, 30]) {
    const before = policiesOf(stackOf(serverIds(servers)));
    const after = policiesOf(stackOf(serverIds(servers), { afterDisconnection: AfterDisconnection.ARCHIVE }));
    expect(Object.keys(before).length).toBeGreaterThan(0);
    expect(Object.keys(after).filter((id) => id in before)).toEqual([]);
  }
});

test('465 servers with all actions fit into five managed policies of IAM', () => {
  const stack = stackOf(serverIds(465), { afterDisconnection: AfterDisconnection.DELETE, finalizeCutover: true });
  const policies = Object.values(Template.fromStack(stack).findResources(POLICY));
  expect(policies).toHaveLength(5);
  for (const { Properties } of policies) {
    const longest = JSON.stringify(Properties.PolicyDocument).replace(
      /\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"(.*?)"\]\]\}/g,
      '"arn:aws-us-gov$1"',
    );
    expect(longest.length).toBeLessThanOrEqual(6144);
  }
});

test('with access by tag, a statement for the tag has the actions that are asked for', () => {
  const stack = new Stack(new App(), 'Stack');
  const access = SourceServerAccess.taggedWith('Wave', '7');
  const provider = new SourceServerConnectionProvider(stack, 'Provider', { access });
  connect(stack, 0, { provider });
  connect(stack, 1, { provider, afterDisconnection: AfterDisconnection.ARCHIVE });
  const statements = statementsOf(stack);
  expect(statements.map(({ Action }) => Action)).toEqual([DISCONNECT, [DISCONNECT, ARCHIVE]]);
  for (const { Condition } of statements) expect(Condition).toEqual({ StringEquals: { 'aws:ResourceTag/Wave': '7' } });
});

test.each(['ARCHIVE', true, null, {}])('what no compiler checks is refused: %j', (value) => {
  expect(() => stackOf(serverIds(1), { afterDisconnection: value as any })).toThrow(
    /^'Stack\/s-0{17}': afterDisconnection must be AfterDisconnection.KEEP_RECORD, .*, got .*; pass one of these members$/,
  );
});

function connect(stack: Stack, index: number, props: Partial<SourceServerConnectionProps>): void {
  const sourceServerId = serverId(index);
  new SourceServerConnection(stack, sourceServerId, { sourceServerId, ...props });
}

function statementsOf(stack: Stack): Record<string, any>[] {
  return Object.values(policiesOf(stack)).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}
