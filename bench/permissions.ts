import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { SourceServerConnection, SourceServerConnectionProvider } from '../lib';
import { handlerPermissions } from '../lib/private/function-role';
import { ServerPolicy } from '../lib/private/server-policies';
import { inRoot, type Shape } from '../testing/app';
import { type Custodian, connections } from '../testing/custodian';
import { serverIds } from '../testing/server-ids';
import { World } from '../testing/world';
import { most } from './most';
import { type Cell, type Table, text } from './report';

/*
 * npm run bench:permissions: what the ways to permit servers cost, for docs/decisions/permissions-of-servers.md. What a change of one server shows in
 * cdk diff, and how many servers one update can exchange for others within the quotas of IAM.
 */

/** The policies of a provider's role, by hand: one inline policy a server, however many. */
const oneEach: Custodian = {
  ...connections,
  declare(scope, id, sourceServerId, removalPolicy) {
    const { provider, role } = byHand(Stack.of(scope));
    const connection = new SourceServerConnection(scope, id, { sourceServerId, removalPolicy, provider });
    connection.node.addDependency(new ServerPolicy(provider, permitted(sourceServerId), role, () => true));
  },
};

/** What the library does in a role that it has not made: managed policies from the first server on. */
const packed: Custodian = {
  ...connections,
  declare(scope, id, sourceServerId, removalPolicy) {
    const stack = Stack.of(scope);
    const provider =
      (stack.node.tryFindChild('Provider') as SourceServerConnectionProvider) ??
      new SourceServerConnectionProvider(stack, 'Provider', { role: roleIn(stack) });
    new SourceServerConnection(scope, id, { sourceServerId, removalPolicy, provider });
  },
};

const WAYS: Record<string, Custodian> = { 'one each': oneEach, packed, 'this library': connections };
const COUNTS = [10, 19, 20, 100, 240];
const MOST = 480;

async function main(): Promise<void> {
  const rows = (change: (way: Custodian) => string[]) =>
    Object.entries(WAYS).map(([name, way]) => [name, ...change(way)]);
  const added = rows((way) => COUNTS.map((count) => change(way, count, count + 1)));
  const removed = rows((way) => COUNTS.map((count) => change(way, count + 1, count)));
  const marks = 'made +, destroyed -, changed ~';
  print({ title: `one server added: ${marks}`, columns: ['to servers', ...COUNTS.map(String)], rows: added });
  print({ title: `one server removed: ${marks}`, columns: ['back to servers', ...COUNTS.map(String)], rows: removed });
  const exchanged: Cell[][] = [];
  for (const [name, way] of Object.entries(WAYS)) exchanged.push([name, await mostExchanged(way, name)]);
  print({ title: 'the most servers that one update exchanges', columns: ['', 'servers'], rows: exchanged });
}

function print(table: Table): void {
  console.log(`\n${text(table)}`);
}

function change(way: Custodian, from: number, to: number): string {
  const [before, after] = [from, to].map((count) => resources(way, count)) as [Resources, Resources];
  const made = Object.keys(after).filter((id) => !(id in before));
  const destroyed = Object.keys(before).filter((id) => !(id in after));
  const changed = Object.keys(after).filter(
    (id) => id in before && JSON.stringify(before[id]) !== JSON.stringify(after[id]),
  );
  return `+${made.length} -${destroyed.length} ~${changed.length}`;
}

type Resources = Record<string, unknown>;

function resources(way: Custodian, count: number): Resources {
  const stack = new Stack(new App(), 'Stack');
  for (const id of serverIds(count)) way.declare(stack, id, id, RemovalPolicy.DESTROY);
  return Template.fromStack(stack).toJSON().Resources;
}

async function mostExchanged(way: Custodian, name: string): Promise<number> {
  if (await exchanges(way, MOST, name)) return MOST;
  return most(MOST, (count) => exchanges(way, count, name));
}

/** Whether a stack of so many servers can be updated to as many others. */
async function exchanges(way: Custodian, count: number, name: string): Promise<boolean> {
  const first = Object.keys(WAYS).indexOf(name) * 10_000;
  const [before, after] = [serverIds(count, first), serverIds(count, first + 5_000)];
  const world = await World.start([...before, ...after], way);
  const deploy = (shape: Shape) => world.deploy('One', shape);
  try {
    return (await deploy(inRoot(before))) === 'CREATE_COMPLETE' && (await deploy(inRoot(after))) === 'UPDATE_COMPLETE';
  } catch {
    return false; // more resources than a template holds
  } finally {
    await world.stop();
  }
}

function byHand(stack: Stack): { provider: SourceServerConnectionProvider; role: Role } {
  const existing = stack.node.tryFindChild('Provider') as SourceServerConnectionProvider | undefined;
  if (existing) return { provider: existing, role: stack.node.findChild('Role') as Role };
  const logGroup = new LogGroup(stack, 'Logs');
  const role = roleIn(stack, new PolicyDocument({ statements: handlerPermissions(stack, logGroup) }));
  return {
    role,
    provider: new SourceServerConnectionProvider(stack, 'Provider', { role: role.withoutPolicyUpdates(), logGroup }),
  };
}

function permitted(id: string) {
  return { id, key: id, isToken: false, actions: ['mgn:DisconnectFromService'] };
}

function roleIn(scope: Construct, handler?: PolicyDocument): Role {
  const inlinePolicies = handler ? { Handler: handler } : undefined;
  return new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), inlinePolicies });
}

void main();
