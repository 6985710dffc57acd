import { createHash } from 'node:crypto';

/** A server that a policy is to allow actions on. */
export interface Permitted {
  /** Its id, or a token. */
  readonly id: string;
  /** The id, or what the template says for the token: the same at each synthesis. */
  readonly key: string;
  /** Whether the id is known only at deployment. */
  readonly isToken: boolean;
  readonly actions: readonly string[];
}

/** A managed policy holds 6,144 characters: room for 96 ARNs in the partition with the longest name. */
const SERVERS_PER_POLICY = 96;

/** A policy's description holds 1,000 characters: room for 48 ids that are known only at deployment. */
const TOKENS_PER_POLICY = 48;

/** What is allowed for it, whichever server it is about. */
export function kindOf({ actions }: Permitted): string {
  return actions.join();
}

/**
 * Packs servers into policies, those of the same actions into as few as hold them. Which one a server comes into depends
 * on the servers alone, not on the order of their declarations, and hardly on the other servers: one more or less
 * changes one policy.
 */
export function pack(servers: readonly Permitted[]): Permitted[][] {
  const kinds = [...new Set(servers.map(kindOf))].sort();
  return kinds.flatMap((kind) => packAlike(servers.filter((server) => kindOf(server) === kind)));
}

export function policiesFor(servers: readonly Permitted[]): number {
  return pack(servers).length;
}

function packAlike(servers: readonly Permitted[]): Permitted[][] {
  const tokens = servers.filter(({ isToken }) => isToken).sort(byKey);
  const literal = servers.filter(({ isToken }) => !isToken).sort(byKey);
  const most = roomFor(servers);
  const count = Math.max(Math.ceil(servers.length / most), Math.ceil(tokens.length / TOKENS_PER_POLICY));
  const policies = Array.from({ length: count }, (): Permitted[] => []);
  // tokens first: there is less room for them
  for (const server of [...tokens, ...literal]) {
    const first = preference(server, count);
    const inTurn = [...policies.slice(first), ...policies.slice(0, first)];
    const room = server.isToken ? TOKENS_PER_POLICY : most;
    inTurn.find(({ length }) => length < room)?.push(server);
  }
  return policies.map((policy) => policy.sort(byKey));
}

/** How many servers of the same actions a policy holds. Each further action takes less room than an ARN. */
export function roomFor([first]: readonly Permitted[]): number {
  return SERVERS_PER_POLICY - ((first?.actions.length ?? 1) - 1);
}

function preference({ key }: Permitted, policies: number): number {
  return createHash('sha256').update(key).digest().readUInt32BE() % policies;
}

function byKey(one: Permitted, other: Permitted): number {
  return one.key < other.key ? -1 : Number(one.key > other.key);
}
