import { join } from 'node:path';
import { App, DefaultStackSynthesizer, FileAssetPackaging, type FileAssetSource, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { SourceServerConnectionProvider } from '../../lib';

const METADATA = 'aws:cdk:enable-asset-metadata';

test.each([{ [METADATA]: true }, { [METADATA]: true, 'aws:cdk:disable-asset-staging': true }, {}])(
  'the code of the function, its metadata and its asset are as Code.fromAsset() makes them: %j',
  (context) => {
    const ours = synthesized(context, (stack) => new SourceServerConnectionProvider(stack, 'Provider'));
    expect(ours.assets).toHaveLength(1);
    expect(ours).toEqual(
      synthesized(context, (stack) => {
        const code = Code.fromAsset(join(__dirname, '..', '..', 'dist', 'handler'));
        const settings = { code, handler: 'index.handler', runtime: Runtime.NODEJS_LATEST };
        new LambdaFunction(new Construct(stack, 'Provider'), 'Handler', settings);
      }),
    );
  },
);

/** What a function's code is in the template, and what the synthesizer of a stack gets of it. */
function synthesized(context: Record<string, unknown>, make: (stack: Stack) => void) {
  const assets: FileAssetSource[] = [];
  class Synthesizer extends DefaultStackSynthesizer {
    override addFileAsset(asset: FileAssetSource) {
      // the template is an asset too
      if (asset.packaging === FileAssetPackaging.ZIP_DIRECTORY) assets.push(asset);
      return super.addFileAsset(asset);
    }
  }
  const app = new App({ context });
  make(new Stack(app, 'Stack', { synthesizer: new Synthesizer() }));
  const resources: any[] = Object.values(app.synth().stacks[0]?.template.Resources);
  const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function');
  return { code: functions.map(({ Properties, Metadata }) => [Properties.Code, Metadata]), assets };
}
