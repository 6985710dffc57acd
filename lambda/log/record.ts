import type { SourceServer } from '@aws-sdk/client-mgn';
import type { MetricName } from '../../lib/private/contract';
import type { ClearVerdict } from '../custody/facts';
import type { Server } from '../event/declared';
import type { Answer, Request } from '../event/request';
import { type Fields, type Level, writeLine } from './line';
import { embedded } from './metrics';

/** The metric that counts a decision on a Delete. */
const COUNTED: Readonly<Record<string, MetricName>> = { failed: 'Failed', kept: 'Kept', notFound: 'NotFound' };

/** The lines that a request leaves in the log. docs/record.schema.json describes them. */
export class RequestRecord {
  private readonly operations: string[] = [];
  private server?: Server;
  /** The server as MGN described it before anything was called. */
  private before?: SourceServer;
  private shown?: string;
  private readonly began = Date.now();

  constructor(private readonly request: Request) {}

  /** Notes which server the request is about, and what MGN says of it. */
  about(server: Server, before?: SourceServer): void {
    this.server = server;
    this.before = before ?? this.before;
  }

  /** Writes the whole server, before it is lost. Writes it again only if something happened to it during the wait. */
  async sourceServer(found: SourceServer, { rule, reason }: ClearVerdict): Promise<void> {
    const now = JSON.stringify([found.lifeCycle?.state, found.launchedInstance, found.isArchived]);
    if (this.operations.length > 0 || now === this.shown) return;
    this.shown = now;
    this.before = found;
    await this.write({ record: 'sourceServer', decision: 'disconnect', rule, reason }, { sourceServer: found });
  }

  /** What MGN answered to a call that changed the server. */
  async answer(operation: string, answer: SourceServer | undefined, { rule, reason }: ClearVerdict): Promise<void> {
    this.operations.push(operation);
    const metrics = operation === 'DisconnectFromService' ? embedded(this.request.stackId, { Disconnected: 1 }) : {};
    const line = { record: 'answer', operation, decision: 'disconnect', rule, reason };
    await this.write(line, { ...metrics, sourceServer: answer });
  }

  /** What became of the request: each request has this one line. */
  decision({ status, decision, keptBecause, rule, reason, physicalId }: Answer): Promise<void> {
    const outcome = status === 'FAILED' ? 'failed' : decision;
    const line = { record: 'decision', decision: outcome, keptBecause, rule, status, reason, physicalId };
    const level = outcome === 'failed' ? 'ERROR' : outcome === 'notFound' ? 'WARN' : 'INFO';
    return this.write(line, this.metricsOf(outcome, keptBecause), level);
  }

  private metricsOf(decision?: string, keptBecause?: string): Fields {
    const { requestType, stackId } = this.request;
    if (requestType !== 'Delete') return {};
    const WaitedSeconds = (Date.now() - this.began) / 1000;
    const counted = COUNTED[decision ?? ''];
    return embedded(stackId, { ...(counted && { [counted]: 1 }), WaitedSeconds }, keptBecause);
  }

  /** The most wanted members come first: Logs Insights discovers only a limited number of fields in a line. */
  private write(line: Fields, more: Fields, level: Level = 'INFO'): Promise<void> {
    const { requestType, stackId, logicalId, requestId } = this.request;
    const { before, operations } = this;
    const hints = before?.sourceProperties?.identificationHints;
    return writeLine(level, {
      ...line,
      requestType,
      sourceServerId: this.server?.id,
      accountId: this.server?.accountId,
      hostname: hints?.hostname,
      fqdn: hints?.fqdn,
      lifeCycleStateBefore: before?.lifeCycle?.state,
      dataReplicationStateBefore: before?.dataReplicationInfo?.dataReplicationState,
      launchedInstanceId: before?.launchedInstance?.ec2InstanceID,
      operations: operations.length > 0 ? operations : undefined,
      stackId,
      logicalId,
      requestId,
      ...more,
    });
  }
}
