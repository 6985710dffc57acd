import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Inventory, MigrationWave } from '../../lib';

/* Inventories as people and their tools write them, and what is said of one that is wrong. */

const [A, B, C] = ['s-0000000000000000a', 's-0000000000000000b', 's-0000000000000000c'];
const folder = mkdtempSync(join(tmpdir(), 'inventory-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a CSV inventory', () => {
  test.each([
    ['with a header and rows', `sourceServerId\n${A}\n${B}\n`],
    ['with more columns, in any order', `wave,hostname,sourceServerId\n1,web-1,${A}\n2,web-2,${B}\n`],
    ['of Windows: a byte order mark, CRLF', `\uFEFFsourceServerId,hostname\r\n${A},web-1\r\n${B},web-2\r\n`],
    ['of an old Mac, without a last end of line', `sourceServerId,hostname\r${A},web-1\r${B},web-2`],
    ['with fields in quotes', `"sourceServerId","hostname"\n"${A}","web ""one"", and\nmore"\n"${B}",""\n`],
    ['with empty lines and empty fields', `\nsourceServerId,accountId\n\n${A},\n\n${B},\n\n`],
    ['with rows and columns that were cleared', `sourceServerId,hostname,,\n${A},web-1,,\n${B},web-2,,,\n,,,\n, ,,\n`],
    ['with blanks around values', `sourceServerId , hostname\n ${A} ,web-1\n"${B}\t",web-2\n`],
    ["with MGN's own spelling of the id", `sourceServerID\n${A}\n${B}\n`],
  ])('%s is read', (_, text) => {
    expect(Object.keys(wave('wave.csv', text).connections)).toEqual([A, B]);
  });

  test('names the account of each server', () => {
    const stack = new Stack(new App(), 'Stack');
    wave('wave.csv', `accountId,sourceServerId\n210987654321,${A}\n,${B}\n`, stack);
    const connections = Template.fromStack(stack).findResources('Custom::MgnSourceServerConnection');
    const declared = Object.values(connections).map(({ Properties }) => [
      Properties.SourceServerId,
      Properties.AccountId,
    ]);
    expect(declared).toEqual([
      [A, '210987654321'],
      [B, undefined],
    ]);
  });

  test.each<[string, string, RegExp]>([
    [
      'no column of the ids',
      `id,host\n${A},web-1\n`,
      /wave\.csv:1: the header must have a column sourceServerId, got "id,host"; sep/,
    ],
    [
      'semicolons',
      `sourceServerId;hostname\n${A};web-1\n`,
      /wave\.csv:1: the columns are separated by semicolons, as Excel does in many languages; separate the columns by commas/,
    ],
    ['semicolons and quotes', `\n"sourceServerId";"hostname"\n"${A}";"web-1"\n`, /wave\.csv:2: .* by semicolons/],
    ['tabs', `sourceServerId\thostname\n${A}\tweb-1\n`, /wave\.csv:1: the columns are separated by tabs/],
    [
      "Excel's line of the separator",
      `sep=,\r\nsourceServerId\r\n${A}\r\n`,
      /wave\.csv:1: the first line is "sep=,", by/,
    ],
    [
      "PowerShell's line of the type",
      `#TYPE System.Management.Automation.PSCustomObject\r\n"sourceServerId"\r\n"${A}"\r\n`,
      /wave\.csv:1: the first line is the #TYPE that PowerShell writes; .*Export-Csv -NoTypeInformation/,
    ],
    [
      'two ids in a row',
      `sourceServerId,mgn:server:id\n${A},${B}\n`,
      /wave\.csv:2: the ids .*a" and .*b" belong to two servers/,
    ],
    [
      'a misspelt account',
      `sourceServerId,account_id\n${A},1\n`,
      /wave\.csv:1: the column "account_id" must be spelt "accountId"/,
    ],
    [
      'a column twice',
      `sourceServerId,sourceServerId\n${A},${B}\n`,
      /wave\.csv:1: the column "sourceServerId" is there twice/,
    ],
    [
      'a field too many',
      `sourceServerId,hostname\n${A},web,1\n`,
      /wave\.csv:2: the row must have 2 fields like the header, got 3; put/,
    ],
    [
      'a quote that is never closed',
      `sourceServerId,hostname\n${A},"web\n${B},x\n`,
      /wave\.csv:2: a quote is in the wrong place, or not closed/,
    ],
    ['a quote inside a field', `sourceServerId,hostname\n${A},w"e"b\n`, /wave\.csv:2: a quote is in the wrong place/],
    ['text behind a quote', `sourceServerId,hostname\n${A},"web"1\n`, /wave\.csv:2: a quote is in the wrong place/],
    [
      'no id in a row',
      `sourceServerId,hostname\n,web-1\n`,
      /wave\.csv:2: "web-1": the source server id is missing; 'mgn-disconnect inventory --match \S+ --by hostname' finds it/,
    ],
    ['a space in the id', `sourceServerId\ns-00 00\n`, /wave\.csv:2: the source server id must be .*, got "s-00 00"/],
    [
      'an account that Excel took for a number',
      `sourceServerId,accountId\n${A},1.23457E+11\n`,
      /wave\.csv:2: the account id must be .*got "1\.23457E\+11"/,
    ],
    [
      'only a header',
      'sourceServerId\n',
      /wave\.csv lists no server, so all servers of the wave would be disconnected; if you want that, remove the wave from the stack/,
    ],
    ['nothing', '', /wave\.csv lists no server/],
    [
      'a row after a field with an end of line',
      `hostname,sourceServerId\n"a\nb",${A}\nc,x\n`,
      /wave\.csv:4: "c": the source server id/,
    ],
  ])('with %s is refused by file and line', (_, text, expected) => {
    expect(() => wave('wave.csv', text)).toThrow(expected);
  });

  test.each<[string, Buffer, RegExp]>([
    [
      'in the code page of Windows',
      Buffer.from('sourceServerId,hostname\nx,b\xfcro\n', 'latin1'),
      /wave\.csv: is neither UTF-8/,
    ],
    [
      'that is a workbook of Excel',
      Buffer.from('PK\x03\x04\x14\x00', 'latin1'),
      /wave\.csv: is an Excel workbook; save/,
    ],
  ])('%s is refused, and the error says how to save it', (_, bytes, expected) => {
    expect(() => wave('wave.csv', bytes)).toThrow(expected);
  });
});

describe('a JSON inventory', () => {
  test('as the command-line tool writes it is read', () => {
    const entries = [{ sourceServerId: A, hostname: 'web-1' }, { sourceServerId: B }];
    expect(Object.keys(wave('wave.json', `${JSON.stringify(entries, null, 2)}\n`).connections)).toEqual([A, B]);
  });

  test.each<[string, string, RegExp]>([
    [
      'a comma too many',
      `[\n  {"sourceServerId": "${A}"},\n]`,
      /wave\.json(:3)?: is not JSON \(.*\); 'mgn-disconnect inventory' writes/,
    ],
    ['an object', `{"servers": []}`, /wave\.json:1: must be a list; write/],
    ['null', 'null', /wave\.json:1: must be a list; write/],
    ['an answer without a server', `{"items": []}`, /wave\.json lists no server/],
    ['an id alone', `[\n"${A}"]`, /wave\.json:2: a server must be an object, got "s-0000000000000000a"; write/],
    [
      "the spelling of AWS's PowerShell modules",
      `[{"SourceServerID": "${A}"}]`,
      /wave\.json:1: the member "SourceServerID" must be spelt "sourceServerId"/,
    ],
    ['no id', `[\n\n{"hostname": "web-1"}]`, /wave\.json:3: "web-1": the source server id is missing; 'mgn-disconnect/],
    [
      'an account that is a number',
      `[{"sourceServerId": "${A}", "accountId": 123456789012}]`,
      /wave\.json:1: the account id must be .*as a text, got 123456789012/,
    ],
    [
      'a host name that is a list',
      `[{"sourceServerId": "${A}", "hostname": ["a"]}]`,
      /wave\.json:1: the host name must be a text, got \['a'\]|wave\.json:1: the host name must be a text, got \[ 'a' \]/,
    ],
    ['an empty list', '[]', /wave\.json lists no server/],
    ['nothing', '\n', /wave\.json lists no server/],
  ])('with %s is refused by file and line', (_, text, expected) => {
    expect(() => wave('wave.json', text)).toThrow(expected);
  });

  test('finds the line of an item behind brackets, commas and quotes in texts and in other members', () => {
    const item = (id: string) =>
      `{"hostname": "a, [\\"{",\n "sourceServerId": "${id}",\n "disks": [[1], {"a": [2, 3]}]}`;
    expect(() => wave('wave.json', `[${item(A)},\n${item('wrong')},\n  ${item(A)}]`)).toThrow(
      /wave\.json:4: .*got "wrong".*\n.*wave\.json:7: .* is listed already in .*wave\.json:1; list each server once/,
    );
  });
});

test('all that is wrong is told at once, by the path as it was given', () => {
  const text = `sourceServerId,hostname\n${A},web-1\nbad,web-2\n${A},web-3\n${B}\n${C},x\n`;
  const path = join(relative('', folder), 'all.csv');
  writeFileSync(join(folder, 'all.csv'), text);
  const stack = new Stack(new App(), 'Stack');
  expect(() => new MigrationWave(stack, 'Wave', { servers: Inventory.fromFile(path) })).toThrow(
    [
      "'Stack/Wave' has 3 problems:",
      `${path}:5: the row must have 2 fields like the header, got 1; put a field with a comma into quotes`,
      `${path}:3: "web-2": the source server id must be "s-" followed by 17 letters or digits, got "bad"; 'aws mgn describe-source-servers' lists the ids`,
      `${path}:4: "web-3": source server "${A}" is listed already in ${path}:2; list each server once`,
    ].join('\n  '),
  );
});

test('a file that is not there is refused', () => {
  const servers = Inventory.fromFile(join(folder, 'missing.csv'));
  expect(() => new MigrationWave(new Stack(new App(), 'Stack'), 'Wave', { servers })).toThrow(
    /missing\.csv: cannot be read \(ENOENT.*\); a relative path begins at the working directory/,
  );
});

function wave(name: string, content: string | Buffer, stack = new Stack(new App(), 'Stack')): MigrationWave {
  const file = join(folder, name);
  writeFileSync(file, content);
  return new MigrationWave(stack, 'Wave', { servers: Inventory.fromFile(file) });
}
