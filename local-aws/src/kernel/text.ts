/**
 * The text in a file or a request as its writer meant it: UTF-8, or UTF-16, in which Windows PowerShell redirects, with
 * or without its byte order mark. Throws when it is neither.
 */
export function textOf(bytes: Buffer): string {
  return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
}

function encodingOf([first, second]: Buffer): string {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || first === 0 ? 'utf-16be' : 'utf-8';
}
