import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { zipSync } from 'fflate';
import { SourceServerConnection, type SourceServerConnectionProps } from '../lib';

/** The custom resource that holds servers for a stack: ours, or another one that it is compared with. */
export interface Custodian {
  /** The type of its resources. */
  readonly type: string;
  /** What its function runs, as a zip. */
  readonly code: Uint8Array;
  declare(
    scope: Construct,
    id: string,
    sourceServerId: string,
    removalPolicy: RemovalPolicy,
    more?: Pick<SourceServerConnectionProps, 'protect' | 'provider'>,
  ): void;
}

const HANDLER = join(__dirname, '../dist/handler');

const code = zipSync(
  Object.fromEntries(readdirSync(HANDLER).map((name) => [name, readFileSync(join(HANDLER, name))])),
  { level: 0 },
);

/** Connections that ask for more than the default. */
export function connectionsWith(props: Partial<SourceServerConnectionProps>): Custodian {
  return {
    type: 'Custom::MgnSourceServerConnection',
    code,
    declare(scope, id, sourceServerId, removalPolicy, more) {
      new SourceServerConnection(scope, id, { sourceServerId, removalPolicy, ...more, ...props });
    },
  };
}

export const connections = connectionsWith({});
