import { VirtualClock } from '../../src/kernel/clock';
import type { Caller } from '../../src/kernel/types';
import { createMgn, type Mgn, type MgnBehaviour } from '../../src/mgn';

/* MGN alone, with two servers and a clock that stands still. */

export const A = 's-0000000000000000a';
export const B = 's-0000000000000000b';
export const own = '123456789012';
export const other = '222222222222';

export let clock: VirtualClock;
export let mgn: Mgn;

function environment() {
  clock = new VirtualClock();
  return { clock, region: 'eu-west-1', accountId: own, partition: 'aws', endpoint: () => '' };
}

export function start(servers: unknown, behaviour?: Partial<MgnBehaviour>): void {
  mgn = createMgn(environment(), { servers, behaviour });
}

export const context = (caller: Caller = { accountId: own, arn: `arn:aws:iam::${own}:user/dev` }) => ({
  caller,
  requestId: 'r',
  region: 'eu-west-1',
});

export const call = (operation: string, input: unknown, caller?: Caller): any =>
  mgn.service.operations[operation](input, context(caller));

export const describeServers = (filters: unknown): any[] => call('DescribeSourceServers', { filters }).items;

export function state(id: string) {
  const server = mgn.servers.get(id);
  return [server?.lifeCycle?.state, server?.dataReplicationInfo?.dataReplicationState];
}

export function fleetOf(size: number) {
  return Array.from({ length: size }, (_, index) => ({ sourceServerID: `s-${String(index).padStart(17, '0')}` }));
}

/** An error by its code, and by what else is told of it. */
export const coded = (code: string, more: object = {}) => expect.objectContaining({ code, ...more });
