import type { SourceServer } from '@aws-sdk/client-mgn';
import { doubtOfLack, lookUntilSure } from '../../../lambda/aws/lag';
import { findServers, runningJobs } from '../aws/servers';
import type { Session } from '../aws/session';
import type { ServerRef } from '../model/deployed';
import { type Host, hostOf } from '../model/host';
import { groupedBy } from '../model/lists';
import { explained } from '../output/errors';
import type { Looked } from './look';
import type { Prediction } from './predict';

/** What MGN shows of the servers of one account and Region. */
export interface Fleet {
  /** Undefined if MGN could not be asked. */
  readonly hosts?: ReadonlyMap<string, Host>;
  readonly trouble?: string;
  /** Jobs that have not ended, by the servers in them. */
  jobs(): Promise<ReadonlyMap<string, string>>;
}

const NONE: Fleet = { jobs: async () => new Map() };

/** Looks once for all servers of an account and Region, in whichever stacks they are. */
export async function fleetsOf(stacks: readonly Looked[]): Promise<(stack: Looked) => Fleet> {
  const groups = groupedBy(stacks, placeOf);
  groups.delete(undefined);
  const fleets = new Map<string | undefined, Fleet>();
  await Promise.all([...groups].map(async ([place, group]) => fleets.set(place, await fleetOf(group))));
  return (stack) => fleets.get(placeOf(stack)) ?? withoutSession(stack);
}

const placeOf = ({ session }: Looked): string | undefined => session && `${session.accountId}/${session.region}`;

const withoutSession = (stack: Looked): Fleet =>
  refsOf(stack).length > 0 ? { ...NONE, trouble: 'there are no credentials for it' } : NONE;

const refsOf = ({ predictions }: Looked): ServerRef[] =>
  predictions.filter((one): one is Prediction & ServerRef => one.server !== undefined);

async function fleetOf(stacks: readonly Looked[]): Promise<Fleet> {
  const refs = stacks.flatMap(refsOf);
  const sessions = [...new Set(stacks.flatMap(({ session }) => session ?? []))];
  let trouble: Error | undefined;
  // each stack may have a role of its own for look-ups: one that may ask MGN is enough
  for (const session of sessions) {
    try {
      const servers = await look(session, refs);
      const now = Date.now();
      const hosts = new Map([...servers].map(([id, server]) => [id, hostOf(server, now)]));
      return { hosts, jobs: remembered(() => jobsIn(session, refs)) };
    } catch (error) {
      trouble ??= error as Error;
    }
  }
  return { ...NONE, trouble: trouble && explained(trouble) };
}

/** An answer without a server is not final, for MGN's answers may lag: as the function does, it looks once more. */
async function look({ mgn, sleep }: Session, refs: readonly ServerRef[]): Promise<Map<string, SourceServer>> {
  const began = Date.now();
  const watch = {
    get elapsed() {
      return Date.now() - began;
    },
    pause: sleep,
  };
  const found = new Map<string, SourceServer>();
  const missing = () => refs.filter(({ server }) => !found.has(server));
  const lack = doubtOfLack(watch);
  const askForMissing = async () => {
    for (const [id, server] of await findServers(mgn, missing())) found.set(id, server);
    return missing().length > 0;
  };
  await lookUntilSure(watch, askForMissing, (lacks) => (lacks ? lack() : undefined));
  return found;
}

async function jobsIn({ mgn }: Session, refs: readonly ServerRef[]): Promise<Map<string, string>> {
  const accounts = [...new Set(refs.map(({ accountId }) => accountId))];
  const jobs = await Promise.all(accounts.map((accountId) => runningJobs(mgn, accountId)));
  return new Map(jobs.flatMap((one) => [...one]));
}

function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
