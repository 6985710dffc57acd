import { sessionOf } from '../kernel/credentials';
import type { Environment, Iam, LogGroups } from '../kernel/types';
import type { FunctionConfiguration } from './configuration';

/**
 * Lambda writes a function's log with the function's role: what the role may not write is lost, and a log group that
 * was deleted comes back only if the role may create one.
 */
export class FunctionLog {
  constructor(
    private readonly env: Environment,
    private readonly iam: Pick<Iam, 'authorize'>,
    private readonly logs: LogGroups,
  ) {}

  /** Streams that a role has been allowed to write to. */
  private readonly open = new Set<string>();

  append({ logGroup, role, name }: FunctionConfiguration, stream: string, line: string): void {
    const has = this.logs.has(logGroup, stream);
    const needs = [
      ...(has.group ? [] : [this.need('CreateLogGroup', logGroup)]),
      ...(has.stream ? [] : [this.need('CreateLogStream', logGroup)]),
      this.need('PutLogEvents', logGroup, stream),
    ];
    const key = `${role} ${logGroup} ${stream}`;
    // what a function wrote just before its role was deleted is on its way, and its credentials are good for some time
    if (!has.stream || !this.open.has(key)) {
      try {
        this.iam.authorize(sessionOf(role, name), needs);
      } catch {
        return;
      }
    }
    this.open.add(key);
    this.logs.append(logGroup, stream, line);
  }

  /** Groups have a stream without a name in the ARNs that CloudWatch Logs asks IAM for. */
  private need(operation: string, group: string, stream = '') {
    const { partition, region, accountId } = this.env;
    const resource = `arn:${partition}:logs:${region}:${accountId}:log-group:${group}:log-stream:${stream}`;
    return { action: `logs:${operation}`, resource };
  }
}
