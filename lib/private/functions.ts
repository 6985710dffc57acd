import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetStaging, type CfnResource, Names, Stack, TagManager } from 'aws-cdk-lib';
import { Code, type CodeConfig } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import {
  ASSET_RESOURCE_METADATA_ENABLED_CONTEXT,
  ASSET_RESOURCE_METADATA_IS_BUNDLED_KEY,
  ASSET_RESOURCE_METADATA_PATH_KEY,
  ASSET_RESOURCE_METADATA_PROPERTY_KEY,
} from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { RECORD_TAG } from './contract';

/* What the functions of the library share: where their code is, and the tag of their record. */

/** Each bundle begins with this line: the scripts that bundle write it as a banner. */
const MARKER = '//cdk-mgn-disconnect-handler';

/**
 * The code of the function, in a folder beside the library. In an app that is bundled into one file, that path leads
 * somewhere else. Another function may be there, and it must not become the one that disconnects servers.
 */
export function handlerCode(scope: Construct, name: 'handler' | 'staging' = 'handler'): Code {
  const folder = join(__dirname, '..', '..', 'dist', name);
  if (!beginsWithMarker(join(folder, 'index.js'))) {
    throw new Error(
      `the function of cdk-mgn-disconnect is not in ${folder}, as '${scope.node.path}' needs it; if a bundler puts your app into one file, mark cdk-mgn-disconnect as external (esbuild: --external:cdk-mgn-disconnect) and ship it in node_modules`,
    );
  }
  return new FolderCode(folder);
}

/** As Code.fromAsset() makes it, but without a Bucket, for which CDK loads what it knows of all Regions. */
class FolderCode extends Code {
  private path = '';

  constructor(private readonly folder: string) {
    super();
  }

  public bind(scope: Construct): CodeConfig {
    const staging = new AssetStaging(scope, 'Code', { sourcePath: this.folder });
    const stack = Stack.of(scope);
    this.path = staging.relativeStagedPath(stack);
    const { bucketName, objectKey } = stack.synthesizer.addFileAsset({
      packaging: staging.packaging,
      sourceHash: staging.assetHash,
      fileName: this.path,
      deployTime: true,
      displayName: Names.stackRelativeConstructPath(staging),
    });
    return { s3Location: { bucketName, objectKey } };
  }

  /** Local tools, such as the SAM CLI, find the code by this. */
  public override bindToResource({ node, cfnOptions }: CfnResource): void {
    if (!node.tryGetContext(ASSET_RESOURCE_METADATA_ENABLED_CONTEXT)) return;
    cfnOptions.metadata = {
      ...cfnOptions.metadata,
      [ASSET_RESOURCE_METADATA_PATH_KEY]: this.path,
      [ASSET_RESOURCE_METADATA_IS_BUNDLED_KEY]: false,
      [ASSET_RESOURCE_METADATA_PROPERTY_KEY]: 'Code',
    };
  }
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
