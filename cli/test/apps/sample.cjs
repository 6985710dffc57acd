const { readFileSync } = require('node:fs');
const { App, CfnParameter, CfnResource, NestedStack, RemovalPolicy, Stack, Stage } = require('aws-cdk-lib');
const {
  LifeCycleState,
  RemovalGuard,
  SourceServerConnection,
  SourceServerConnectionProvider,
} = require('cdk-mgn-disconnect');

/* The stacks that a file describes, which `-c stacks=FILE` names: shapes of the random programs, as one app. */

const app = new App();
const stacks = JSON.parse(readFileSync(app.node.tryGetContext('stacks'), 'utf8'));
const made = new Map();

for (const { name, stage, dependsOn, shape } of stacks) {
  const stack = new Stack(stage ? new Stage(app, stage) : app, name);
  made.set(name, stack);
  if (dependsOn) stack.addDependency(made.get(dependsOn));
  declare(stack, shape);
}

function declare(stack, { servers, guards = {}, neighbour }) {
  new CfnResource(stack, 'Anchor', { type: 'AWS::SNS::Topic' });
  const scopes = new Map([['root', stack]]);
  const scopeOf = (place) => {
    if (!scopes.has(place)) scopes.set(place, new NestedStack(stack, place));
    return scopes.get(place);
  };
  for (const [place, one] of Object.entries(guards)) {
    const removalGuards = guardsOf(one);
    new SourceServerConnectionProvider(scopeOf(place), 'SourceServerConnectionProvider', { removalGuards });
  }
  const connections = Object.entries(servers).map(([id, { place, retain, parameter, protect }]) => {
    const scope = scopeOf(place);
    const sourceServerId = parameter ? new CfnParameter(scope, `Id${parameter}`, { default: id }).valueAsString : id;
    const removalPolicy = retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const props = { sourceServerId, removalPolicy, protect };
    return [place, new SourceServerConnection(scope, parameter ?? id, props)];
  });
  if (!neighbour) return;
  const properties = { ServiceToken: process.env.NEIGHBOUR, FailsOn: neighbour.failsOn, Nonce: Date.now() };
  const failing = new CfnResource(scopeOf(neighbour.place), 'Neighbour', { type: 'Custom::Neighbour', properties });
  const before = connections.filter(([place]) => place === neighbour.place);
  if (neighbour.after) for (const [, connection] of before) failing.node.addDependency(connection);
}

function guardsOf({ states, atMost, never, noJob, tag }) {
  return [
    states && RemovalGuard.lifeCycleStates(...states.map(LifeCycleState.of)),
    atMost && RemovalGuard.atMost(atMost),
    never && RemovalGuard.never(),
    noJob && RemovalGuard.noRunningJob(),
    tag && RemovalGuard.tagged(...tag),
  ].filter(Boolean);
}
