import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { inRoot } from '../testing/app';
import { type Custodian, connections } from '../testing/custodian';
import { serverIds } from '../testing/server-ids';
import { World } from '../testing/world';
import { awsCustomResource, leanAwsCustomResource } from './aws-custom-resource';
import { most } from './most';
import type { Cell, Tables } from './report';

/*
 * What servers cost in a template, and how many fit into a stack: by the CDK's own limits, and
 * by the quotas of IAM, which the local AWS enforces.
 */

const CONTENDERS: Record<string, Custodian> = {
  'cdk-mgn-disconnect': connections,
  AwsCustomResource: awsCustomResource,
  'AwsCustomResource, only onDelete': leanAwsCustomResource,
};
const COUNTS = [1, 10, 100, 248];
const TOO_MANY = 1000;

export async function template(): Promise<Tables> {
  const sizes = Object.entries(CONTENDERS).map(([name, custodian]) => [
    name,
    ...COUNTS.map((count) => size(custodian, count)),
  ]);
  return {
    template: {
      title: 'resources and bytes of the template',
      columns: ['servers', ...COUNTS.map(String)],
      rows: sizes,
    },
    most: {
      title: 'the most servers in a stack',
      columns: ['', 'synthesized', 'deployed', 'one more'],
      rows: await Promise.all(Object.entries(CONTENDERS).map(([name, custodian]) => mostOf(name, custodian))),
    },
  };
}

async function mostOf(name: string, custodian: Custodian): Promise<Cell[]> {
  const synthesized = await most(TOO_MANY, async (count) => refusal(custodian, count) === undefined);
  const deployed = await most(synthesized + 1, async (count) => (await failure(custodian, count)) === undefined);
  const more = deployed < synthesized ? await failure(custodian, deployed + 1) : refusal(custodian, synthesized + 1);
  return [name, synthesized, deployed, more ?? ''];
}

function size(custodian: Custodian, count: number): string {
  const body = synthesize(custodian, count);
  const resources = Object.keys(JSON.parse(body).Resources).length;
  return `${resources} / ${body.length.toLocaleString('en')}`;
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
  const world = await World.start(serverIds(count), custodian);
  try {
    const status = await world.deploy('One', inRoot(serverIds(count)));
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
    for (const id of serverIds(count)) custodian.declare(stack, id, id, RemovalPolicy.DESTROY);
    return readFileSync(app.synth().getStackByName('Stack').templateFullPath, 'utf8');
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The last line of a refusal says what is wrong; CDK puts a heading above it. */
function brief(text: string): string {
  return (text.split('\n').at(-1) ?? '').replace(/(;|: Custom::| for role ).*/s, '').trim();
}
