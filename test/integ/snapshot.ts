import { join } from 'node:path';
import {
  type App,
  type DockerImageAssetLocation,
  type FileAssetLocation,
  type FileAssetSource,
  type ISynthesisSession,
  StackSynthesizer,
} from 'aws-cdk-lib';
import { ArtifactType, Manifest } from 'aws-cdk-lib/cloud-assembly-schema';

/** integ-runner sets it when it synthesizes what it compares, and not when it deploys. */
export const OF_SNAPSHOT = process.env.CDK_INTEG_ACCOUNT !== undefined;

/** A file is named after its construct instead of its hash: another handler, or another CDK, changes no snapshot. */
export class SnapshotSynthesizer extends StackSynthesizer {
  public addFileAsset({ displayName }: FileAssetSource): FileAssetLocation {
    const place = { bucketName: 'assets', objectKey: displayName ?? 'file' };
    const url = `${place.bucketName}/${place.objectKey}`;
    return { ...place, httpUrl: `https://${url}`, s3ObjectUrl: `s3://${url}` };
  }

  public addDockerImageAsset(): DockerImageAssetLocation {
    throw new Error('the library makes no images');
  }

  public synthesize(session: ISynthesisSession): void {
    this.synthesizeTemplate(session);
    const { artifactId, environment, templateFile } = this.boundStack;
    const type = ArtifactType.AWS_CLOUDFORMATION_STACK;
    session.assembly.addArtifact(artifactId, { type, environment, properties: { templateFile } });
  }
}

/** The runner does not compare the stack of assertions, and each synthesis puts the time into it. */
export class NoSnapshotSynthesizer extends SnapshotSynthesizer {
  public synthesize(): void {}
}

/** Synthesizes, and leaves in the manifest the stacks: the report of the CDK's feature flags is 27 kB of it. */
export function synthesizeSnapshot(app: App): void {
  const { directory, manifest } = app.synth();
  const stacks = Object.entries(manifest.artifacts ?? {}).filter(
    ([, { type }]) => type === ArtifactType.AWS_CLOUDFORMATION_STACK,
  );
  const artifacts = Object.fromEntries(stacks);
  Manifest.saveAssemblyManifest({ ...manifest, artifacts }, join(directory, 'manifest.json'));
}
