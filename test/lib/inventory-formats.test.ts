import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Inventory, type InventoryFileOptions, MigrationWave } from '../../lib';
import { errorOf } from './refusals';

/* Files as MGN, the AWS CLI and migration tools write them: real shapes, invented values. */

const FILES = join(__dirname, 'files');
const [EXPORT, ANSWER] = [join(FILES, 'mgn-export.csv'), join(FILES, 'describe-source-servers.json')];
const [WEB_1, WEB_2, APP_1] = ['s-3053c1c3b7d8bd4e0', 's-3a1f4f5d6c7e8b901', 's-3c9e2b7a4d5f60812'];
const [LEGACY, HOME] = ['s-3f0a1b2c3d4e5f607', { account: '123456789012', region: 'eu-central-1' }];

const folder = mkdtempSync(join(tmpdir(), 'inventory-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe("MGN's export", () => {
  test('names its servers, with the account that is not the stack’s own', () => {
    expect(accountsOf(EXPORT, { waves: ['Wave 1'] }, HOME)).toEqual({ [WEB_1]: undefined, [WEB_2]: undefined });
    expect(accountsOf(EXPORT, { waves: ['Wave 1'] })).toEqual({ [WEB_1]: undefined, [WEB_2]: undefined });
    const administrator = { account: '210987654321', region: 'eu-central-1' };
    expect(accountsOf(EXPORT, { applications: ['shop'] }, administrator)).toEqual({
      [WEB_1]: '123456789012',
      [WEB_2]: '123456789012',
    });
  });

  test.each<[string, InventoryFileOptions, string[]]>([
    ['a wave by its name', { waves: ['Wave 1'] }, [WEB_1, WEB_2]],
    ['a wave by its id', { waves: ['wave-3c2d3e4f5a6b7c8d9'] }, [WEB_1, WEB_2]],
    ['an application by its id', { applications: ['app-3a0b1c2d3e4f5a6b7'] }, [WEB_1, WEB_2]],
    ['a tag', { tags: { Team: 'web' } }, [WEB_1, WEB_2]],
    ['tags, all of which it must have', { tags: { Team: 'web', Name: 'web-2' } }, [WEB_2]],
    ['states in any case', { lifeCycleStates: ['Ready-for-cutover', 'testing'] }, [WEB_2, APP_1]],
    ['a state that no server is in now, beside one that is', { lifeCycleStates: ['CUTOVER', 'TESTING'] }, [APP_1]],
    [
      'several filters, each of which it must meet',
      { waves: ['Wave 1'], lifeCycleStates: ['READY_FOR_TEST'] },
      [WEB_1],
    ],
  ])('is filtered by %s', (_, options, expected) => {
    expect(Object.keys(accountsOf(EXPORT, options, HOME))).toEqual(expected);
  });

  test.each<[string, unknown, RegExp]>([
    [
      'a wave that the file has not, though another one is there',
      { waves: ['Wave 1', 'Wave 9'] },
      /mgn-export\.csv: options\.waves: no server of the file has "Wave 9"; it has "Wave 1", "Wave 2"$/,
    ],
    ['a wave without a server', { waves: ['Wave 3'] }, /options\.waves: no server of the file has "Wave 3"/],
    ['an application', { applications: ['crm'] }, /options\.applications: .* has "crm"; it has "erp", "shop"$/],
    ['the value of a tag', { tags: { Team: 'ops' } }, /options\.tags\.Team: .* has "ops"; it has "erp", "web"$/],
    [
      'the key of a tag',
      { tags: { team: 'web' } },
      /options\.tags\.team cannot be applied to the file; it has the tags "Name", "Team"$/,
    ],
    [
      'a state that is none',
      { lifeCycleStates: ['TESTING', 'CUTOVR'] },
      /options\.lifeCycleStates: .* has "CUTOVR"; it has/,
    ],
    [
      'a state that no server is in',
      { lifeCycleStates: ['CUTOVER'] },
      /has "CUTOVER"; it has "PENDING_INSTALLATION", "READY/,
    ],
    [
      'filters that no server meets together',
      { waves: ['Wave 1'], lifeCycleStates: ['TESTING'] },
      /no server meets all filters: 2 meet options\.waves, 1 meet options\.lifeCycleStates; leave one out$/,
    ],
    [
      'a filter that there is not',
      { wave: ['Wave 1'] },
      /mgn-export\.csv: options\.wave is not a filter of an inventory; the filters are waves, applications,/,
    ],
    ['a wave that is no list', { waves: 'Wave 1' }, /options\.waves must be a list of one text or more, got "Wave 1"/],
    ['no wave at all', { waves: [] }, /options\.waves must be a list of one text or more, got \[\]/],
    ['tags in a list', { tags: ['Team=web'] }, /options\.tags must be an object .*write \{ Team: 'web' \}$/],
    ['options that are a text', 'Wave 1', /mgn-export\.csv: options must be an object, got "Wave 1"/],
  ])('with %s is refused', (_, options, expected) => {
    expect(() => accountsOf(EXPORT, options as InventoryFileOptions, HOME)).toThrow(expected);
  });

  test('names each server without an id by its line, with the command that finds it', () => {
    expect(() => accountsOf(EXPORT, { waves: ['Wave 2'] }, HOME)).toThrow(
      /mgn-export\.csv:5: "batch-1": the source server id is missing; 'mgn-disconnect inventory --match \S+mgn-export\.csv --by user-provided-id' finds it$/,
    );
  });

  test('of another Region than the stack’s is refused once, not line by line', () => {
    expect(() => accountsOf(EXPORT, { waves: ['Wave 1'] }, { ...HOME, region: 'us-east-1' })).toThrow(
      /^'Stack\/Wave': \S+mgn-export\.csv:2 and 1 more: the server is in Region eu-central-1, and the stack in us-east-1; declare/,
    );
  });

  test('of several accounts needs a stack that says which is its own', () => {
    const file = written('two.csv', `mgn:account-id,mgn:server:id\n123456789012,${WEB_1}\n210987654321,${WEB_2}\n`);
    expect(() => accountsOf(file)).toThrow(/two\.csv: the servers are in the accounts 123456789012, 210987654321, and/);
    expect(accountsOf(file, {}, HOME)).toEqual({ [WEB_1]: undefined, [WEB_2]: '210987654321' });
  });
});

