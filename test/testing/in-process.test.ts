import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../local-aws/src';
import { InProcessExecutor } from '../../testing/in-process';

test('a function may print what is no text, as AwsCustomResource prints the errors that it answers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'in-process-'));
  writeFileSync(join(folder, 'index.js'), `exports.handler = async () => console.log(new Error('a'), { b: 1 }, 'c');`);
  const executor = new InProcessExecutor(() => ({ clock: new VirtualClock(), handle: () => Promise.reject() }));
  const lines: string[] = [];
  const spec = { runtime: 'nodejs22.x', taskRoot: folder, variables: { _HANDLER: 'index.handler' } };
  const environment = executor.start(spec, (line) => lines.push(line.split('\n')[0] ?? ''));
  const event = { requestId: 'r', functionArn: 'arn', payload: Buffer.from('{}'), remainingMs: 1000, deadlineMs: 1000 };
  expect(await environment.invoke(event)).toMatchObject({ status: 'success' });
  expect(lines).toEqual([expect.stringMatching(/^Error: a/)]);
  rmSync(folder, { recursive: true });
});
