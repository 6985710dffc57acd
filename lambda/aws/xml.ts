/** What an element holds: its text, its children by name, or, if all of them are named `member`, a list. */
export type Xml = string | Xml[] | { readonly [name: string]: Xml };

interface Open {
  readonly name: string;
  text: string;
  readonly children: [string, Xml][];
}

const NAME = '[A-Za-z_][\\w:.-]*';
const ATTRIBUTES = `(?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*`;
/** The next tag, or the text up to it. AWS's answers have no comments, CDATA or document types. */
const TOKEN = new RegExp(`<(/?)(${NAME})${ATTRIBUTES}\\s*(/?)>|([^<]+)`, 'y');
const DECLARATION = /^\uFEFF?(?:<\?xml[^?]*\?>)?\s*/;

/**
 * Reads an answer of AWS Query: docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html. Returns
 * the root's content. Throws if the answer is not well formed, for example truncated.
 */
export function parseXml(document: string): Xml {
  const root: Open = { name: '', text: '', children: [] };
  const open: Open[] = [root];
  const token = new RegExp(TOKEN);
  token.lastIndex = DECLARATION.exec(document)?.[0].length ?? 0;
  while (token.lastIndex < document.length) {
    const at = token.lastIndex;
    const match = token.exec(document);
    const inner = open.at(-1);
    if (!match || !inner) throw malformed(at);
    const [, closes, name = '', isEmpty, text] = match;
    if (text !== undefined) inner.text += text;
    else if (!closes && !isEmpty) open.push({ name, text: '', children: [] });
    else if (!closes) inner.children.push([name, '']);
    else if (inner.name !== name || inner === root) throw malformed(at);
    else close(inner, open);
  }
  const [only, ...others] = root.children;
  if (open.length !== 1 || !only || others.length > 0 || root.text.trim() !== '') throw malformed(document.length);
  return only[1];
}

function close(element: Open, open: Open[]): void {
  open.pop();
  open.at(-1)?.children.push([element.name, contentOf(element)]);
}

function contentOf({ text, children }: Open): Xml {
  if (children.length === 0) return decode(text);
  if (children.every(([name]) => name === 'member')) return children.map(([, content]) => content);
  return Object.fromEntries(children);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));|&/g, (_, decimal, hexadecimal, name) => {
      if (decimal) return String.fromCodePoint(Number(decimal));
      if (hexadecimal) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
      const character = ENTITIES[name];
      if (character === undefined) throw new Error(`unknown XML entity in the response: &${name};`);
      return character;
    });
}

function malformed(position: number): Error {
  return new Error(`the response is not well-formed XML at character ${position}`);
}
