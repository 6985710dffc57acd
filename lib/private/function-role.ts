import { Aws, CfnResource, Fn, Names, Stack } from 'aws-cdk-lib';
import { type CfnPolicy, type IRole, Policy, type PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** The role of a provider's function, and what may be done with its policies. */
export class FunctionRole {
  /** Whether policies for the role belong into the template. */
  public readonly takesPolicies: boolean;

  private readonly isCustomized: boolean;

  constructor(
    private readonly scope: Construct,
    readonly role: IRole,
    /** Whether the provider made the role, so that nobody else needs room in it. */
    readonly isOwn: boolean,
  ) {
    const attaches = attachesPolicies(scope, role);
    this.isCustomized = !attaches;
    this.takesPolicies = attaches || isSynthesized(role);
  }

  /** Allows the role something, by an inline policy of that id if it may have one. The function waits for the policy. */
  public allow(handler: Construct, id: string, statements: PolicyStatement[]): void {
    this.report(statements);
    if (!this.takesPolicies) return;
    const existing = this.scope.node.tryFindChild(id) as Policy | undefined;
    const policyName = this.isOwn ? undefined : uniqueName(this.scope, id);
    const policy = existing ?? new Policy(this.scope, id, { policyName, roles: [this.role] });
    policy.addStatements(...statements);
    handler.node.addDependency(policy);
  }

  /**
   * Tells what the role needs where CDK gives it no policies: Role.customizeRoles() writes it into iam-policy-report,
   * and a role whose policies are not to be touched ignores it.
   */
  public report(statements: readonly PolicyStatement[]): void {
    if (!this.isCustomized) return;
    for (const statement of statements) this.role.addToPrincipalPolicy(statement);
  }
}

/** Asked with a policy that has no statements, which is never synthesized: CDK does not tell otherwise. */
function attachesPolicies(scope: Construct, role: IRole): boolean {
  const question = new Policy(scope, 'Question');
  role.attachInlinePolicy(question);
  scope.node.tryRemoveChild(question.node.id);
  return Stack.of(scope).resolve((question.node.defaultChild as CfnPolicy).roles) !== undefined;
}

/** Role.customizeRoles() with `preventSynthesis: false` synthesizes a role, but not what is attached to it. */
function isSynthesized(role: IRole): boolean {
  return Role.isRole(role) && CfnResource.isCfnResource(role.node.defaultChild);
}

/**
 * The name of an inline policy in a role that other stacks may use too: CDK would name it after its path in the stack,
 * and stacks of one class would take each other's permissions away. A stack's id ends in a UUID.
 */
function uniqueName(provider: Construct, id: string): string {
  const uuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return `${Names.uniqueResourceName(provider, { maxLength: 80, separator: '-' })}-${id}-${uuid}`;
}
