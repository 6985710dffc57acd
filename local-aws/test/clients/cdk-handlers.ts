import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lambda } from '@aws-sdk/client-lambda';
import { SSM } from '@aws-sdk/client-ssm';
import { cdkOf, expectStatus, folder } from './cdk-runner';
import { group } from './checks';

/* The handlers of aws-cdk-lib itself, and a change that goes past CloudFormation. */

const cdk = cdkOf('cdk-handlers-app.ts');
const deploy = (rest: string) => cdk(`deploy --require-approval never ${rest}`);
const outputs = join(folder, 'handlers.json');
const outputsOfHome = () => JSON.parse(readFileSync(outputs, 'utf8')).Home;

async function answer(FunctionName: string): Promise<string> {
  const { Payload = [] } = await new Lambda({ maxAttempts: 1 }).invoke({ FunctionName });
  return Buffer.from(Payload).toString();
}

group("cdk deploy of the CDK's own custom resources", {
  'crossRegionReferences, the Provider framework, LogRetention and AwsCustomResource': async () => {
    await deploy(`--all --outputs-file ${outputs}`);
    await expectStatus({ Home: 'CREATE_COMPLETE', Abroad: 'CREATE_COMPLETE' });
    const { By, Value } = outputsOfHome();
    assert.deepEqual([By, Value], ['provider', 'here']);
    const exported = { Path: '/cdk/exports/Abroad', Recursive: true };
    const { Parameters = [] } = await new SSM({ maxAttempts: 1 }).getParametersByPath(exported);
    assert.equal(Parameters.length, 1);
  },
  '--hotswap changes the code of a function, and no stack': async () => {
    const name = outputsOfHome().Reports;
    assert.equal(await answer(name), '1');
    assert.match(await deploy('Home --hotswap -c answer=2'), /hotswapped!/);
    assert.equal(await answer(name), '2');
    await expectStatus({ Home: 'CREATE_COMPLETE' });
  },
  'the next deployment sets right what was changed, and cdk destroy leaves nothing': async () => {
    await deploy('Home -c answer=3');
    assert.equal(await answer(outputsOfHome().Reports), '3');
    await cdk('destroy --force --all');
    await expectStatus({ Home: 'DELETE_COMPLETE', Abroad: 'DELETE_COMPLETE' });
  },
});
