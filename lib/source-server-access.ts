import type { Conditions } from './private/server-policies';
import { matches, shown } from './private/validation';

/**
 * Which source servers the provider's function may disconnect.
 *
 * @example
 *
 * import { SourceServerAccess, SourceServerConnectionProvider } from 'cdk-mgn-disconnect';
 *
 * SourceServerConnectionProvider.getOrCreate(this, {
 *   access: SourceServerAccess.taggedWith('MigrationWave', '7'),
 * });
 */
export abstract class SourceServerAccess {
  /**
   * Exactly the servers that the stack declares, at most 480. The permission for a removed server is deleted only after
   * the server's disconnection.
   */
  public static declaredServers(): SourceServerAccess {
    return new Access();
  }

  /**
   * Every source server that has a tag, without a limit: one short statement instead of one ARN a server. If a declared
   * server does not have the tag, the deployment fails. If a server has lost the tag when its connection is deleted, it
   * is not disconnected, and the deletion fails and says so.
   *
   * Throws when the key or the value is empty.
   *
   * @param key the key of the tag.
   * @param value the value of the tag.
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationmigrationservice.html
   */
  public static taggedWith(key: string, value: string): SourceServerAccess {
    validate('key', key);
    validate('value', value);
    return new Access([key, value]);
  }

  /** @internal */
  public abstract readonly _conditions?: Conditions;

  /** @internal The tag that the servers must carry. */
  public abstract readonly _tag?: readonly [key: string, value: string];
}

class Access extends SourceServerAccess {
  constructor(public readonly _tag?: readonly [key: string, value: string]) {
    super();
  }

  public get _conditions(): Conditions | undefined {
    return this._tag && { StringEquals: { [`aws:ResourceTag/${this._tag[0]}`]: this._tag[1] } };
  }
}

/** CDK would leave an undefined key or value out of the condition. Then the statement would allow every server. */
function validate(name: string, part: string): void {
  if (matches(/./, part)) return;
  throw new Error(
    `'${name}' must be the ${name} of a tag, got ${shown(part)}; name a tag that the servers carry, such as taggedWith('MigrationWave', '7')`,
  );
}
