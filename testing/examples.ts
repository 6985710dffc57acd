import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', 'examples');

/** The names of all apps in examples/. */
export const EXAMPLES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', ''));

export function synthesizeExample(name: string, outdir: string, region = 'us-east-1'): void {
  synthesizeFile(join(FOLDER, name), outdir, { region });
}

/** Loads an app in this process, which writes its assembly as for the cdk CLI. */
export function synthesizeFile(file: string, outdir: string, { region = 'us-east-1', context = {} } = {}): void {
  const before = { ...process.env };
  Object.assign(process.env, {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_DEFAULT_ACCOUNT: '123456789012',
    CDK_DEFAULT_REGION: region,
  });
  try {
    jest.isolateModules(() => void require(file));
  } finally {
    process.env = before;
  }
}
