import { inspect } from 'node:util';

/**
 * The text of a file in UTF-8 or in UTF-16, with or without a byte order mark. Windows PowerShell redirects into
 * UTF-16. Throws when the file is neither. Every file that a user gives to this product is read by this function.
 */
export function textOf(bytes: Buffer): string {
  return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
}

function encodingOf([first, second]: Buffer): string {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || first === 0 ? 'utf-16be' : 'utf-8';
}

const LONGEST = 100;

/**
 * A value as an error shows it. It is shortened, since a value that is passed by mistake may be a whole construct tree.
 */
export function shown(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value.slice(0, LONGEST))
      : inspect(value, { depth: 0, compact: true, breakLength: Number.POSITIVE_INFINITY });
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
