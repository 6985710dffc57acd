import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', 'examples');

/** The names of all apps in examples/. */
export const EXAMPLES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', ''));

process.setMaxListeners(50); // each App waits for the end of the process

/** Loads an example in this process, which writes its assembly as for the cdk CLI. A module is loaded once. */
export function synthesizeExample(name: string, outdir: string, region = 'us-east-1'): void {
  const before = { ...process.env };
  Object.assign(process.env, {
    CDK_OUTDIR: outdir,
    CDK_DEFAULT_ACCOUNT: '123456789012',
    CDK_DEFAULT_REGION: region,
  });
  try {
    require(join(FOLDER, name));
  } finally {
    process.env = before;
  }
}
