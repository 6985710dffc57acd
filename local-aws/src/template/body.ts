import { type ParseError, parseTree } from 'jsonc-parser';
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { formatError, validationError } from './validation-error';

/** The object of a template's text. YAML's short forms of functions are expanded. */
export function parseBody(body: string): Record<string, unknown> {
  const parsed = /^\s*[{[]/.test(body) ? parseJson(body) : parseYaml(body);
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>;
  throw formatError('unsupported structure.');
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // which does not always say where
    const errors: ParseError[] = [];
    parseTree(body, errors, { disallowComments: true });
    const before = body.slice(0, errors[0]?.offset).split('\n');
    throw notWellFormed('JSON', before.length, (before.at(-1) ?? '').length + 1);
  }
}

const notWellFormed = (language: string, line: number, column: number) =>
  formatError(`${language} not well-formed. (line ${line}, column ${column})`);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html: YAML 1.1 without these types. */
const EXCLUDED = new Set(
  ['binary', 'omap', 'pairs', 'set', 'timestamp', 'merge'].map((name) => `tag:yaml.org,2002:${name}`),
);

const SHORT_FORMS = new Set(
  `And Base64 Cidr Condition Equals FindInMap GetAtt GetAZs GetStackOutput If ImportValue Join Not Or Ref Select Split Sub Transform`
    .split(' ')
    .map((name) => `!${name}`),
);

function parseYaml(body: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(body, {
    version: '1.1',
    merge: false,
    lineCounter: lines,
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !EXCLUDED.has(tag.tag)),
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return notWellFormed('YAML', line, col);
  };
  const [error] = document.errors;
  if (error) throw at(error.pos[0]);
  rejectUnsupported(document, at);
  return plain(document.contents);
}

function rejectUnsupported(document: Document.Parsed, at: (offset: number) => Error): void {
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node))
        throw validationError('Template error: YAML aliases are not allowed in CloudFormation templates');
      const { tag, range } = node;
      if (tag?.startsWith('!') && !SHORT_FORMS.has(tag)) throw at(range?.[0] ?? 0);
    },
  });
}

function plain(node: unknown): unknown {
  const value = untagged(node);
  const { tag } = (node ?? {}) as { readonly tag?: string };
  if (!tag?.startsWith('!')) return value;
  const name = tag.slice(1);
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
}

/** As it is written: a name that looks like a boolean or a number stays a name. */
const nameOf = (key: unknown): string => (isScalar(key) ? (key.source ?? String(key.value)) : String(plain(key)));

function untagged(node: unknown): unknown {
  if (isSeq(node)) return node.items.map(plain);
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [nameOf(key), plain(value)]));
  return isScalar(node) ? node.value : null;
}
