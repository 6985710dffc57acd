import type { Authorization } from '../../kernel/types';
import type { Engine } from '../deployment/engine';

/** The permission that a call needs: its own action on the stack, by the stack's ARN even if the call gives a name. */
export function authorizations(
  engine: Engine,
  operation: string,
  input: { readonly StackName?: string },
): Authorization[] {
  return [{ action: `cloudformation:${operation}`, resource: stackArn(engine, input.StackName) }];
}

function stackArn(engine: Engine, nameOrId?: string): string {
  if (!nameOrId) return '*';
  if (nameOrId.startsWith('arn:')) return nameOrId;
  const { partition, region, accountId } = engine.env;
  return engine.find(nameOrId)?.id ?? `arn:${partition}:cloudformation:${region}:${accountId}:stack/${nameOrId}/*`;
}
