import { setTimeout as sleep } from 'node:timers/promises';
import { Mgn } from '@aws-sdk/client-mgn';

const NONE = 's-ffffffffffffffff0';

/** The source servers of an engine, by the names that the rows have for them. */
export interface SourceServers {
  /** Makes these connected; a service without a way back makes new ones of the same names. */
  connect(names: readonly string[]): Promise<void>;
  /** An id that no server has, if none was ever connected by this name. */
  id(name: string): string;
  disconnect(name: string): Promise<void>;
  connected(): Promise<readonly string[]>;
}

/** The local AWS is given its servers over the control plane. */
export class LocalSourceServers implements SourceServers {
  private readonly mgn: Mgn;

  constructor(private readonly endpoint: string) {
    this.mgn = new Mgn({ endpoint });
  }

  async connect(names: readonly string[]): Promise<void> {
    const servers = names.map((name) => ({ sourceServerID: this.id(name), lifeCycle: { state: 'READY_FOR_TEST' } }));
    await fetch(`${this.endpoint}/_local/servers`, { method: 'POST', body: JSON.stringify(servers) });
  }

  id(name: string): string {
    return name.length === 1 ? `s-0000000000000000${name.toLowerCase()}` : NONE;
  }

  async disconnect(name: string): Promise<void> {
    await this.mgn.disconnectFromService({ sourceServerID: this.id(name) });
  }

  async connected(): Promise<readonly string[]> {
    const ids = await connectedIds(this.mgn);
    return ids.map((id) => id.slice(-1).toUpperCase()).sort();
  }
}

/** Gopherstack makes source servers of an imported CSV only, and chooses their ids. */
export class ImportedSourceServers implements SourceServers {
  private readonly ids = new Map<string, string>();
  private readonly mgn: Mgn;
  private initialized = false;

  constructor(
    endpoint: string,
    private readonly s3: string,
  ) {
    this.mgn = new Mgn({ endpoint });
  }

  async connect(names: readonly string[]): Promise<void> {
    if (!this.initialized) await this.mgn.initializeService({});
    this.initialized = true;
    const connected = await this.connected();
    const missing = names.filter((name) => !connected.includes(name));
    if (missing.length === 0) return;
    const run = Date.now().toString(36);
    await this.import(missing.map((name) => `${name}-${run}`));
    for (const { sourceServerID, userProvidedID } of await this.replicating(run, missing.length)) {
      this.ids.set((userProvidedID as string).split('-')[0] as string, sourceServerID as string);
    }
  }

  id(name: string): string {
    return this.ids.get(name) ?? NONE;
  }

  async disconnect(name: string): Promise<void> {
    await this.mgn.disconnectFromService({ sourceServerID: this.id(name) });
  }

  async connected(): Promise<readonly string[]> {
    const connected = await connectedIds(this.mgn);
    return [...this.ids]
      .filter(([, id]) => connected.includes(id))
      .map(([name]) => name)
      .sort();
  }

  private async import(userProvidedIds: readonly string[]): Promise<void> {
    const columns = 'mgn:server:user-provided-id,mgn:server:fqdn-for-action-framework';
    const csv = [columns, ...userProvidedIds.map((id) => `${id},${id}.example.com`)].join('\n');
    await fetch(`${this.s3}/inventory`, { method: 'PUT' });
    await fetch(`${this.s3}/inventory/servers.csv`, { method: 'PUT', body: csv });
    const s3BucketSource = { s3Bucket: 'inventory', s3Key: 'servers.csv' };
    await this.mgn.startImport({ s3BucketSource });
  }

  /** An import, and then the initial sync, take a moment. */
  private async replicating(run: string, count: number) {
    for (let waited = 0; waited < 100; waited += 1) {
      const { items = [] } = await this.mgn.describeSourceServers({});
      const ready = items.filter(
        ({ userProvidedID, lifeCycle }) => userProvidedID?.endsWith(`-${run}`) && lifeCycle?.state === 'READY_FOR_TEST',
      );
      if (ready.length === count) return ready;
      await sleep(200);
    }
    const { items } = await this.mgn.listImports({});
    throw new Error(`${count} imported source servers are not READY_FOR_TEST after 20 s: ${JSON.stringify(items)}`);
  }
}

async function connectedIds(mgn: Mgn): Promise<string[]> {
  const { items = [] } = await mgn.describeSourceServers({});
  const connected = items.filter(
    ({ dataReplicationInfo }) => dataReplicationInfo?.dataReplicationState !== 'DISCONNECTED',
  );
  return connected.map(({ sourceServerID }) => sourceServerID as string);
}
