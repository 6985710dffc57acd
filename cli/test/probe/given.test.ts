import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { differences } from '../../../local-aws/test/recordings/compare';
import type { Recording } from '../../../local-aws/test/recordings/tables/table';
import type { Told } from '../../../local-aws/test/recordings/told';
import { judge } from '../../src/probe/judge';
import type { ProbeRecording } from '../../src/probe/recording';
import { ProbeWorld, rowsOf } from './world';

/* Each file of local-aws/test/recordings/given, which somebody's `probe --json` printed, is a test: the local AWS does the same. */

const FOLDER = join(__dirname, '..', '..', '..', 'local-aws', 'test', 'recordings', 'given');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

test.each(FILES)('%s is told by the local AWS as it was recorded, event by event and row by row', async (file) => {
  const { recordings }: { recordings: ProbeRecording[] } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  const here = (await (await ProbeWorld.start()).probe(recordings.map(({ scenario }) => scenario))).recordings;
  const unlike = recordings.flatMap((given) => {
    const own = JSON.parse(JSON.stringify(here.find(({ scenario }) => scenario === given.scenario) ?? { events: [] }));
    return differences(given as Recording, own.events as Told[], given.dependencies);
  });
  const seen = (all: readonly ProbeRecording[]) =>
    judge(all, rowsOf(recordings)).map(({ row, seen: what }) => `${row.id}: ${what}`);
  expect([unlike, seen(recordings)]).toEqual([[], seen(here)]);
});

test('there is a file to begin with', () => expect(FILES.length).toBeGreaterThan(0));
