import { readFileSync } from 'node:fs';
import * as ts from 'typescript';

export interface Title {
  /** As it is written: of test.each, the pattern. */
  readonly text: string;
  /** By itself, or with the block that it is in. */
  readonly skipped: boolean;
}

const TESTS = /^[fx]?(test|it)$/;
const BLOCKS = /^[fx]?describe$/;

/** The tests of a file, read from its syntax: a comment or a text that looks like a test is none. */
export function titlesIn(path: string): Title[] {
  const titles: Title[] = [];
  const visit = (node: ts.Node, skipped: boolean): void => {
    const call = ts.isCallExpression(node) ? namesIn(node.expression) : [];
    const within = skipped || call.some((name) => /^(skip|todo|failing|x\w+)$/.test(name));
    const [first] = ts.isCallExpression(node) ? node.arguments : [];
    if (TESTS.test(call[0] ?? '') && first && ts.isStringLiteralLike(first))
      titles.push({ text: first.text, skipped: within });
    const isBlock = BLOCKS.test(call[0] ?? '');
    ts.forEachChild(node, (child) => visit(child, isBlock ? within : skipped));
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true), false);
  return titles;
}

/** test, each and skip of `test.skip.each(table)`. */
function namesIn(callee: ts.Expression): string[] {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee)) return [...namesIn(callee.expression), callee.name.text];
  if (ts.isCallExpression(callee)) return namesIn(callee.expression);
  return [];
}
