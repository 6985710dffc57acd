import { accessTag } from '../environment';
import { DeadlineExceeded } from './deadline';
import { errorName, isAccessDenied } from './retry';

const REMEDIES = {
  ConflictException: 'wait for its running job to end, or end it, and try again',
  UninitializedAccountException: 'set up MGN in this account and Region first',
  ValidationException: 'correct what it names',
};

/** Says what an error of a call means and what to do. A call may have its own remedy for a conflict. */
export function explain(error: unknown, action: string, onConflict = REMEDIES.ConflictException): string {
  if (error instanceof DeadlineExceeded) {
    const last = error.cause === undefined ? 'no error was seen' : `the last error was ${messageOf(error.cause)}`;
    return `the time of the function was up, ${last}; ${remedy(error.cause, action, onConflict)}`;
  }
  return `${messageOf(error)}; ${remedy(error, action, onConflict)}`;
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return `${errorName(error)}: ${message?.slice(0, 500)}`;
}

function remedy(error: unknown, action: string, onConflict: string): string {
  if (isAccessDenied(error)) {
    return `allow the function's role ${action}${ofTag(action)}; for a server of another account, delegate MGN to the stack's account`;
  }
  const remedies: Readonly<Record<string, string>> = { ...REMEDIES, ConflictException: onConflict };
  return remedies[errorName(error)] ?? 'try again';
}

/** If the role may change servers by their tag, the tag is the first thing to check. */
function ofTag(action: string): string {
  const tag = accessTag();
  const isCall = /^mgn:(?!Describe)/.test(action);
  return tag && isCall ? `, which it has for servers with the tag ${tag.key} = ${tag.value}` : '';
}
