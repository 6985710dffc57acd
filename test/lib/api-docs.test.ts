import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DESCRIPTION = /^\| <code>.* \| (?<description>[^|]*) \|$/gm;

test('each description in the tables of API.md is a whole sentence: jsii cuts the first paragraph at a semicolon too', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'API.md'), 'utf8');
  const descriptions = [...text.matchAll(DESCRIPTION)].map(({ groups }) => groups?.description);
  expect(descriptions.length).toBeGreaterThan(30);
  expect(descriptions.filter((description) => !description?.endsWith('.'))).toEqual([]);
});
