import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AfterDisconnection } from '../after-disconnection';
import type { SourceServerConnectionProps } from '../source-server-connection-props';
import type { SourceServerConnectionProvider } from '../source-server-connection-provider';
import { ACCOUNT_ID, SOURCE_SERVER_ID } from './contract';
import { isProvider, matches, shown } from './validation';

const REMOVAL_POLICIES = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE];

/** Throws when the server or what becomes of it is none. */
export function validateConnectionProps(props: SourceServerConnectionProps): void {
  const { sourceServerId, accountId, removalPolicy, afterDisconnection }: Partial<SourceServerConnectionProps> =
    props ?? {};
  if (!matches(SOURCE_SERVER_ID, sourceServerId)) {
    throw new Error(
      `'sourceServerId' must be "s-" followed by 17 letters or digits, got ${shown(sourceServerId)}; 'aws mgn describe-source-servers' lists the ids`,
    );
  }
  if (accountId !== undefined && !matches(ACCOUNT_ID, accountId)) {
    throw new Error(`'accountId' must be the 12 digits of an AWS account, got ${shown(accountId)}`);
  }
  if (removalPolicy && !REMOVAL_POLICIES.includes(removalPolicy)) {
    throw new Error(
      `'removalPolicy' must be DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, got ${shown(removalPolicy)}; a connection has no snapshot`,
    );
  }
  if (afterDisconnection !== undefined && !Object.values(AfterDisconnection).includes(afterDisconnection)) {
    throw new Error(
      `'afterDisconnection' must be a value of AfterDisconnection, got ${shown(afterDisconnection)}; use KEEP_RECORD, ARCHIVE or DELETE`,
    );
  }
}

/** Throws when a provider cannot serve a connection of the stack. */
export function validateProvider(provider: SourceServerConnectionProvider, stack: Stack): void {
  const advice = `leave it out or make one in '${stack.node.path}'`;
  if (!isProvider(provider)) {
    throw new Error(`'provider' must be a SourceServerConnectionProvider, got ${shown(provider)}; ${advice}`);
  }
  const other = Stack.of(provider);
  if (other !== stack) {
    throw new Error(`'provider' must be in the stack of the connection, got one in '${other.node.path}'; ${advice}`);
  }
}
