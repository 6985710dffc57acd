import { randomInt } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export const suffix = (length = 12): string =>
  Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** <stack>-<logicalId>-<SUFFIX>. If it is too long, the stack's name and the logical id are cut, never the suffix. */
export function physicalName(stackName: string, logicalId: string, maxLength: number): string {
  const end = suffix();
  const room = maxLength - end.length - 2;
  if (stackName.length + logicalId.length <= room) return `${stackName}-${logicalId}-${end}`;
  const ofStack = Math.min(stackName.length, Math.max(Math.floor(room / 2), room - logicalId.length));
  return `${stackName.slice(0, ofStack)}-${logicalId.slice(0, room - ofStack)}-${end}`;
}
