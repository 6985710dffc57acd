import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { STACK_TYPE } from '../../../lambda/custody/stack-event';
import type { TemplateTree } from '../model/declared';
import type { Template } from '../model/evaluate';
import { UsageError } from '../output/errors';
import type { Role } from './session';

/*
 * A cloud assembly as the cdk CLI leaves it. Unknown members are ignored, so that the assembly of a newer aws-cdk-lib
 * is read too. The cdk CLI itself says whether it understands it.
 * https://docs.aws.amazon.com/cdk/v2/guide/deploy-assembly.html
 */

/** A stack of the app. */
export interface AppStack {
  /** As `cdk list` shows it: `Stage/Stack`. */
  readonly id: string;
  readonly stackName: string;
  /** Undefined if the app leaves the account to the credentials. */
  readonly accountId?: string;
  readonly region?: string;
  readonly tree: TemplateTree;
  /** The ids of the stacks that are deployed before this one. */
  readonly dependencies: readonly string[];
  /** The bootstrap's role for look-ups, which only reads. */
  readonly lookupRole?: Role;
  /** The bootstrap's role for deployments. */
  readonly deployRole?: Role;
  /** Where the template is published, as `s3://bucket/key` with placeholders. */
  readonly publishedTemplate?: string;
  /** The errors that the app reports. With them `cdk deploy` refuses the stack. */
  readonly errors: readonly string[];
}

/** All stacks, also those in stages, in the order of the assembly. */
export function stacksIn(folder: string): AppStack[] {
  const { artifacts, missing } = manifestIn(folder);
  const [first] = missing;
  if (first) {
    throw new UsageError(
      `the assembly in ${folder} lacks what the app looks up (${first.key}): let the app itself be read, or cdk synth write the assembly anew`,
    );
  }
  const stacks = ofType(artifacts, 'aws:cloudformation:stack').map(([id, one]) => stackOf(folder, artifacts, id, one));
  const stages = ofType(artifacts, 'cdk:cloud-assembly').flatMap(([, { properties }]) =>
    stacksIn(join(folder, properties.directoryName)),
  );
  return [...stacks, ...stages];
}

type Artifacts = Readonly<Record<string, any>>;

function manifestIn(folder: string): { artifacts: Artifacts; missing: { key: string }[] } {
  const file = join(folder, 'manifest.json');
  if (!existsSync(file)) throw new UsageError(`${folder} is no cloud assembly: it has no manifest.json`);
  return { artifacts: {}, missing: [], ...JSON.parse(readFileSync(file, 'utf8')) };
}

const ofType = (artifacts: Artifacts, type: string) => Object.entries(artifacts).filter(([, one]) => one.type === type);

function stackOf(folder: string, artifacts: Artifacts, artifactId: string, artifact: any): AppStack {
  const { properties, environment = '', dependencies = [] } = artifact;
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment) ?? [];
  const { assumeRoleArn, assumeRoleExternalId, assumeRoleAdditionalOptions, lookupRole = {} } = properties;
  return {
    id: idOf(artifacts, artifactId),
    stackName: properties.stackName ?? artifactId,
    accountId: concrete(account),
    region: concrete(region),
    tree: treeOf(folder, properties.templateFile),
    dependencies: dependencies
      .filter((one: string) => artifacts[one]?.type === 'aws:cloudformation:stack')
      .map((one: string) => idOf(artifacts, one)),
    lookupRole: roleOf(lookupRole.arn, lookupRole.assumeRoleExternalId, lookupRole.assumeRoleAdditionalOptions),
    deployRole: roleOf(assumeRoleArn, assumeRoleExternalId, assumeRoleAdditionalOptions),
    publishedTemplate: properties.stackTemplateAssetObjectUrl,
    errors: errorsIn(folder, artifact),
  };
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Annotations.html */
function errorsIn(folder: string, { metadata, additionalMetadataFile: file }: any): string[] {
  const more = file ? JSON.parse(readFileSync(join(folder, file), 'utf8')) : {};
  return Object.entries<any>({ ...metadata, ...more }).flatMap(([path, entries]) =>
    entries.filter(({ type }: any) => type === 'aws:cdk:error').map(({ data }: any) => `${path}: ${data}`),
  );
}

const idOf = (artifacts: Artifacts, artifactId: string): string => artifacts[artifactId].displayName ?? artifactId;

const concrete = (value?: string): string | undefined => (value?.startsWith('unknown-') ? undefined : value);

const roleOf = (arn?: string, externalId?: string, options?: Role['options']): Role | undefined =>
  arn ? { arn, externalId, options } : undefined;

/** A template with those nested in it, by the metadata in the assembly, or else by the hash in the TemplateURL. */
function treeOf(folder: string, file: string): TemplateTree {
  const template: Template = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const inside = dirname(join(folder, file));
  const nested = new Map<string, TemplateTree>();
  for (const [logicalId, { Type, Metadata, Properties }] of Object.entries(template.Resources ?? {})) {
    if (Type !== STACK_TYPE) continue;
    const path = (Metadata as Record<string, string> | undefined)?.['aws:asset:path'];
    const child = path ?? assetWithHash(inside, JSON.stringify(Properties?.TemplateURL ?? ''));
    if (child && existsSync(join(inside, child))) nested.set(logicalId, treeOf(inside, child));
  }
  return { template, nested };
}

function assetWithHash(folder: string, url: string): string | undefined {
  const hash = /[0-9a-f]{64}/.exec(url)?.[0];
  if (!hash) return undefined;
  const { artifacts } = manifestIn(folder);
  for (const [, { properties }] of ofType(artifacts, 'cdk:asset-manifest')) {
    const { files = {} } = JSON.parse(readFileSync(join(folder, properties.file), 'utf8'));
    if (files[hash]) return files[hash].source.path;
  }
  return undefined;
}
