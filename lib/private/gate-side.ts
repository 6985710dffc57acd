import type { Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IDependable } from 'constructs';
import type { RemovalGuard } from '../removal-guard';
import { GATE_VARIABLE } from './contract';
import type { FunctionRole } from './function-role';
import { gatePermissions } from './function-role';

const POLICY = 'Gate';

/** What a provider and its function have to do with the removal gate of their tree of stacks. */
export class GateSide {
  /** What is not to be deleted before the gate. */
  public readonly protected: IDependable[] = [];
  private isRequired = false;

  constructor(
    private readonly provider: Construct,
    private readonly handler: LambdaFunction,
    /** What the function needs besides itself to answer. */
    public readonly invocation: IDependable,
    private readonly role: FunctionRole,
    public readonly guards: readonly RemovalGuard[] = [],
    private readonly ensureGate: () => void,
  ) {
    if (guards.length > 0) this.require();
  }

  /** The tree gets its gate: the provider has guards, or a server of it says whether it is protected. */
  public require(): void {
    if (this.isRequired) return;
    this.isRequired = true;
    // here and not with the gate, so that what somebody says of the provider's children is said of it
    this.role.allow(this.handler, POLICY, []);
    this.ensureGate();
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
  public standBehind(gate: string, root: Stack, asksGuards: boolean): void {
    this.handler.addEnvironment(GATE_VARIABLE, `${root.stackId} ${gate}`);
    this.role.allow(this.handler, POLICY, gatePermissions(root.stackId, asksGuards));
  }
}
