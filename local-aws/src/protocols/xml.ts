/** XML 1.0 has no form at all for these, not even an escaped one; terminal colours in an error text are such a case. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '?').replace(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character);
}

/** `member`: lists as <name><member/></name>, as AWS Query has them; `item` in EC2; `flat`: repeated <name/>, as S3 has them. */
export type ListStyle = 'member' | 'item' | 'flat';

/** One element. It is left out if undefined; a Map becomes <entry><key/><value/></entry>. */
export function element(name: string, value: unknown, lists: ListStyle = 'member'): string {
  if (value === undefined || value === null) return '';
  if (lists === 'flat' && Array.isArray(value)) return value.map((item) => element(name, item, lists)).join('');
  return `<${name}>${content(value, lists)}</${name}>`;
}

/** The elements of an object's members, without a wrapper. */
export function elements(members: object, lists: ListStyle = 'member'): string {
  return Object.entries(members)
    .map(([name, value]) => element(name, value, lists))
    .join('');
}

function content(value: unknown, lists: ListStyle): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map)
    return [...value].map(([key, item]) => element('entry', { key, value: item }, lists)).join('');
  if (Array.isArray(value)) return value.map((item) => element(lists, item, lists)).join('');
  if (typeof value === 'object' && value !== null)
    return lists === 'member' && Object.isFrozen(value) ? remembered(value) : elements(value, lists);
  return escapeXml(String(value));
}

const texts = new WeakMap<object, string>();

/** What cannot change, such as a stack's events, is written once: it is shown again and again. */
function remembered(value: object): string {
  const text = texts.get(value) ?? elements(value);
  texts.set(value, text);
  return text;
}
