import { randomBytes } from 'node:crypto';
import type { Caller, Credentials } from './types';

const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function keyId(prefix: string): string {
  return prefix + [...randomBytes(16)].map((byte) => KEY_ALPHABET[byte % 32]).join('');
}

/** The caller of an access key. Signatures are not verified: everyone who reaches the port may do everything. */
export class CredentialBook {
  private readonly callers = new Map<string, Caller>();

  constructor(readonly operator: Caller) {}

  issue(caller: Caller): Credentials {
    const accessKeyId = keyId('ASIA');
    this.callers.set(accessKeyId, caller);
    return {
      accessKeyId,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(96).toString('base64'),
    };
  }

  /** An unknown key is the operator's: any credentials in the environment will do. */
  caller(accessKeyId: string): Caller {
    return this.callers.get(accessKeyId) ?? this.operator;
  }

  clear(): void {
    this.callers.clear();
  }
}

/** The caller of a role's session, by the role's ARN. */
export function sessionOf(roleArn: string, sessionName: string): Caller & { readonly roleName: string } {
  const [, partition = 'aws', , , accountId = '', path = ''] = roleArn.split(':');
  const roleName = path.split('/').at(-1) ?? '';
  return { accountId, roleName, arn: `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${sessionName}` };
}

/** The unique id that IAM has for a caller, by its ARN. That of a role's session includes the session's name. */
export function userIdOf(arn: string): string {
  const [kind = '', ...names] = arn.split(':').at(-1)?.split('/') ?? [];
  return kind === 'assumed-role' ? `AROALOCAL:${names.at(-1)}` : 'AIDALOCALOPERATOR';
}
