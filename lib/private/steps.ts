import { AfterDisconnection } from '../after-disconnection';
import type { SourceServerConnectionProps } from '../source-server-connection-props';
import type { ConnectionProperties } from './contract';

/** What a connection may ask for besides the disconnection, or allow, as properties of its resource; absent if it does not. */
export function stepsOf(
  props: SourceServerConnectionProps,
): Pick<ConnectionProperties, 'AfterDisconnection' | 'FinalizeCutover' | 'AllowDisconnected'> {
  const { afterDisconnection, finalizeCutover, allowDisconnected } = props;
  return {
    AfterDisconnection: afterDisconnection === AfterDisconnection.KEEP_RECORD ? undefined : afterDisconnection,
    FinalizeCutover: finalizeCutover ? 'true' : undefined,
    AllowDisconnected: allowDisconnected ? 'true' : undefined,
  };
}

/** The actions of MGN that a connection needs on its server, in MGN's order. */
export function actionsOf({ afterDisconnection, finalizeCutover }: SourceServerConnectionProps): string[] {
  const archives =
    afterDisconnection === AfterDisconnection.ARCHIVE || afterDisconnection === AfterDisconnection.DELETE;
  return [
    ...(finalizeCutover ? ['mgn:FinalizeCutover'] : []),
    'mgn:DisconnectFromService',
    ...(archives ? ['mgn:MarkAsArchived'] : []),
    ...(afterDisconnection === AfterDisconnection.DELETE ? ['mgn:DeleteSourceServer'] : []),
  ];
}
