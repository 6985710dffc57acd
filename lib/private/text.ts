import { inspect } from 'node:util';

/**
 * The text of a file as its writer meant it: UTF-8, or UTF-16, in which Windows PowerShell redirects, with or without a
 * byte order mark. Throws when it is neither. This is the reader of every file that people give to this product.
 */
export function textOf(bytes: Buffer): string {
  return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
}

function encodingOf([first, second]: Buffer): string {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || first === 0 ? 'utf-16be' : 'utf-8';
}

const LONGEST = 100;

/** A value as an error shows it: what is passed by mistake may be huge, or hold the whole construct tree. */
export function shown(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value.slice(0, LONGEST))
      : inspect(value, { depth: 0, compact: true, breakLength: Number.POSITIVE_INFINITY });
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
