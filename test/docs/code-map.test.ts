import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ts from 'typescript';
import { linesOfCode } from '../../bench/size';

/* CONTRIBUTING.md leads a newcomer through the function: the files are there, and each leads to the next. */

const ROOT = join(__dirname, '../..');
const page = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const [, map = ''] = page.split(/^## Code map$/m);
const trip = [...(map.split(/^## /m)[0] ?? '').matchAll(/^\d\. `(lambda\/[^`]+)`/gm)].map(([, path = '']) => path);

/** The files from which a file imports something that it uses. */
function importsOf(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest);
  return file.statements.flatMap((one) => {
    if (!ts.isImportDeclaration(one) || one.importClause?.isTypeOnly) return [];
    const target = join(dirname(path), (one.moduleSpecifier as ts.StringLiteral).text);
    return [`${target}.ts`, join(target, 'index.ts')].filter((file) => existsSync(join(ROOT, file)));
  });
}

test('a Delete goes through at most eight files from the event to the answer, each imported by one before it', () => {
  expect(trip[0]).toBe('lambda/index.ts');
  expect(trip.at(-1)).toBe('lambda/answer/respond.ts');
  expect(trip.length).toBeLessThanOrEqual(8);
  const unreachable = trip
    .slice(1)
    .filter((path, at) => !trip.slice(0, at + 1).some((one) => importsOf(one).includes(path)));
  expect(unreachable).toEqual([]);
});

test('every folder of the map is there', () => {
  const folders = [...page.matchAll(/`((?:lib|lambda|cli|local-aws|bin|bench|testing|test)\/(?:[\w-]+\/)*)`/g)].map(
    ([, path = '']) => path,
  );
  expect(folders.length).toBeGreaterThan(15);
  expect(folders.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('every file that the page names is there', () => {
  const files = [...page.matchAll(/`((?:lib|lambda|cli|local-aws|bin|bench|testing|test)\/[\w./-]+\.ts)`/g)].map(
    ([, path = '']) => path,
  );
  expect(files.length).toBeGreaterThan(15);
  expect(files.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('lines of code are those with something besides a comment', () => {
  expect(linesOfCode('/** A\n * doc */\nconst a = 1; // one\n\n// none\nconst b = `x\ny`;\n')).toBe(3);
});
