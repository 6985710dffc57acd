import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AfterDisconnection } from '../after-disconnection';
import type { SourceServerConnectionProps } from '../source-server-connection-props';
import type { SourceServerConnectionProvider } from '../source-server-connection-provider';
import type { SourceServerOptions } from '../source-server-options';
import { ACCOUNT_ID, SOURCE_SERVER_ID } from './contract';
import { isProvider } from './members';
import { matches, shown } from './validation';

const REMOVAL_POLICIES = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE];

/* What callers did wrong, in words that those of every language know: what it must be, what it is, what to do. */

/** What is wrong with the props of a connection, for one error or for a list of many. */
export function problemsOfConnection(props: SourceServerConnectionProps): string[] {
  return [...problemsOfServer(props ?? {}), ...problemsOfOptions(props ?? {})];
}

/** What is wrong with the ids of a server. */
export function problemsOfServer({ sourceServerId, accountId }: Partial<SourceServerConnectionProps>): string[] {
  const problems: string[] = [];
  if (!matches(SOURCE_SERVER_ID, sourceServerId)) {
    problems.push(
      `the source server id must be "s-" followed by 17 letters or digits, got ${shown(sourceServerId)}; 'aws mgn describe-source-servers' lists the ids`,
    );
  }
  if (accountId !== undefined && !matches(ACCOUNT_ID, accountId)) {
    problems.push(
      `the account id must be the 12 digits of an AWS account, as a text, got ${shown(accountId)}; leave it out for the account of the stack`,
    );
  }
  return problems;
}

/** What is wrong with what shall become of a server, or of many. */
export function problemsOfOptions({ removalPolicy, afterDisconnection }: SourceServerOptions): string[] {
  const problems: string[] = [];
  if (removalPolicy && !REMOVAL_POLICIES.includes(removalPolicy)) {
    const names = 'RemovalPolicy.DESTROY, RemovalPolicy.RETAIN or RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE';
    const advice =
      removalPolicy === RemovalPolicy.SNAPSHOT ? 'a connection has no snapshot' : 'pass one of these members';
    problems.push(`the removal policy must be ${names}, got ${shown(removalPolicy)}; ${advice}`);
  }
  if (afterDisconnection !== undefined && !Object.values(AfterDisconnection).includes(afterDisconnection)) {
    problems.push(
      `what becomes of the record must be AfterDisconnection.KEEP_RECORD, AfterDisconnection.ARCHIVE or AfterDisconnection.DELETE, got ${shown(afterDisconnection)}; pass one of these members`,
    );
  }
  return problems;
}

/** Why a provider cannot serve a connection of the stack. */
export function problemsOfProvider(provider: SourceServerConnectionProvider, stack: Stack): string[] {
  const advice = `leave it out or make one in '${stack.node.path}'`;
  if (!isProvider(provider)) {
    return [`the provider must be a SourceServerConnectionProvider, got ${shown(provider)}; ${advice}`];
  }
  const other = Stack.of(provider);
  if (other === stack) return [];
  return [`the provider must be in the stack of the connection, got one in '${other.node.path}'; ${advice}`];
}
