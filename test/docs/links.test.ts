import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/* Links within the repository lead to a file that is there, and to a heading that it has. */

const ROOT = join(__dirname, '../..');
/** READMEs go into packages, where a relative link leads nowhere. */
const HERE = /^https:\/\/github\.com\/cdk-mgn-disconnect\/cdk-mgn-disconnect\/(?:blob|tree)\/main\//;

const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
// jsii-docgen has anchors of its own
const pages = files.filter((path) => path.endsWith('.md') && path !== 'API.md');
const sources = files.filter((path) => /^(lib|lambda|cli\/src|local-aws\/src)\/.*\.ts$/.test(path));

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const withoutCode = (text: string): string => text.replace(/^ *```.*?^ *```$/gms, '');

/** As GitHub makes them of headings. */
function anchorsOf(path: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...withoutCode(textOf(path)).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) => {
      const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
      const slug = shown.replace(/[^\p{L}\p{N}_ -]/gu, '').replace(/ /g, '-');
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      return times === 0 ? slug : `${slug}-${times}`;
    }),
  );
}

/** What is wrong with a link of a page or, in a source, with the name of a page. */
function problemOf(from: string, link: string): string[] {
  const [target = '', anchor] = link.replace(HERE, '').split('#');
  const base = HERE.test(link) || from.endsWith('.ts') ? '.' : dirname(from);
  const path = target === '' ? from : normalize(join(base, target));
  if (!existsSync(join(ROOT, path))) return [`${from}: ${link}: no such file`];
  const isPage = anchor !== undefined && path.endsWith('.md') && path !== 'API.md';
  return isPage && !anchorsOf(path).has(anchor) ? [`${from}: ${link}: no such heading`] : [];
}

const linksOf = (path: string): string[] =>
  [...withoutCode(textOf(path)).matchAll(/\]\(([^()\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)]
    .map(([, inline, reference]) => inline ?? reference ?? '')
    .filter((link) => HERE.test(link) || !/^\w+:/.test(link));

test('every link of a page leads to a file, and to a heading of it', () => {
  const links = pages.flatMap((path) => linksOf(path).map((link) => [path, link] as const));
  expect(links.length).toBeGreaterThan(300);
  expect(links.flatMap(([path, link]) => problemOf(path, link))).toEqual([]);
});

test('every page that a comment or a message names is there, with its heading', () => {
  const named = sources.flatMap((path) =>
    [...textOf(path).matchAll(/\bdocs\/[\w/-]+\.(?:md|json)(?:#[\w-]+)?/g)].map(([link]) => [path, link] as const),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.flatMap(([path, link]) => problemOf(path, link))).toEqual([]);
});

test('every file that a page names in code is there', () => {
  const folders = 'lib|lambda|cli|local-aws|bin|bench|testing|test|scripts|docs|examples';
  const named = pages.flatMap((path) =>
    [...withoutCode(textOf(path)).matchAll(new RegExp(`\`((?:${folders})/[\\w./-]+\\.\\w+)\``, 'g'))].map(
      ([, file = '']) => [path, file] as const,
    ),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(([, file]) => !existsSync(join(ROOT, file)))).toEqual([]);
});
