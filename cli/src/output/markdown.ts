/** Text from a template or from AWS must not act as Markdown. */
export function plain(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|#~]/g, (sign) => (sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : `\\${sign}`))
    .replace(/\s+/g, ' ');
}
