import type { SourceServer } from '@aws-sdk/client-mgn';
import { type Call, nextCall } from '../../../lambda/custody/steps';
import type { Steps } from '../../../lambda/event/declared';

export type { Call };

/** What each call leaves behind, if MGN carries it out. */
const LEFT: Readonly<Record<Call, (server: SourceServer) => SourceServer>> = {
  FinalizeCutover: (server) => disconnected({ ...server, lifeCycle: { ...server.lifeCycle, state: 'CUTOVER' } }),
  DisconnectFromService: (server) => disconnected(server),
  MarkAsArchived: (server) => ({ ...server, isArchived: true }),
  DeleteSourceServer: (server) => server,
};

function disconnected(server: SourceServer): SourceServer {
  const dataReplicationInfo = { ...server.dataReplicationInfo, dataReplicationState: 'DISCONNECTED' as const };
  return { ...server, dataReplicationInfo };
}

/** The calls of a Delete that gives a server up. None of them can be undone. */
export function callsOf(found: SourceServer, steps: Steps): Call[] {
  const done = new Set<Call>();
  let server = found;
  for (;;) {
    const call = nextCall(server, steps, { done, refusesDeletion: false });
    if (!call || done.has(call)) return [...done];
    done.add(call);
    if (call === 'DeleteSourceServer') return [...done];
    server = LEFT[call](server);
  }
}
