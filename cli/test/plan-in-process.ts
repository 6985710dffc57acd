import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MgnClient } from '@aws-sdk/client-mgn';
import { type Assembly, type Build, type Shape, synthesize, type Template } from '../../testing/app';
import { handlerTo } from '../../testing/sdk';
import type { World } from '../../testing/world';
import { readLargeAnswers } from '../src/aws/answers';
import type { Session } from '../src/aws/session';
import { jsonOf } from '../src/plan/json';
import { type LimitOptions, limitsOf, planExitCode } from '../src/plan/limits';
import { makePlan, type Plan } from '../src/plan/plan';
import { summaryOf } from '../src/plan/text';

/* The plan of a world without processes and sockets: all of it but the command line and the credentials. */

export interface Wish {
  readonly destroy?: boolean;
  /** Another name than One. */
  readonly named?: string;
  readonly patterns?: readonly string[];
  readonly exclusively?: boolean;
  /** By the name of a stack the one that is deployed before it. */
  readonly needs?: Readonly<Record<string, string>>;
  /** The stage that holds the stacks, which goes before their names in patterns. */
  readonly stage?: string;
  readonly parameters?: readonly string[];
  /** Whether a parameter that is not given keeps its deployed value, as by default. */
  readonly previousParameters?: boolean;
  /** Changes the root's template, as the world's own edit does for the deployment. */
  readonly edit?: (template: Template) => void;
  readonly limits?: Partial<LimitOptions>;
}

export interface Planned {
  readonly code: number;
  readonly plan: Plan;
  readonly json: any;
  readonly summary: string;
  /** Server and verdict of each row. */
  readonly rows: readonly string[];
}

/** What the tool says of stack One, or of several stacks by their names. */
export function planOf(world: World, app: Shape | Build, wish: Wish = {}): Promise<Planned> {
  return planOfAll(world, { [wish.named ?? 'One']: app }, wish);
}

export async function planOfAll(
  world: World,
  stacks: Readonly<Record<string, Shape | Build>>,
  wish: Wish = {},
): Promise<Planned> {
  const { destroy = false, patterns = [], exclusively, parameters = [], previousParameters = true, limits = {} } = wish;
  const folder = mkdtempSync(join(tmpdir(), 'plan-'));
  const now = jest.spyOn(Date, 'now').mockImplementation(() => world.clock.now());
  try {
    writeApp(folder, stacks, wish);
    const selector = { patterns, exclusively };
    const options = { app: folder, context: [], ...selector, destroy, parameters, changeSet: false };
    const session = sessionOf(world);
    const plan = await makePlan({ ...options, previousParameters }, { to: async () => session } as any);
    const told = limitsOf(plan, { onlyIn: [], ...limits });
    const code = planExitCode(plan, told);
    const rows = plan.stacks.flatMap((stack) => stack.rows.map(({ server, verdict }) => `${server} ${verdict}`));
    return { code, plan, json: jsonOf(plan, told, code), summary: summaryOf(plan), rows };
  } finally {
    now.mockRestore();
    rmSync(folder, { recursive: true });
  }
}

/** The cloud assembly, as the CDK writes it. */
function writeApp(folder: string, stacks: Readonly<Record<string, Shape | Build>>, wish: Wish): void {
  const directoryName = `assembly-${wish.stage}`;
  const at = wish.stage ? join(folder, directoryName) : folder;
  if (wish.stage) {
    mkdirSync(at);
    const artifacts = { [directoryName]: { type: 'cdk:cloud-assembly', properties: { directoryName } } };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
  }
  const artifacts = Object.entries(stacks).map(([name, app]) => write(at, name, synthesize(app, '', 0), wish));
  writeFileSync(join(at, 'manifest.json'), JSON.stringify({ artifacts: Object.fromEntries(artifacts) }));
}

function write(folder: string, name: string, assembly: Assembly, { edit, needs, stage }: Wish): [string, object] {
  const { template, nested } = structuredClone(assembly);
  edit?.(template);
  for (const [file, child] of Object.entries(nested)) writeFileSync(join(folder, file), JSON.stringify(child));
  const templateFile = `${name}.template.json`;
  writeFileSync(join(folder, templateFile), JSON.stringify(template));
  return [
    name,
    {
      type: 'aws:cloudformation:stack',
      properties: { templateFile, stackName: name },
      displayName: stage ? `${stage}/${name}` : name,
      dependencies: [needs?.[name]].filter(Boolean),
    },
  ];
}

function sessionOf(world: World): Session {
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'secret' };
  const local = { region: 'us-east-1', endpoint: 'http://local', maxAttempts: 1, credentials };
  return {
    ...{ accountId: '123456789012', region: 'us-east-1', partition: 'aws' },
    cloudFormation: readLargeAnswers(world.cloudFormation),
    mgn: new MgnClient({ ...local, requestHandler: handlerTo((request) => world.handle(request)) }),
    logs: undefined as never,
    client: undefined as never,
    sleep: (milliseconds) => world.clock.sleep(milliseconds),
    parameters: async () => new Map(),
  };
}