describe('an answer of DescribeSourceServers', () => {
  const { items } = JSON.parse(readFileSync(ANSWER, 'utf8'));

  test.each<[string, InventoryFileOptions, string[]]>([
    ['whole', {}, [WEB_1, WEB_2, LEGACY]],
    ['by application', { applications: ['app-3a0b1c2d3e4f5a6b7'] }, [WEB_1, WEB_2]],
    ['by state and tag', { lifeCycleStates: ['ready_for_test'], tags: { Team: 'web' } }, [WEB_1]],
  ])('is read, %s', (_, options, expected) => {
    expect(Object.keys(accountsOf(ANSWER, options, HOME))).toEqual(expected);
    expect(Object.keys(accountsOf(written('items.json', JSON.stringify(items)), options, HOME))).toEqual(expected);
  });

  test('is JSON by its content, whatever the file is called', () => {
    expect(Object.keys(accountsOf(written('servers.txt', JSON.stringify({ items })), {}, HOME))).toHaveLength(3);
  });

  test('knows no waves, and the error says what does', () => {
    expect(() => accountsOf(ANSWER, { waves: ['Wave 1'] }, HOME)).toThrow(
      /options\.waves cannot be applied to the file; .*MGN's export has it, and 'mgn-disconnect inventory'/,
    );
  });

  test.each(['nextToken', 'NextToken'])(
    'that goes on by its %s is refused: the others would leave the wave',
    (token) => {
      const file = written('page.json', JSON.stringify({ items, [token]: 'eyJ0' }));
      expect(() => accountsOf(file, {}, HOME)).toThrow(/page\.json: is only one page of an answer/);
    },
  );

  test('of AWS Elastic Disaster Recovery is told apart by its arn, by its line', () => {
    const drs = { ...items[0], arn: items[0].arn.replace('mgn', 'drs') };
    const file = written('drs.json', JSON.stringify({ items: [items[1], drs] }, null, 1));
    const line =
      readFileSync(file, 'utf8')
        .split('\n')
        .findIndex((one) => one.includes('web-1.corp')) + 1;
    expect(() => accountsOf(file, {}, HOME)).toThrow(/drs\.json:\d+: "web-1": the server belongs to "drs" by its arn/);
    const [, at] = /drs\.json:(\d+)/.exec(errorOf(() => accountsOf(file, {}, HOME))) ?? [];
    expect(Number(at)).toBeLessThan(line);
    expect(Number(at)).toBeGreaterThan(10);
  });
});

