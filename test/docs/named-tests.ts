import { join } from 'node:path';
import { titlesIn } from '../../local-aws/test/titles';

export const DOCS = join(__dirname, '../../docs');

/** The targets of the links at the end of a page, by their names. */
export function linksOf(page: string): Map<string, string> {
  return new Map([...page.matchAll(/^\[([^\]]+)\]: (\S+)/gm)].map(([, name = '', target = '']) => [name, target]));
}

/** The tests that a page names, as `[file] *title*, *title*`. */
export function testsNamedBy(page: string): { file: string; title: string }[] {
  return [...page.matchAll(/\[([\w-]+)\]((?:,?\s+\*[^*]+\*)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => ({ file, title })),
  );
}

/** Once, and not skipped. */
export function expectTest(title: string, path = 'no such link'): void {
  const found = titlesIn(join(DOCS, path)).filter(({ text }) => text === title);
  expect(found).toEqual([{ text: title, skipped: false }]);
}
