import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from '../../lib';
import { Tool } from './tool';

/* Where nothing answers, the built tool says so at once, and where. */

const folder = mkdtempSync(join(tmpdir(), 'unreachable-'));
const env = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'operator',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-east-1',
  NODE_OPTIONS: `--require=${join(folder, 'counter.cjs')}`,
};
const tool = new Tool({ environment: () => env }, folder);

/** Writes down how often the tool has tried to connect. */
const COUNTER = `
const { connect } = require('node:net').Socket.prototype;
let tries = 0;
require('node:net').Socket.prototype.connect = function (...args) {
  tries += 1;
  return connect.apply(this, args);
};
process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'tries'))}, String(tries)));
`;

beforeAll(() => {
  writeFileSync(join(folder, 'counter.cjs'), COUNTER);
  const app = new App({ outdir: join(folder, 'cdk.out') });
  new SourceServerConnection(new Stack(app, 'Web'), 'A', { sourceServerId: 's-0000000000000000a' });
  app.synth();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['status', 'record', 'inventory', 'plan --app cdk.out'])('%s', async (command) => {
  const { code, stdout, stderr } = await tool.run(...command.split(' '));
  expect(stdout + stderr).toContain('nothing answers at http://127.0.0.1:9: ECONNREFUSED (check AWS_ENDPOINT_URL');
  expect(code).toBe(1);
  expect(readFileSync(join(folder, 'tries'), 'utf8')).toBe('1');
});
