import * as fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { parseXml, type Xml } from '../../lambda/aws/xml';

/* What CloudFormation answers is read as a well-kept parser reads it, whatever others have written into it. */

const FOREIGN = [
  '<member>',
  '</member>',
  '<StackStatus>DELETE_IN_PROGRESS',
  '&lt;',
  '&amp;lt;',
  ']]>',
  '<!--',
  '&#13;',
];
const CHARACTER = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }).filter(isXml);
const TEXT = fc
  .array(fc.oneof(CHARACTER, fc.constantFrom(...FOREIGN, '\r', '\n', '\r\n', ' ', '"', "'", '&')))
  .map((parts) => parts.join(''));
const NAME = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,9}$/);

const { content } = fc.letrec<{ content: Xml }>((tie) => ({
  content: fc.oneof(
    { depthSize: 'small' },
    TEXT,
    fc.array(tie('content'), { minLength: 1, maxLength: 4 }),
    fc.dictionary(NAME, tie('content'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  ),
}));

test('whatever an answer says is read as it was meant, and as another parser reads it', () => {
  const property = fc.property(content, fc.infiniteStream(fc.nat(9)), (meant, choices) => {
    const document = `<?xml version="1.0"?>\n<Answer xmlns="urn:x">${written(meant, choices)}</Answer>`;
    expect(parseXml(document)).toEqual(meant);
    expect(readBySaxes(document)).toEqual(meant);
  });
  fc.assert(property, { numRuns: 500 });
});

test('an answer that is cut off anywhere is an error', () => {
  const property = fc.property(
    content,
    fc.infiniteStream(fc.nat(9)),
    fc.double({ min: 0, max: 1 }),
    (meant, choices, at) => {
      const document = `<Answer>${written(meant, choices)}</Answer>`;
      const cut = Math.min(Math.floor(at * document.length), document.length - 1);
      expect(() => parseXml(document.slice(0, cut))).toThrow(/in the response|the response/);
    },
  );
  fc.assert(property, { numRuns: 500 });
});

test.each([
  ['nothing', ''],
  ['text', 'Service Unavailable'],
  ['JSON', '{"message":null}'],
  ['a web page', '<!DOCTYPE html><html><body>Bad Gateway</body></html>'],
  ['tags that cross', '<a><b></a></b>'],
  ['an end without a beginning', '</a>'],
  ['two roots', '<a/><b/>'],
  ['text after the root', '<a/>more'],
  ['an entity of its own', '<a>&author;</a>'],
  ['a bare ampersand', '<a>this & that</a>'],
  ['a character that does not exist', '<a>&#x110000;</a>'],
  ['a tag that never ends', '<a><b c="'],
  ['CDATA, which AWS does not send', '<a><![CDATA[<b/>]]></a>'],
])('%s is no answer', (_, document) => {
  expect(() => parseXml(document)).toThrow();
});

test('a member that is called like a property of every object is a member', () => {
  expect(parseXml('<a><__proto__>x</__proto__><constructor>y</constructor></a>')).toEqual(
    Object.fromEntries([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]),
  );
});

/** The same by saxes, the parser of jsdom: the one in the SDK decodes `&#38;lt;` twice. */
function readBySaxes(document: string): Xml {
  const parser = new SaxesParser();
  const open: { text: string; children: [string, Xml][] }[] = [{ text: '', children: [] }];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', () => open.push({ text: '', children: [] }));
  parser.on('text', (text) => {
    const inner = open.at(-1);
    if (inner) inner.text += text;
  });
  parser.on('closetag', ({ name }) => {
    const { text, children } = open.pop() ?? { text: '', children: [] };
    const isList = children.length > 0 && children.every(([child]) => child === 'member');
    const content = isList ? children.map(([, child]) => child) : Object.fromEntries(children);
    open.at(-1)?.children.push([name, children.length > 0 ? content : text]);
  });
  parser.write(document).close();
  return open[0]?.children[0]?.[1] ?? '';
}

/** Each character in one of the ways that XML has for it. */
function written(value: Xml, choices: fc.Stream<number>): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${written(item, choices)}</member>`).join('');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, item]) => (item === '' ? `<${name}/>` : `<${name}>${written(item, choices)}</${name}>`))
      .join('');
  }
  return [...value].map((character) => form(character, choices.next().value ?? 0)).join('');
}

function form(character: string, choice: number): string {
  const code = character.codePointAt(0) ?? 0;
  const entity = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' }[character];
  if (choice === 0) return `&#x${code.toString(16)};`;
  if (choice === 1) return `&#${code};`;
  if (entity && (choice < 6 || /[<&>]/.test(character))) return entity;
  return character === '\r' ? '&#xD;' : character;
}

/** Whether XML 1.0 can hold all of a text: www.w3.org/TR/xml/#charsets */
function isXml(text: string): boolean {
  return /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text);
}
