import { spawnSync } from 'node:child_process';
import { hideBin } from 'yargs/helpers';

/** Where a page comes from. */
export interface PageOrigin {
  readonly time: Date;
  readonly command: string;
  /** The commit of the git repository in which the command ran, if there is one. */
  readonly commit?: string;
  readonly branch?: string;
  /** Whether there are changes besides the commit. */
  readonly changed?: boolean;
}

export function originNow(): PageOrigin {
  const command = ['mgn-disconnect', ...hideBin(process.argv)].map(quoted).join(' ');
  const commit = git('rev-parse', 'HEAD');
  if (!commit) return { time: new Date(), command };
  const branch = git('rev-parse', '--abbrev-ref', 'HEAD');
  return {
    ...{ time: new Date(), command, commit },
    branch: branch === 'HEAD' ? undefined : branch,
    changed: Boolean(git('status', '--porcelain')),
  };
}

/** What git says; nothing without git or a repository. */
function git(...args: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim() : undefined;
}

const quoted = (text: string): string => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
