import { spawnSync } from 'node:child_process';
import { hideBin } from 'yargs/helpers';

/** Where a page comes from. */
export interface PageOrigin {
  readonly time: Date;
  readonly command: string;
  /** Of the git repository that the command was given in, if it was in one. */
  readonly commit?: string;
  readonly branch?: string;
  /** There are changes beside the commit. */
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

/** What git says; nothing where there is none, or no repository. */
function git(...args: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim() : undefined;
}

const quoted = (text: string): string => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
