import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnCondition, CfnParameter, CfnResource, CfnStack, Fn, NestedStack, type Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { SourceServerConnection } from '../../lib';
import { app, type Build, guard, READY, type Template } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';
import { SERVERS } from '../../testing/program';

/* A nested stack whose template is another app's, with a connection in it: no declaration of the root knows its server. */

const [A, B, C] = SERVERS;
const FOREIGN = '/cdk-hnb659fds-assets-123456789012-us-east-1/foreign.json';
const REFUSED = 'UPDATE_ROLLBACK_COMPLETE';

let template: string;
const folder = mkdtempSync(join(tmpdir(), 'other-stacks-'));
worldForEach([A, B, C]);
beforeEach(async () => {
  template = await foreign();
  await world.put(FOREIGN, Buffer.from(template));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['the template of another app', nested],
  ['an included template with its nested stacks', included],
])('a deployment that removes nothing is not refused for a server of the nested stack: %s', async (_, declare) => {
  expect(await world.deploy('One', build([A], declare))).toBe('CREATE_COMPLETE');
  expect(await world.deploy('One', build([A, C], declare))).toBe('UPDATE_COMPLETE');
  expect(world.refusal).toBeUndefined();
});

test('one that removes the nested stack is: all guards are asked', async () => {
  await world.deploy('One', build([A], nested));
  expect(await world.deploy('One', build([A]))).toBe(REFUSED);
  expect(world.refusal).toContain(B);
  expect(world.connected).toEqual([A, B, C]);
});

test.each([
  ['of its own', conditional, [A]],
  ['of its own, while another server comes', conditional, [A, C]],
  ['of the nested stack that it is in', inConditional, [A]],
] as const)('so is one in which a condition leaves it out: %s', async (_, declare, servers) => {
  expect(await world.deploy('One', build([A], declare('yes')))).toBe('CREATE_COMPLETE');
  expect(await world.deploy('One', build(servers, declare('no')))).toBe(REFUSED);
  expect(world.connected).toEqual([A, B, C]);
});

test('the deletion asks all guards for it, too', async () => {
  await world.deploy('One', build([A], nested));
  world.change(A, READY);
  expect(await world.destroy('One')).toBe('DELETE_FAILED');
  expect(world.connected).toEqual([A, B, C]);
});

function build(servers: readonly string[], declare: (root: Stack) => unknown = () => {}): Build {
  return (root) => {
    guard(root, { states: ['READY_FOR_CUTOVER'] });
    for (const sourceServerId of servers) new SourceServerConnection(root, sourceServerId, { sourceServerId });
    new CfnResource(root, 'Topic', { type: 'AWS::SNS::Topic' });
    declare(root);
  };
}

function nested(scope: Stack): CfnStack {
  return new CfnStack(scope, 'Foreign', { templateUrl: `https://s3.us-east-1.amazonaws.com${FOREIGN}` });
}

function included(root: Stack): void {
  const Foreign = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'foreign.json' } };
  const [outer, inner] = [join(folder, 'outer.json'), join(folder, 'foreign.json')];
  writeFileSync(outer, JSON.stringify({ Resources: { Foreign } }));
  writeFileSync(inner, template);
  new CfnInclude(root, 'Included', { templateFile: outer, loadNestedStacks: { Foreign: { templateFile: inner } } });
}

function conditional(isThere: string) {
  return (root: Stack) => {
    nested(root).cfnOptions.condition = condition(root, isThere);
  };
}

function inConditional(isThere: string) {
  return (root: Stack) => {
    const middle = new NestedStack(root, 'Middle');
    nested(middle);
    if (middle.nestedStackResource) middle.nestedStackResource.cfnOptions.condition = condition(root, isThere);
  };
}

function condition(root: Stack, isThere: string): CfnCondition {
  const parameter = new CfnParameter(root, 'There', { default: isThere });
  return new CfnCondition(root, 'IsThere', { expression: Fn.conditionEquals(parameter.valueAsString, 'yes') });
}

/** Declares B. The owner of the root must allow its function to read the root (docs/custody.md). */
async function foreign(): Promise<string> {
  let found: Template = { Resources: {} };
  world.edit = (edited) => {
    found = structuredClone(edited);
  };
  await world.deploy('Other', app({ [B]: 'root' }));
  world.edit = () => {};
  await world.destroy('Other');
  world.connect(B);
  const readsStacks = (one: any) => JSON.stringify(one?.Action ?? '').includes('cloudformation:');
  return JSON.stringify(found, (_, one) => (readsStacks(one) ? { ...one, Resource: '*' } : one));
}
