import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/* One word, one meaning: CONTRIBUTING.md has the words. */

const ROOT = join(__dirname, '../..');
const PUBLISHED = ['lib', 'lambda', 'cli/src'];
const EXPORT = /^export (?:abstract |async )?(?:const|function\*?|class|interface|type|enum) (\w+)/gm;

function namesIn(folders: readonly string[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const folder of folders)
    for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((one) =>
      one.endsWith('.ts'),
    ))
      for (const [, name = ''] of readFileSync(join(ROOT, folder, file), 'utf8').matchAll(EXPORT))
        names.set(name, [...new Set([...(names.get(name) ?? []), `${folder}/${file}`])]);
  return names;
}

test.each([{ folders: PUBLISHED }, { folders: ['local-aws/src'] }])(
  'an exported name is declared in one file of $folders',
  ({ folders }) => {
    const names = namesIn(folders);
    expect(names.size).toBeGreaterThan(200);
    expect([...names].filter(([, files]) => files.length > 1)).toEqual([]);
  },
);
