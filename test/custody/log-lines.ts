import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { World } from '../../testing/world';

/* What every line of a function's log must be, and the tests of the record begin with. */

const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/record.schema.json'), 'utf8'));
const isLine = new Ajv({ strict: false, formats: { 'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ } }).compile(schema);
/** MGN refuses the disconnection for ten hours. */
export const REFUSED = {
  service: 'mgn',
  operation: 'DisconnectFromService',
  forSeconds: 36_000,
  error: 'ValidationException',
};
/** All lines are as docs/record.schema.json says, and hold nothing that is secret. */
export async function expectLines(world: World): Promise<void> {
  const lines = await world.log();
  for (const line of lines) expect([isLine(line), isLine.errors, line]).toEqual([true, null, line]);
  const secrets = [...world.executor.secrets, ...world.requests().flatMap(secretsOf)];
  expect(secrets.length).toBeGreaterThan(3);
  expect(secrets.filter((secret) => JSON.stringify(lines).includes(secret))).toEqual([]);
}

/** The parts of an event that must not be in a log. */
function secretsOf({ ResponseURL }: Record<string, any>): string[] {
  return [ResponseURL, new URL(ResponseURL).search];
}
