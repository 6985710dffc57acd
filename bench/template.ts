import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Shape } from '../testing/app';
import { type Custodian, connections } from '../testing/custodian';
import { World } from '../testing/world';
import { awsCustomResource, leanAwsCustomResource } from './aws-custom-resource';
import { versions } from './versions';

/*
 * npm run bench:template: what servers cost in a template, and how many fit into a stack: by the CDK's own limits, and
 * by the quotas of IAM, which the local AWS enforces.
 */

const CONTENDERS: Record<string, Custodian> = {
  'cdk-mgn-disconnect': connections,
  AwsCustomResource: awsCustomResource,
  'AwsCustomResource, only onDelete': leanAwsCustomResource,
};
const COUNTS = [1, 10, 100, 248];
const TOO_MANY = 1000;

async function main(): Promise<void> {
  console.log(`${versions()}\n`);
  row('resources and bytes of the template', ...COUNTS.map((count) => `${count} servers`));
  for (const [name, custodian] of Object.entries(CONTENDERS))
    row(name, ...COUNTS.map((count) => size(custodian, count)));
  console.log('');
  row('the most servers in a stack', 'synthesized', 'deployed');
  const reasons: string[] = [];
  for (const [name, custodian] of Object.entries(CONTENDERS)) {
    const synthesized = await most(TOO_MANY, async (count) => refusal(custodian, count) === undefined);
    const deployed = await most(synthesized + 1, async (count) => (await failure(custodian, count)) === undefined);
    row(name, String(synthesized), String(deployed));
    reasons.push(`${name}, ${synthesized + 1}: ${refusal(custodian, synthesized + 1)}`);
    if (deployed < synthesized) reasons.push(`${name}, ${deployed + 1}: ${await failure(custodian, deployed + 1)}`);
  }
  console.log(`\none more:\n  ${reasons.join('\n  ')}`);
}

function row(name: string, ...cells: string[]): void {
  console.log(name.padEnd(38) + cells.map((cell) => cell.padStart(15)).join(''));
}

function size(custodian: Custodian, count: number): string {
  const body = synthesize(custodian, count);
  const resources = Object.keys(JSON.parse(body).Resources).length;
  return `${resources} / ${body.length.toLocaleString('en')}`;
}

/** The largest number below `tooMany` that fits, if every smaller one does. */
async function most(tooMany: number, fits: (count: number) => Promise<boolean>): Promise<number> {
  let [low, high] = [1, tooMany];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Why so many servers cannot be synthesized. */
function refusal(custodian: Custodian, count: number): string | undefined {
  try {
    synthesize(custodian, count);
    return undefined;
  } catch (error) {
    return brief((error as Error).message);
  }
}

/** Why so many servers cannot be deployed. */
async function failure(custodian: Custodian, count: number): Promise<string | undefined> {
  const world = await World.start(fleet(count), custodian);
  const servers = Object.fromEntries(fleet(count).map((id) => [id, { place: 'root', retain: false }]));
  try {
    const status = await world.deploy('One', { servers } as Shape);
    if (status === 'CREATE_COMPLETE') return undefined;
    const failed = (await world.events('One')).find(
      ({ ResourceStatus, ResourceStatusReason }) =>
        ResourceStatus === 'CREATE_FAILED' && !ResourceStatusReason?.includes('cancelled'),
    );
    return `${status}, ${brief(failed?.ResourceStatusReason ?? '')}`;
  } finally {
    await world.stop();
  }
}

function synthesize(custodian: Custodian, count: number): string {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    const stack = new Stack(app, 'Stack');
    for (const id of fleet(count)) custodian.declare(stack, id, id, RemovalPolicy.DESTROY);
    return readFileSync(app.synth().getStackByName('Stack').templateFullPath, 'utf8');
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function fleet(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `s-${index.toString(16).padStart(17, '0')}`);
}

function brief(text: string): string {
  return text.replace(/(;|: Custom::| for role ).*/s, '');
}

void main();
