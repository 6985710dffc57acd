import { randomUUID } from 'node:crypto';
import type { Application, Wave } from '@aws-sdk/client-mgn';
import type { Environment } from '../kernel/types';
import type { MgnBehaviour } from './behaviour';
import { groupConflict, groupNotFound, invalid } from './errors';
import type { Groups } from './fleet';
import { accountOf, derivedId, mgnArn } from './ids';
import type { ServerRecord } from './record';
import { type GroupKind, requireGroupId, tagMap } from './validation';

/** What applications and waves have in common, and `waveID` of an application. */
export type Group = Application & Wave;

export interface GroupValues {
  readonly name?: string;
  readonly description?: string;
  readonly tags?: Record<string, string>;
}

/** Applications, which have servers, and waves, which have applications. */
export class GroupStore {
  private all: Record<GroupKind, Group[]> = { application: [], wave: [] };

  constructor(
    private readonly env: Environment,
    private readonly behaviour: MgnBehaviour,
    private readonly servers: (accountId: string) => readonly ServerRecord[],
  ) {}

  replace({ applications, waves }: Partial<Groups>): void {
    this.all = { application: [...(applications ?? this.all.application)], wave: [...(waves ?? this.all.wave)] };
  }

  of(kind: GroupKind, accountId: string): readonly Group[] {
    return this.all[kind].filter(({ arn }) => accountOf(arn) === accountId);
  }

  byArn(arn: string): Group | undefined {
    return [...this.all.application, ...this.all.wave].find((one) => one.arn === arn);
  }

  find(kind: GroupKind, accountId: string, given: unknown): Group {
    const id = requireGroupId(`${kind}ID`, kind, given);
    const found = this.of(kind, accountId).find((one) => one[`${kind}ID`] === id);
    if (found) return found;
    throw groupNotFound(kind, id);
  }

  create(kind: GroupKind, accountId: string, { name, description, tags = {} }: GroupValues): Group {
    this.requireFreeName(kind, accountId, name);
    const id = derivedId(kind === 'application' ? 'app' : 'wave', randomUUID());
    const now = this.now();
    const group: Group = {
      [`${kind}ID`]: id,
      arn: mgnArn({ ...this.env, accountId }, `${kind}/${id}`),
      name,
      ...(description === undefined ? {} : { description }),
      isArchived: false,
      tags: tagMap(tags),
      creationDateTime: now,
      lastModifiedDateTime: now,
    };
    this.all[kind].push(group);
    return group;
  }

  update(kind: GroupKind, accountId: string, group: Group, { name, description }: GroupValues): Group {
    if (name !== undefined && name !== group.name) this.requireFreeName(kind, accountId, name);
    return Object.assign(group, {
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      lastModifiedDateTime: this.now(),
    });
  }

  /** MGN has a ConflictException for it, and does not say when. A group in use is the likely case. */
  delete(kind: GroupKind, accountId: string, group: Group): void {
    const members = this.membersOf(kind, accountId, group);
    const id = String(group[`${kind}ID`]);
    if (members.length > 0 && this.behaviour.deleteGroupInUse === 'conflict')
      throw groupConflict(kind, id, `${kind} ${id} cannot be deleted while it has ${members.join(', ')}.`);
    for (const member of this.of('application', accountId)) if (member.waveID === id) delete member.waveID;
    for (const { server } of this.servers(accountId)) if (server.applicationID === id) delete server.applicationID;
    this.all[kind] = this.all[kind].filter((one) => one !== group);
  }

  /** A disconnected server stays in its application until its record is deleted. */
  private membersOf(kind: GroupKind, accountId: string, group: Group): string[] {
    if (kind === 'wave')
      return this.of('application', accountId)
        .filter(({ waveID }) => waveID === group.waveID)
        .map(({ applicationID }) => String(applicationID));
    return this.servers(accountId)
      .filter(({ server }) => server.applicationID === group.applicationID)
      .map(({ id }) => id);
  }

  /** The user guide says that the name of an application or a wave is unique. */
  private requireFreeName(kind: GroupKind, accountId: string, name: unknown): void {
    if (typeof name !== 'string' || !/^[^\s]( *[^\s])*$/.test(name) || name.length > 256)
      throw invalid('name', 'Member must have 1 to 256 characters, and no space at either end');
    const other = this.of(kind, accountId).find((one) => one.name === name);
    if (other) throw groupConflict(kind, String(other[`${kind}ID`]), `${kind} with the name ${name} already exists.`);
  }

  private now(): string {
    return new Date(this.env.clock.now()).toISOString();
  }
}
