import type { InitiatedBy, Job } from '@aws-sdk/client-mgn';
import type { Ec2Source } from '../ec2/resources';
import { Throttle } from '../kernel/throttle';
import type { Environment, ResourceType, Service } from '../kernel/types';
import { restJsonProtocol } from '../protocols/rest-json';
import { Accounts } from './accounts';
import { mgnAuthorizations } from './authorizations';
import { type MgnBehaviour, mgnDefaults } from './behaviour';
import { throttled, uninitialized } from './errors';
import { DescribeLag } from './lag';
import { guarded, mgnOperations } from './operations';
import { mgnResourceTypes } from './resource-types';
import { routes } from './routes';
import { sample } from './sample';
import { type LocalServer, ServerStore } from './servers';
import { stagingArea } from './staging';

export { type MgnBehaviour, mgnDefaults } from './behaviour';
export type { LocalState } from './record';
export { sampleFleet } from './sample';
export type { LocalServer } from './servers';

export interface MgnServers {
  /**
   * Replaces the fleet by these servers and completes each: a list, `{items}` as DescribeSourceServers answers, or
   * `{servers, applications, waves}`. If an element is wrong, it throws and changes nothing.
   */
  seed(fleet: unknown): void;
  list(): LocalServer[];
  get(id: string): LocalServer | undefined;
  /** A job that goes on until `endJob`. */
  startJob(id: string, initiatedBy?: InitiatedBy): Job;
  endJob(id: string): Job;
}

export interface Mgn {
  readonly service: Service;
  readonly resourceTypes: Record<string, ResourceType>;
  readonly servers: MgnServers;
  /** MGN's resources in EC2. */
  readonly staging: Ec2Source;
  /** May be changed at any time. */
  readonly behaviour: MgnBehaviour;
}

export interface MgnOptions {
  /** The initial fleet, as `seed` takes it. Servers may be partial. Default: `sampleFleet`. */
  readonly servers?: unknown;
  readonly behaviour?: Partial<MgnBehaviour>;
}

export function createMgn(env: Environment, options: MgnOptions = {}): Mgn {
  const initial = { ...mgnDefaults, managedAccounts: undefined, ...options.behaviour };
  const behaviour: MgnBehaviour = { ...initial };
  const servers = new ServerStore(env, behaviour);
  const lag = new DescribeLag(env.clock, behaviour);
  const throttle = new Throttle(env.clock, behaviour, throttled);
  const accounts = new Accounts(env, servers, behaviour);
  const staging = stagingArea(env, servers, behaviour);
  const seedInitial = () => servers.seed(options.servers ?? sample);
  seedInitial();
  const service: Service = {
    signingName: 'mgn',
    protocol: restJsonProtocol(routes),
    operations: guarded(mgnOperations({ env, servers, accounts, behaviour, lag }), (operation) => {
      throttle.take(operation);
      if (!behaviour.initialized && operation !== 'InitializeService') throw uninitialized();
    }),
    authorizations: (operation, input, context) => mgnAuthorizations(servers, operation, input, context),
    reset() {
      Object.assign(behaviour, initial);
      throttle.clear();
      lag.clear();
      servers.clear();
      staging.clear();
      seedInitial();
    },
  };
  return { service, resourceTypes: mgnResourceTypes(env, servers.groups), servers, staging, behaviour };
}
