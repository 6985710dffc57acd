import type { Argv } from 'yargs';
import { explained } from '../output/errors';
import { KIND } from './options';
import { isNotEnabled, MGN_REGIONS } from './regions';
import type { Session, Sessions } from './session';

/** Where to look. */
export interface Places {
  readonly allRegions?: boolean;
  readonly regions?: string[];
}

export function placeOptions(yargs: Argv): Argv {
  return yargs
    .option('all-regions', { ...KIND.flag, describe: 'All Regions that have MGN and that the account has enabled' })
    .option('regions', { ...KIND.several, describe: 'A Region; repeatable' })
    .conflicts('regions', 'all-regions');
}

/** Looks into each Region. A Region that cannot be read is reported with its reason. */
export async function inEach<T>(
  sessions: Sessions,
  { allRegions = false, regions = [] }: Places,
  look: (session: Session) => Promise<T>,
): Promise<{ found: T[]; unchecked: string[] }> {
  const { partition, region } = await sessions.to({});
  const wanted = allRegions ? (MGN_REGIONS[partition] ?? []) : regions.length > 0 ? regions : [region];
  const found: T[] = [];
  const unchecked: string[] = [];
  await Promise.all(
    wanted.map(async (one) => {
      try {
        found.push(await look(await sessions.to({ region: one })));
      } catch (error) {
        if (!allRegions || !isNotEnabled(error as Error)) unchecked.push(`${one}: ${explained(error as Error)}`);
      }
    }),
  );
  return { found, unchecked };
}