test('a hand-written list in MGN’s spelling may name the account, in our spelling', () => {
  const file = written('own.json', JSON.stringify([{ sourceServerID: WEB_1, accountId: '210987654321' }]));
  expect(accountsOf(file)).toEqual({ [WEB_1]: '210987654321' });
  const misspelt = written('own.json', JSON.stringify([{ sourceServerID: WEB_1, accountID: '210987654321' }]));
  expect(() => accountsOf(misspelt)).toThrow(/own\.json:1: the member "accountID" must be spelt "accountId"/);
});

test('a list in the app itself is in the spelling of its type', () => {
  const servers = Inventory.fromList([{ sourceServerID: WEB_1 } as never]);
  expect(() => new MigrationWave(new Stack(new App(), 'Stack'), 'Wave', { servers })).toThrow(
    /servers\[0\]: the member "sourceServerID" must be spelt "sourceServerId"/,
  );
});

describe('a file without source server ids', () => {
  test.each([
    ['mgn-import.csv', 'an import file of MGN or AWS Transform', 'user-provided-id'],
    ['cmf-intake.csv', 'the intake form of Cloud Migration Factory', 'hostname'],
    ['rvtools-vinfo.csv', 'the tab vInfo of RVTools', 'vmware-uuid'],
  ])('%s is known as %s, and the error gives the command', (name, format, by) => {
    const message = errorOf(() => accountsOf(join(FILES, name), {}, HOME));
    expect(message).toMatch(new RegExp(`${name}:1: is ${format}, which has no source server ids; `));
    expect(message).toMatch(new RegExp(`'mgn-disconnect inventory --match \\S*${name} --by ${by}' finds them`));
    expect(message).toContain("'mgn-disconnect inventory --wave-name NAME'");
  });

  test('puts a path with blanks into quotes, in the command', () => {
    const file = written('my import.csv', readFileSync(join(FILES, 'mgn-import.csv')));
    expect(errorOf(() => accountsOf(file, {}, HOME))).toContain(`--match "${file}" --by`);
  });
});

describe('our own files, filtered', () => {
  const csv = `wave,tag:Team,sourceServerId\n1,web,${WEB_1}\n2,web,${WEB_2}\n2,erp,${APP_1}\n`;

  test('have their waves and tags in columns of their own', () => {
    const file = written('waves.csv', csv);
    expect(Object.keys(accountsOf(file, { waves: ['2'], tags: { Team: 'web' } }))).toEqual([WEB_2]);
    expect(
      Object.keys(
        accountsOf(written('waves.json', JSON.stringify([{ sourceServerId: WEB_1, wave: '1' }])), { waves: ['1'] }),
      ),
    ).toEqual([WEB_1]);
  });

  test('without such a column cannot answer', () => {
    const file = written('plain.csv', `sourceServerId\n${WEB_1}\n`);
    expect(() => accountsOf(file, { applications: ['shop'] })).toThrow(
      /plain\.csv: options\.applications cannot be applied to the file; it has no column application or mgn:app:name/,
    );
  });
});

test.each<[string, (text: string) => Buffer]>([
  ['UTF-8 with a byte order mark', (text) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16, little endian, as Windows PowerShell redirects', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16, big endian', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ['UTF-16 without a byte order mark', (text) => Buffer.from(text, 'utf16le')],
])('each format is read in %s', (_, encode) => {
  for (const file of [EXPORT, ANSWER]) {
    const text = readFileSync(file, 'utf8').replaceAll('\n', '\r\n').replaceAll('web-1', 'büro-1');
    const ids = Object.keys(accountsOf(written('encoded', encode(text)), { tags: { Team: 'web' } }, HOME));
    expect(ids).toEqual([WEB_1, WEB_2]);
  }
});

function written(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** The account that each connection of the wave names. */
function accountsOf(file: string, options?: InventoryFileOptions, env?: { account: string; region: string }) {
  const stack = new Stack(new App(), 'Stack', { env });
  new MigrationWave(stack, 'Wave', { servers: Inventory.fromFile(file, options) });
  const connections = Template.fromStack(stack).findResources('Custom::MgnSourceServerConnection');
  return Object.fromEntries(
    Object.values(connections).map(({ Properties: { SourceServerId, AccountId } }) => [SourceServerId, AccountId]),
  );
}
