import { type Authorization, AwsError, type Caller, type Environment } from '../kernel/types';
import { evaluate, requestKeys } from './evaluate';
import type { EffectivePolicies, IamStore } from './store';
import type { RequestKeys } from './variables';

/** Throws AccessDenied, with IAM's reason, unless the caller's role allows each need. */
export function authorize(store: IamStore, env: Environment, caller: Caller, needs: readonly Authorization[]): void {
  if (caller.roleName === undefined) return;
  const policies = store.effectivePolicies(caller.roleName);
  for (const need of needs) {
    const reason = denial(policies, need, keysOf(env, caller, need));
    if (reason) throw new AwsError('AccessDenied', sentence(caller, need, reason), 403);
  }
}

function keysOf(env: Environment, { arn, accountId }: Caller, { conditions }: Authorization): RequestKeys {
  const now = env.clock.now();
  return requestKeys({
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalArn': roleArn(arn),
    'aws:RequestedRegion': env.region,
    'aws:SecureTransport': 'true', // http here, but what is rehearsed is https
    ...conditions,
  });
}

/** For a session of a role the key holds the role's ARN, not the session's. */
function roleArn(sessionArn: string): string {
  return sessionArn.replace(/:sts:(.*):assumed-role\/([^/]+)\/.*$/, ':iam:$1:role/$2');
}

type Reason = (action: string) => string;

function denial({ identity, boundary }: EffectivePolicies, need: Authorization, keys: RequestKeys): Reason | undefined {
  const own = evaluate(identity, need, keys);
  const bound = boundary ? evaluate(boundary, need, keys) : 'allowed';
  if (own === 'explicitDeny') return () => 'with an explicit deny in an identity-based policy';
  if (bound === 'explicitDeny') return () => 'with an explicit deny in a permissions boundary';
  if (own === 'implicitDeny') return (action) => `because no identity-based policy allows the ${action} action`;
  if (bound === 'implicitDeny') return (action) => `because no permissions boundary allows the ${action} action`;
  return undefined;
}

function sentence({ arn }: Caller, { action, resource }: Authorization, reason: Reason): string {
  const where = resource === '*' ? '' : ` on resource: ${resource}`;
  return `User: ${arn} is not authorized to perform: ${action}${where} ${reason(action)}`;
}
