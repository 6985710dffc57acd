import type { InventoryServer } from '../inventory-server';
import { shown } from './validation';

/** One server of an inventory, and where it is listed: `wave.csv:7`, or `servers[6]`. */
export interface InventoryRow {
  readonly at: string;
  readonly server: InventoryServer;
}

/** What could be read of an inventory, and why the rest could not. */
export interface InventoryRows {
  readonly rows: readonly InventoryRow[];
  readonly problems: readonly string[];
}

/** An object that may be a server; what its members must be is for the wave to say. */
export interface Candidate {
  readonly at: string;
  readonly value: unknown;
}

const MEMBERS: readonly (keyof InventoryServer)[] = ['sourceServerId', 'accountId', 'hostname'];

export function rowsOfList(servers: unknown): InventoryRows {
  if (Array.isArray(servers)) return rowsOf(servers.map((value, index) => ({ at: `servers[${index}]`, value })));
  return {
    rows: [],
    problems: [`the servers must be a list, got ${shown(servers)}; list objects with sourceServerId`],
  };
}

export function rowsOf(candidates: readonly Candidate[]): InventoryRows {
  const rows: InventoryRow[] = [];
  const problems: string[] = [];
  for (const { at, value } of candidates) {
    const found = problemsOf(value).map((problem) => `${at}: ${problem}`);
    problems.push(...found);
    if (found.length === 0) rows.push({ at, server: value as InventoryServer });
  }
  return { rows, problems };
}

function problemsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`a server must be an object, got ${shown(value)}; write {"sourceServerId": "s-…"}`];
  }
  const { hostname } = value as Partial<InventoryServer>;
  const misspelt = Object.keys(value).flatMap((name) => misspelling('member', name));
  if (hostname === undefined || typeof hostname === 'string') return misspelt;
  return [...misspelt, `the host name must be a text, got ${shown(hostname)}; leave it out if there is none`];
}

/** A name that somebody took for one of ours: to ignore it would look for the server in another account, for example. */
export function misspelling(kind: 'member' | 'column', name: string): string[] {
  const meant = MEMBERS.find((one) => one !== name && plain(one) === plain(name));
  return meant ? [`the ${kind} ${shown(name)} must be spelt "${meant}"; correct its name`] : [];
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}
