import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import type { LocalAws, VirtualClock } from '../../../local-aws/src';
import { handlerTo } from '../../../testing/sdk';
import { readLargeAnswers } from '../../src/aws/answers';
import { cleanUp } from '../../src/probe/clean-up';
import { type Ground, namesOf } from '../../src/probe/ground';
import { type Judged, judge } from '../../src/probe/judge';
import { type Probed, type ProbeOptions, probe } from '../../src/probe/probe';
import type { ProbeRecording } from '../../src/probe/recording';
import { ROWS, SCENARIOS } from '../../src/probe/scenarios';
import { startJumpingAws } from '../jumping/aws';

/* A probe of the local AWS in this process, on a clock that jumps: quarters of an hour take seconds. */

export class ProbeWorld {
  static async start(): Promise<ProbeWorld> {
    const { aws, clock } = await startJumpingAws();
    return new ProbeWorld(aws, clock);
  }

  readonly ground: Ground;
  readonly names;

  private constructor(
    readonly aws: LocalAws,
    clock: VirtualClock,
  ) {
    const { accountId, region } = aws;
    const config: any = {
      region,
      endpoint: 'http://127.0.0.1:4566',
      forcePathStyle: true,
      credentials: { accessKeyId: 'operator', secretAccessKey: 'secret' },
      maxAttempts: 1,
      requestHandler: handlerTo((request) => this.aws.handle(request)),
    };
    this.ground = {
      ...{ accountId, region, partition: 'aws', clock },
      cloudFormation: readLargeAnswers(new CloudFormationClient(config)),
      logs: new CloudWatchLogsClient(config),
      s3: new S3Client(config),
    };
    this.names = namesOf('test', this.ground);
  }

  /** Probes by the scenarios given, or all. */
  async probe(
    ids: readonly string[] = SCENARIOS.map(({ id }) => id),
    more: Partial<ProbeOptions> = {},
  ): Promise<Probed> {
    const scenarios = SCENARIOS.filter(({ id }) => ids.includes(id));
    const options = { scenarios, sideBySide: 40, onProgress: () => {}, isOver: () => false, ...more };
    return probe(this.ground, this.names, options);
  }

  /** What a probe by the scenarios given says about their rows. */
  async judged(ids?: readonly string[]): Promise<Judged[]> {
    const { recordings, failed } = await this.probe(ids);
    if (failed.size > 0) throw new Error(JSON.stringify([...failed]));
    return judge(recordings, rowsOf(recordings));
  }

  cleanUp() {
    return cleanUp(this.ground, this.names);
  }
}

export const rowsOf = (of: readonly Pick<ProbeRecording, 'scenario'>[]) =>
  ROWS.filter((row) => of.some(({ scenario }) => scenario === row.scenario));

/** One row in a line. */
export const told = ({ row, verdict, seen }: Judged): string =>
  verdict === 'as relied on' ? `${row.id}: as relied on` : `${row.id}: ${verdict}${seen ? `: ${seen}` : ''}`;
