import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '..');

/**
 * Somebody's project, with the CDK and with the library as it is published: JavaScript, beside its function. Whoever
 * runs an app of it loads no TypeScript.
 */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'bench-'));

  constructor() {
    const modules = join(this.folder, 'node_modules');
    const library = join(modules, 'cdk-mgn-disconnect');
    mkdirSync(join(library, 'dist', 'private'), { recursive: true });
    for (const name of ['aws-cdk', 'aws-cdk-lib', 'constructs'])
      symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    for (const name of ['handler', 'staging']) symlinkSync(join(ROOT, 'dist', name), join(library, 'dist', name));
    buildSync({
      entryPoints: [join(ROOT, 'lib', 'index.ts')],
      outfile: join(library, 'dist', 'private', 'index.js'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      external: ['aws-cdk-lib', 'constructs'],
    });
    writeFileSync(join(library, 'package.json'), '{ "main": "dist/private/index.js" }');
  }

  write(name: string, content: string): void {
    writeFileSync(join(this.folder, name), content);
  }

  /** The seconds that Node takes for a script. Throws what it has printed if it ends, or says, what was not expected. */
  async run(args: readonly string[], env: NodeJS.ProcessEnv, { says = '', exitCode = 0 } = {}): Promise<number> {
    const began = performance.now();
    const child = spawn(process.execPath, args, { cwd: this.folder, env: { ...process.env, ...env } });
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    const seconds = (performance.now() - began) / 1000;
    const output = stdout + stderr;
    if (code !== exitCode || !output.includes(says)) throw new Error(`${args.join(' ')}: exit code ${code}\n${output}`);
    return seconds;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The middle of each contender, in rounds in which they take turns; the first round only fills caches. */
export async function takeTurns<Name extends string, Sample>(
  rounds: number,
  middle: (samples: readonly Sample[]) => Sample,
  contenders: Readonly<Record<Name, () => Promise<Sample>>>,
): Promise<Record<Name, Sample>> {
  const names = Object.keys(contenders) as Name[];
  const samples = new Map(names.map((name) => [name, [] as Sample[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const sample = await contenders[name]();
      if (round > 0) samples.get(name)?.push(sample);
    }
  }
  return Object.fromEntries([...samples].map(([name, all]) => [name, middle(all)])) as Record<Name, Sample>;
}

export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
