import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalTool } from './tool';

/* inventory --match: the servers of files that have no ids, on a local AWS with servers as such tools know them. */

const FILES = join(__dirname, '..', '..', 'test', 'lib', 'files');
const [WEB_1, WEB_2, APP_1, OLD_1] = [
  's-3053c1c3b7d8bd4e0',
  's-3a1f4f5d6c7e8b901',
  's-3c9e2b7a4d5f60812',
  's-30f1e2d3c4b5a6978',
];

const server = (sourceServerID: string, hostname: string, index: number, rest: object = {}) => ({
  sourceServerID,
  userProvidedID: `shop-${hostname}`,
  sourceProperties: {
    identificationHints: {
      hostname,
      fqdn: `${hostname}.corp.example.com`,
      vmWareUuid: `420f0000-0000-4000-8000-00000000000${index}`,
    },
  },
  ...rest,
});

let tool: LocalTool;

beforeAll(async () => {
  const servers = [
    server(WEB_1, 'web-1', 1),
    // the host name of some systems is the whole domain name
    server(WEB_2, 'web-2.corp.example.com', 2, {
      userProvidedID: 'shop-web-2',
      fqdnForActionFramework: 'web-2.corp.example.com',
    }),
    server(APP_1, 'app-1', 3, { userProvidedID: 'erp-app-1', lifeCycle: { state: 'PENDING_INSTALLATION' } }),
    // web-1 before its agent was reinstalled
    server(OLD_1, 'web-1', 4, { lifeCycle: { state: 'DISCONNECTED' } }),
  ];
  tool = await LocalTool.start({ servers });
  for (const name of ['mgn-import.csv', 'mgn-export.csv', 'cmf-intake.csv', 'rvtools-vinfo.csv']) {
    copyFileSync(join(FILES, name), join(tool.folder, name));
  }
});

afterAll(() => tool.stop());

async function match(...args: string[]) {
  const { code, stdout, stderr } = await tool.run('inventory', '--match', ...args);
  const ids = stdout === '' ? [] : JSON.parse(stdout).map((entry: { sourceServerId: string }) => entry.sourceServerId);
  return { code, ids, stderr };
}

function written(name: string, content: string | Buffer): string {
  writeFileSync(join(tool.folder, name), content);
  return name;
}

test.each([
  ['mgn-import.csv', 'user-provided-id', [WEB_1, WEB_2, APP_1]],
  ['cmf-intake.csv', 'hostname', [WEB_1, WEB_2]],
  ['cmf-intake.csv', 'fqdn', [WEB_1, WEB_2]],
  ['rvtools-vinfo.csv', 'vmware-uuid', [WEB_1, WEB_2]],
  ['rvtools-vinfo.csv', 'fqdn', [WEB_1, WEB_2]],
  ['rvtools-vinfo.csv', 'hostname', [WEB_1, WEB_2]],
])('the servers of %s are found by %s', async (file, by, expected) => {
  const { code, ids, stderr } = await match(file, '--by', by);
  expect([stderr, code, ids]).toEqual(['', 0, expected]);
});

test('rows are narrowed by the names of waves and applications in the file', async () => {
  expect((await match('mgn-import.csv', '--by', 'user-provided-id', '--wave-name', 'Wave 2')).ids).toEqual([APP_1]);
  const { code, stderr } = await match('mgn-import.csv', '--by', 'user-provided-id', '--wave-name', 'Wave 9');
  expect(stderr).toMatch(/--wave-name: no server of the file has "Wave 9"; it has "Wave 1", "Wave 2"/);
  expect(code).toBe(1);
});

test('in a file with ids for some rows, those rows are found by their ids', async () => {
  const csv = `mgn:server:id,mgn:server:user-provided-id\n${WEB_1},\n,shop-web-2\n`;
  expect((await match(written('part.csv', csv), '--by', 'user-provided-id')).ids).toEqual([WEB_1, WEB_2]);
});

test('a file in UTF-16 is read', async () => {
  const file = written('utf16.csv', Buffer.from('\uFEFFhostname\r\nWEB-1\r\n', 'utf16le'));
  expect((await match(file, '--by', 'hostname')).ids).toEqual([WEB_1]);
});

test('all rows of no server, of two, or of one that is listed already are told at once, by their lines', async () => {
  const csv = 'hostname,fqdn\nweb-1,\nmail-1,\n,web-2.corp.example.com\nWEB-1,\ndb-1,\n';
  const { code, ids, stderr } = await match(written('hosts.csv', csv), '--by', 'hostname');
  expect([code, ids]).toEqual([1, []]);
  expect(stderr).toBe(
    [
      'mgn-disconnect: hosts.csv cannot be matched:',
      "hosts.csv:3: no source server has the hostname 'mail-1'",
      'hosts.csv:4: says no hostname',
      `hosts.csv:5: is ${WEB_1} (web-1), as hosts.csv:2 is: list each server once`,
      "hosts.csv:6: no source server has the hostname 'db-1'",
    ]
      .join('\n  ')
      .concat('\n'),
  );
});

test('a row of two servers that replicate is refused, and names both', async () => {
  const csv = 'SMBIOS UUID,VM UUID\n420f0000000040008000000000000001,420f0000-0000-4000-8000-000000000002\n';
  const { stderr } = await match(written('two.csv', csv), '--by', 'vmware-uuid');
  expect(stderr).toMatch(
    /two\.csv:2: 2 source servers have the vmware-uuid .*: s-3053c1c3b7d8bd4e0 \(web-1\), s-3a1f4f5d6c7e8b901/,
  );
});

test('a server that no longer replicates is left out, and named', async () => {
  const file = written(
    'old.csv',
    'vmWareUuid\n420f0000-0000-4000-8000-000000000004\n420f0000-0000-4000-8000-000000000001\n',
  );
  const { ids, stderr } = await match(file, '--by', 'vmware-uuid');
  expect(ids).toEqual([WEB_1]);
  expect(stderr).toMatch(
    /^left out what no longer replicates, and .* only with allowDisconnected: s-30f1e2d3c4b5a6978 \(web-1\)\n$/,
  );
});

test.each<[string[], RegExp]>([
  [
    ['rvtools-vinfo.csv', '--by', 'user-provided-id'],
    /no column for --by user-provided-id, .*: give --by hostname or --by fqdn or --by vmware-uuid/,
  ],
  [['missing.csv', '--by', 'hostname'], /missing\.csv: cannot be read \(ENOENT/],
  [['rvtools-vinfo.csv'], /--match needs --by with one of user-provided-id, hostname, fqdn, vmware-uuid/],
  [
    ['rvtools-vinfo.csv', '--by', 'name'],
    /Given: "name", Choices: "user-provided-id", "hostname", "fqdn", "vmware-uuid"/,
  ],
  [['rvtools-vinfo.csv', '--by', 'fqdn', '--tag', 'Team=web'], /--match takes the rows of a file: narrow them by/],
])('%j is refused', async (args, expected) => {
  const { code, stderr } = await match(...args);
  expect(stderr).toMatch(expected);
  expect(code).toBe(1);
});
