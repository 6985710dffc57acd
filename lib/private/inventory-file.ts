import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { readCsv } from './csv';
import { type Candidate, type InventoryRows, misspelling, rowsOf } from './inventory-rows';
import { shown } from './validation';

/** Reads a file, and calls it in what is wrong with it by the path that the user has given. */
export function readInventory(path: string, file: string): InventoryRows {
  const read = READERS[extname(file).toLowerCase()];
  if (!read) return refused(path, 'an inventory must be a .json or a .csv file; give it one of the two endings');
  const text = textOf(path, file);
  return typeof text === 'string' ? read(path, text) : text;
}

function textOf(path: string, file: string): string | InventoryRows {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return refused(
      path,
      `cannot be read (${(error as Error).message}); give the path from the app's working directory`,
    );
  }
  try {
    // takes a byte order mark away
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refused(path, 'is not UTF-8; save it as UTF-8');
  }
}

const READERS: Readonly<Record<string, (path: string, text: string) => InventoryRows>> = {
  '.json': readJson,
  '.csv': readCsvFile,
};

function refused(at: string, problem: string): InventoryRows {
  return { rows: [], problems: [`${at}: ${problem}`] };
}

function readJson(path: string, text: string): InventoryRows {
  if (text.trim() === '') return { rows: [], problems: [] };
  let items: unknown;
  try {
    items = JSON.parse(text);
  } catch (error) {
    const message = (error as Error).message.replace(/\s+/g, ' ');
    const [, position] = /position (\d+)/.exec(message) ?? [];
    const at = position ? `${path}:${text.slice(0, Number(position)).split('\n').length}` : path;
    return refused(at, `is not JSON (${message}); 'mgn-disconnect inventory' writes such a file`);
  }
  if (!Array.isArray(items)) {
    return refused(`${path}:1`, 'must be a list; write [{"sourceServerId": "s-…"}, …]');
  }
  const lines = linesOfItems(text);
  return rowsOf(items.map((value, index) => ({ at: `${path}:${lines[index]}`, value })));
}

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},]|\n|[^\s"[\]{},]+/g;

/** In which line each item of a list begins. */
function linesOfItems(json: string): number[] {
  const lines: number[] = [];
  let [line, depth, isFirst] = [1, 0, false];
  for (const [token] of json.matchAll(JSON_TOKEN)) {
    if (token === '\n') {
      line += 1;
      continue;
    }
    if (isFirst && token !== ']') lines.push(line);
    if ('[{'.includes(token)) depth += 1;
    if (']}'.includes(token)) depth -= 1;
    isFirst = depth === 1 && (token === ',' || (token === '[' && lines.length === 0));
  }
  return lines;
}

function readCsvFile(path: string, text: string): InventoryRows {
  const { records, brokenAt } = readCsv(text);
  const broken = brokenAt
    ? [
        `${path}:${brokenAt}: a quote is in the wrong place, or never closed; put the whole field into quotes, and write a quote in it twice`,
      ]
    : [];
  const [header, ...others] = records;
  if (!header) return { rows: [], problems: broken };
  const inHeader = problemsOfHeader(header.fields).map((problem) => `${path}:${header.line}: ${problem}`);
  if (inHeader.length > 0) return { rows: [], problems: [...inHeader, ...broken] };
  const wrong = others.filter(({ fields }) => fields.length !== header.fields.length);
  const problems = wrong.map(
    ({ line, fields }) =>
      `${path}:${line}: the row must have ${header.fields.length} fields like the header, got ${fields.length}; put a field with a comma into quotes`,
  );
  const candidates = others
    .filter((record) => !wrong.includes(record))
    .map(({ line, fields }): Candidate => ({ at: `${path}:${line}`, value: serverOf(header.fields, fields) }));
  const read = rowsOf(candidates);
  return { rows: read.rows, problems: [...broken, ...problems, ...read.problems] };
}

function problemsOfHeader(header: readonly string[]): string[] {
  const misspelt = header.flatMap((name) => misspelling('column', name));
  const twice = header.filter((name, index) => name !== '' && header.indexOf(name) !== index);
  const problems = [...misspelt, ...twice.map((name) => `the column ${shown(name)} is there twice; remove one`)];
  if (header.includes('sourceServerId') || misspelt.length > 0) return problems;
  const got = shown(header.join(','));
  return [...problems, `the header must have a column sourceServerId, got ${got}; separate the columns by commas`];
}

/** An empty field says nothing, but for the id: that must be there. */
function serverOf(header: readonly string[], fields: readonly string[]): object {
  const members = header.map((name, index): [string, string | undefined] => [
    name,
    fields[index] || (name === 'sourceServerId' ? '' : undefined),
  ]);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}
