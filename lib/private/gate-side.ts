import type { Stack } from 'aws-cdk-lib';
import { type IRole, Policy } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IDependable } from 'constructs';
import type { RemovalGuard } from '../removal-guard';
import { GATE_VARIABLE } from './contract';
import { gatePermissions } from './handler-permissions';

/** What a provider and its function have to do with the removal gate of their tree of stacks. */
export class GateSide {
  /** What is not to be deleted before the gate. */
  public readonly protected: IDependable[] = [];

  constructor(
    private readonly provider: Construct,
    public readonly handler: LambdaFunction,
    private readonly role: IRole,
    public readonly guards: readonly RemovalGuard[] = [],
  ) {
    // here and not with the gate, so that what somebody says of the provider's children is said of it
    if (guards.length > 0) this.policy();
  }

  public protect(resources: readonly IDependable[]): void {
    if (this.guards.length === 0) {
      throw new Error(
        `'${this.provider.node.path}' has no removal guards to protect other resources with; give it 'removalGuards'`,
      );
    }
    this.protected.push(...resources);
  }

  /** Lets the function ask the guards, or wait for the function that does. */
  public standBehind(gate: string, root: Stack, asksForJobs: boolean): void {
    this.handler.addEnvironment(GATE_VARIABLE, `${root.stackId} ${gate}`);
    this.policy().addStatements(...gatePermissions(root.stackId, asksForJobs));
    this.handler.node.addDependency(this.policy());
  }

  private policy(): Policy {
    const existing = this.provider.node.tryFindChild('Gate') as Policy | undefined;
    return existing ?? new Policy(this.provider, 'Gate', { roles: [this.role] });
  }
}
