import type { Condition, FailedCleanUp, Holding } from './findings';

/** How to put a server right. */
export interface Repair {
  readonly repair?: string;
  readonly commands: readonly string[];
}

interface Case {
  readonly id: string;
  readonly region: string;
  readonly holders: readonly Holding[];
  readonly failure?: FailedCleanUp;
}

/** Gives a command that cannot be undone only if a completed deployment, or MGN, has already given the server up. */
export function repairOf(condition: Condition, { id, region, holders, failure }: Case): Repair {
  const call = (operation: string) => `aws mgn ${operation} --source-server-id ${id} --region ${region}`;
  const [holder] = holders;
  const stuck = holders.find(({ status }) => status === 'DELETE_FAILED');
  switch (condition) {
    case 'clean-up-failed':
      return {
        repair: `${failure?.stackName} gave it up and could not disconnect it (${failure?.reason}): declare it there again, deploy, remove it and deploy; or disconnect it by hand`,
        commands: [call('disconnect-from-service')],
      };
    case 'disconnected-not-archived':
      return holder
        ? { repair: `remove it from ${holder.stackName} before it is archived`, commands: [] }
        : { commands: [call('mark-as-archived')] };
    case 'not-connected-yet':
      return {
        repair: 'if it is not to be migrated: disconnect it, then archive it',
        commands: [call('disconnect-from-service'), call('mark-as-archived')],
      };
    case 'held':
      return { repair: stuck && `its deletion failed: delete ${stuck.stackName} again`, commands: [] };
    default:
      return { commands: [] };
  }
}
