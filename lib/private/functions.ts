import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TagManager } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { RECORD_TAG } from './contract';

/* What the functions of the library share: where their code is, and the tag of their record. */

/** Each bundle begins with this line: the scripts that bundle write it as a banner. */
const MARKER = '//cdk-mgn-disconnect-handler';

/**
 * The code of the function, in a folder beside the library. In an app that is bundled into one file, that path leads
 * somewhere else. Another function may be there, and it must not become the one that disconnects servers.
 */
export function handlerCode(scope: Construct, name: 'handler' | 'staging' = 'handler'): AssetCode {
  const folder = join(__dirname, '..', '..', 'dist', name);
  if (!beginsWithMarker(join(folder, 'index.js'))) {
    throw new Error(
      `the function of cdk-mgn-disconnect is not in ${folder}, as '${scope.node.path}' needs it; if a bundler puts your app into one file, mark cdk-mgn-disconnect as external (esbuild: --external:cdk-mgn-disconnect) and ship it in node_modules`,
    );
  }
  return Code.fromAsset(folder);
}

function beginsWithMarker(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').startsWith(MARKER);
  } catch {
    return false;
  }
}

/** Tags a log group, so that its record is found when the stack is deleted. CDK cannot tag an imported log group. */
export function markAsRecord({ node: { defaultChild } }: ILogGroup): void {
  if (defaultChild) TagManager.of(defaultChild)?.setTag(RECORD_TAG.key, RECORD_TAG.value);
}
