import { join } from 'node:path';
import { A, app } from '../../../testing/app';
import { ServedWorld } from '../served-world';
import { HOSTILE, makePages, type Page } from './made';

/* What `--html` writes. scripts/pages looks at the same pages with a real browser. */

let pages: Page[];
beforeAll(async () => {
  pages = await makePages();
});

const text = (name: string) => pages.find((one) => one.name === name)?.text ?? '';
const plain = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');

test('the page of a plan says what goes, why, in which state, since when it is cut over, as what it runs, and what is kept', () => {
  const page = plain(text('plan'));
  expect(page).toMatch(/cdk deploy will disconnect 2 source servers db-01, web-02\./);
  expect(page).toMatch(
    /web-02 s-00000000000000001 will be disconnected the new template has no connection to it CUTTING_OVER CONTINUOUS, no lag 3 days ago i-0a1b2c3d4e5f60718/,
  );
  expect(page).toMatch(/kept: unchanged \(6 servers\) app-01 s-00000000000000003/);
  expect(page).toContain('--only-in is not met : db-01 is READY_FOR_CUTOVER');
  expect(page).toContain('This is not to be carried out as it is');
});

test('it says with which command and commit it was made, and when', () => {
  const page = plain(text('plan'));
  expect(page).toMatch(/Made 20\d\d-\d\d-\d\d \d\d:\d\d UTC/);
  expect(page).toContain('By mgn-disconnect plan Wave1 --only-in CUTTING_OVER --app cdk.out --html plan.html');
  expect(page).toMatch(/Of commit [0-9a-f]{40} on main/);
});

test.each(['plan', 'plan-of-hundreds', 'plan-of-a-destroy', 'status'])(
  'the page %s holds no script, loads nothing, and lets a browser load nothing',
  (name) => {
    const page = text(name);
    const tags = [...new Set(page.match(/<[^>]*>/g))];
    expect(
      tags.filter((tag) => /^<(script|img|link|iframe|object|svg|base|form)\b|\s(src|href|on\w+)=/i.test(tag)),
    ).toEqual([]);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(/url\(|@import|https?:/.test(page)).toBe(false);
  },
);

test('foreign text is text, whatever it holds', () => {
  const page = text('plan-of-hundreds');
  for (const name of HOSTILE.slice(0, 3)) {
    expect(plain(page)).toContain(name.replace(/\s+/g, ' '));
    if (/[<>"]/.test(name)) expect(page).not.toContain(name);
  }
  expect(page).not.toContain('\u202e');
  expect(page).toContain('&#38;lt;b&#38;gt; büro-Ä\ufffd01 名前');
});

test('all of hundreds of servers are on the page, those that are kept as names', () => {
  const page = text('plan-of-hundreds');
  expect(page.match(/will be disconnected<\/strong>/g)).toHaveLength(24);
  expect(page.match(/<li>/g)).toHaveLength(356);
});

test('the page of a status tells conditions, cost and commands', async () => {
  const page = plain(text('status'));
  expect(page).toMatch(/405 connected source servers: 17 not declared, 388 held\./);
  expect(page).toContain('Not declared: connected, and no stack of the account holds them (17)');
  expect(page).not.toContain('disconnect-from-service');
});

test('the exit code and what is printed are as without it, and a file that cannot be written is named', async () => {
  const served = await ServedWorld.start([A]);
  await served.world.deploy('Web', app({}));
  const [without, withPage] = [await served.tool.run('status'), await served.tool.run('status', '--html', 'page.html')];
  expect(withPage).toEqual(without);
  const file = join('no', 'such', 'page.html');
  const { code, stderr } = await served.tool.run('status', '--html', file);
  expect(stderr).toContain(`--html ${file}: ENOENT`);
  expect(code).toBe(1);
  await served.stop();
});
