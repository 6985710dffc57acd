import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, type Seen, type View } from './browser';
import { makePages } from './made';

/*
 * npm run test:pages [folder]: the pages of `--html` in a real browser, on a desk, on a telephone and as they are printed.
 * No page is wider than its window, loads anything, or makes the browser complain. The pictures go into the folder.
 */

const VIEWS: readonly View[] = [
  { name: 'desk', width: 1100, height: 1000, scheme: 'light' },
  { name: 'desk-dark', width: 1100, height: 1000, scheme: 'dark' },
  { name: 'telephone', width: 360, height: 800, scheme: 'light' },
  { name: 'paper', width: 720, height: 1000, scheme: 'dark', media: 'print' },
];

const TITLES = /^(Plan|Status): /;

async function main(pictures: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  if (pictures) mkdirSync(pictures, { recursive: true });
  const browser = Browser.start();
  const problems: string[] = [];
  try {
    for (const { name, text } of await makePages()) {
      const file = join(folder, `${name}.html`);
      writeFileSync(file, text);
      for (const view of VIEWS) {
        const seen = await browser.look(pathToFileURL(file).href, view);
        const found = problemsOf(seen);
        problems.push(...found.map((problem) => `${name}, ${view.name}: ${problem}`));
        console.log(`${name}, ${view.name}: ${found.length === 0 ? 'in order' : found.join('; ')}`);
        if (pictures) writeFileSync(join(pictures, `${name}-${view.name}.png`), seen.picture);
      }
    }
  } finally {
    await browser.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  if (problems.length > 0) process.exitCode = 1;
}

function problemsOf({ overflow, errors, requests, title }: Seen): string[] {
  return [
    ...(overflow > 0 ? [`${overflow} pixels wider than the window`] : []),
    ...errors.map((error) => `the browser says: ${error}`),
    ...requests.map((url) => `asks for ${url}`),
    ...(TITLES.test(title) ? [] : [`its title is '${title}'`]),
  ];
}

void main(process.argv[2]);
