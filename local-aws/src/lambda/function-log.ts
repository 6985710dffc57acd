import { sessionOf } from '../kernel/credentials';
import type { Environment, Iam, LogGroups } from '../kernel/types';
import type { FunctionConfiguration } from './configuration';

/**
 * Lambda writes a function's log with the function's role. What the role may not write is lost. A deleted log group
 * comes back only if the role may create one.
 */
export class FunctionLog {
  constructor(
    private readonly env: Environment,
    private readonly iam: Pick<Iam, 'authorize'>,
    private readonly logs: LogGroups,
  ) {}

  /** Streams that the role may write to. */
  private readonly open = new Set<string>();

  append({ logGroup, role, name }: FunctionConfiguration, stream: string, line: string): void {
    const has = this.logs.has(logGroup, stream);
    const needs = [
      ...(has.group ? [] : [this.need('CreateLogGroup', logGroup)]),
      ...(has.stream ? [] : [this.need('CreateLogStream', logGroup)]),
      this.need('PutLogEvents', logGroup, stream),
    ];
    const key = `${role} ${logGroup} ${stream}`;
    // what a function wrote just before its role was deleted is on its way, and its credentials stay valid for some
    // time
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

  /** The ARNs in CloudWatch Logs' questions to IAM have an empty stream name for groups. */
  private need(operation: string, group: string, stream = '') {
    const { partition, region, accountId } = this.env;
    const resource = `arn:${partition}:logs:${region}:${accountId}:log-group:${group}:log-stream:${stream}`;
    return { action: `logs:${operation}`, resource };
  }
}
