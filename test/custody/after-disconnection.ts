import { AfterDisconnection, type SourceServerConnectionProps } from '../../lib';
import { A, app, B } from '../../testing/app';
import { connectionsWith } from '../../testing/custodian';
import { World } from '../../testing/world';

/* What a connection may ask for besides the disconnection, and the calls that it leads to. */

export const ARCHIVE = { afterDisconnection: AfterDisconnection.ARCHIVE };
export const DELETE = { afterDisconnection: AfterDisconnection.DELETE };
export const FINALIZE = { finalizeCutover: true };
export const ALL = { ...DELETE, ...FINALIZE };
export const IN_CUTOVER = { lifeCycle: { state: 'CUTTING_OVER' } };

export const ARCHIVING = ['DisconnectFromService', 'MarkAsArchived'];
export const DELETING = ['DisconnectFromService', 'DeleteSourceServer'];
export const ALL_CALLS = ['FinalizeCutover', ...DELETING];
export const CONFLICT = { error: 'ConflictException' };
/** Server A in stack One, by a connection that asks for something. */
export async function declaredWith(props: Partial<SourceServerConnectionProps> = {}): Promise<World> {
  const world = await World.start([A, B], connectionsWith(props));
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('CREATE_COMPLETE');
  return world;
}
