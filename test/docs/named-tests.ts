import { join } from 'node:path';
import { titlesIn } from '../../local-aws/test/titles';

export const DOCS = join(__dirname, '../../docs');

/** Once, and not skipped. The path begins at the root of the repository. */
export function expectTest(title: string, path: string): void {
  const found = titlesIn(join(DOCS, '..', path)).filter(({ text }) => text === title);
  expect(found).toEqual([{ text: title, skipped: false }]);
}
