import { AwsError, type Clock } from '../kernel/types';
import { awsManagedPolicy } from './managed';
import { type PolicyDocument, policySize } from './policy';

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly path: string;
  readonly createDate: Date;
  readonly inline: Map<string, PolicyDocument>;
  /** Which resource of which stack manages an inline policy, as `<stack name>|<logical id>`. */
  readonly managers: Map<string, string>;
  /** ARNs. */
  readonly attached: Set<string>;
  trust: PolicyDocument;
  description?: string;
  /** ARN of the managed policy that bounds the role. */
  boundary?: string;
}

/** What counts in a decision about a role, at some moment. */
export interface EffectivePolicies {
  readonly identity: readonly PolicyDocument[];
  readonly boundary?: readonly PolicyDocument[];
}

const NOTHING: EffectivePolicies = { identity: [] };
const INLINE_SIZE = 10_240;
const MANAGED_SIZE = 6_144;
const POLICIES_PER_ROLE = 10;

/** Roles and policies, IAM's quotas for them, and when a change takes effect. */
export class IamStore {
  readonly roles = new Map<string, Role>();
  readonly managed = new Map<string, PolicyDocument>();
  private readonly effective = new Map<string, EffectivePolicies>();
  private generation = 0;

  constructor(
    private readonly clock: Clock,
    /** IAM is eventually consistent: a change takes effect this much later. */
    private readonly delaySeconds: number,
  ) {}

  role(name: string): Role {
    const role = this.roles.get(name);
    if (!role) throw notFound(`The role with name ${name} cannot be found.`);
    return role;
  }

  addRole(role: Role): void {
    if (this.roles.has(role.name)) throw exists(`Role with name ${role.name} already exists.`);
    this.roles.set(role.name, role);
  }

  removeRole(name: string): void {
    const role = this.role(name);
    if (role.attached.size > 0) throw conflict('Cannot delete entity, must detach all policies first.');
    if (role.inline.size > 0) throw conflict('Cannot delete entity, must delete policies first.');
    this.roles.delete(name);
    this.changed(name);
  }

  /** Since 30 January 2026 CloudFormation does not let resources share an inline policy: `manager` is its owner. */
  setInline(roleName: string, policyName: string, document: PolicyDocument, manager?: string): void {
    const role = this.role(roleName);
    const other = role.managers.get(policyName);
    if (manager !== undefined && other !== undefined && other !== manager) throw managedElsewhere(other);
    const others = [...role.inline].filter(([name]) => name !== policyName).map(([, other]) => other);
    const size = [...others, document].reduce((sum, one) => sum + policySize(one), 0);
    if (size > INLINE_SIZE) throw limit(`Maximum policy size of ${INLINE_SIZE} bytes exceeded for role ${roleName}`);
    role.inline.set(policyName, document);
    if (manager !== undefined) role.managers.set(policyName, manager);
    this.changed(roleName);
  }

  removeInline(roleName: string, policyName: string, manager?: string): void {
    const role = this.roles.get(roleName);
    if (manager !== undefined && role?.managers.get(policyName) !== manager) return;
    role?.managers.delete(policyName);
    if (role?.inline.delete(policyName)) this.changed(roleName);
  }

  setManaged(arn: string, document: PolicyDocument): void {
    if (policySize(document) > MANAGED_SIZE) throw limit(`Cannot exceed quota for PolicySize: ${MANAGED_SIZE}`);
    this.managed.set(arn, document);
    for (const role of this.roles.values()) {
      if (role.attached.has(arn) || role.boundary === arn) this.changed(role.name);
    }
  }

  removeManaged(arn: string): void {
    for (const role of this.roles.values()) this.detach(role.name, arn);
    this.managed.delete(arn);
  }

  attach(roleName: string, arn: string): void {
    const role = this.role(roleName);
    if (!this.document(arn)) throw notFound(`Policy ${arn} does not exist or is not attachable.`);
    if (!role.attached.has(arn) && role.attached.size >= POLICIES_PER_ROLE) {
      throw limit(`Cannot exceed quota for PoliciesPerRole: ${POLICIES_PER_ROLE}`);
    }
    role.attached.add(arn);
    this.changed(roleName);
  }

  detach(roleName: string, arn: string): void {
    if (this.roles.get(roleName)?.attached.delete(arn)) this.changed(roleName);
  }

  setBoundary(roleName: string, arn: string | undefined): void {
    this.role(roleName).boundary = arn;
    this.changed(roleName);
  }

  effectivePolicies(roleName: string): EffectivePolicies {
    return this.effective.get(roleName) ?? NOTHING;
  }

  clear(): void {
    this.generation += 1;
    for (const map of [this.roles, this.managed, this.effective]) map.clear();
  }

  private changed(roleName: string): void {
    const now = this.snapshot(roleName);
    const { generation } = this;
    const publish = () => {
      if (generation === this.generation) this.publish(roleName, now);
    };
    if (this.delaySeconds > 0) this.clock.after(this.delaySeconds * 1000, publish);
    else publish();
  }

  private publish(roleName: string, policies: EffectivePolicies | undefined): void {
    if (policies) this.effective.set(roleName, policies);
    else this.effective.delete(roleName);
  }

  private snapshot(roleName: string): EffectivePolicies | undefined {
    const role = this.roles.get(roleName);
    if (!role) return undefined;
    const identity = [...role.inline.values(), ...[...role.attached].flatMap((arn) => this.document(arn) ?? [])];
    if (role.boundary === undefined) return { identity };
    return { identity, boundary: [this.document(role.boundary)].flatMap((document) => document ?? []) };
  }

  private document(arn: string): PolicyDocument | undefined {
    return this.managed.get(arn) ?? awsManagedPolicy(arn);
  }
}

function notFound(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
}

export function exists(message: string): AwsError {
  return new AwsError('EntityAlreadyExists', message, 409);
}

function managedElsewhere(manager: string): AwsError {
  return new AwsError(
    'AlreadyExists',
    `Policy resource was already managed by another stack or another resource in the current stack. Found stacks: [${manager}]`,
  );
}

function conflict(message: string): AwsError {
  return new AwsError('DeleteConflict', message, 409);
}

function limit(message: string): AwsError {
  return new AwsError('LimitExceeded', message, 409);
}
