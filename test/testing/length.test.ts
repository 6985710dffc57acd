import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

test('npm run test:long runs each test file that can be longer, and no other', () => {
  const inConfiguration: string[] = require('../../jest.long.config.cjs').testMatch;
  const longer = ['cli/test', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => join(folder, file))
      .filter((file) => /testing\/(length|storm)'/.test(readFileSync(join(ROOT, file), 'utf8'))),
  );
  expect(inConfiguration).toEqual(longer.sort().map((file) => `<rootDir>/${file}`));
});
