import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  AwsCustomResource,
  AwsCustomResourcePolicy,
  type AwsSdkCall,
  PhysicalResourceId,
} from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { buildSync } from 'esbuild';
import { zipSync } from 'fflate';
import type { Custodian } from '../testing/custodian';

/*
 * The same job done with AwsCustomResource of aws-cdk-lib, as carefully as it allows: least privilege, the server's id
 * as the physical id, so that another id is a replacement, and a look at the server when it is declared.
 */

const SDK = '@aws-sdk/client-mgn';
const code = zipSync({ 'index.js': Buffer.from(handlerWithSdk()) });

export const awsCustomResource: Custodian = { type: 'Custom::AWS', code, declare };

/** As little of it as possible: a server is not looked at before it is disconnected, and another id is not noticed. */
export const leanAwsCustomResource: Custodian = {
  type: 'Custom::LeanAWS',
  code,
  declare(scope, id, sourceServerId, removalPolicy) {
    new AwsCustomResource(scope, id, {
      resourceType: 'Custom::LeanAWS',
      onDelete: disconnect(sourceServerId),
      policy: AwsCustomResourcePolicy.fromStatements([allowDisconnect(scope, sourceServerId)]),
      installLatestAwsSdk: false,
      removalPolicy,
    });
  },
};

function declare(scope: Construct, id: string, sourceServerId: string, removalPolicy: RemovalPolicy): void {
  const describe = {
    service: 'mgn',
    action: 'describeSourceServers',
    parameters: { filters: { sourceServerIDs: [sourceServerId] } },
    physicalResourceId: PhysicalResourceId.of(sourceServerId),
  };
  new AwsCustomResource(scope, id, {
    onCreate: describe,
    onUpdate: describe,
    onDelete: disconnect(sourceServerId),
    policy: AwsCustomResourcePolicy.fromStatements([
      allow('mgn:DescribeSourceServers', '*'),
      allowDisconnect(scope, sourceServerId),
    ]),
    installLatestAwsSdk: false,
    removalPolicy,
  });
}

function disconnect(sourceServerID: string): AwsSdkCall {
  return { service: 'mgn', action: 'disconnectFromService', parameters: { sourceServerID } };
}

function allowDisconnect(scope: Construct, resourceName: string): PolicyStatement {
  const arn = Stack.of(scope).formatArn({ service: 'mgn', resource: 'source-server', resourceName });
  return allow('mgn:DisconnectFromService', arn);
}

function allow(action: string, resource: string): PolicyStatement {
  return new PolicyStatement({ effect: Effect.ALLOW, actions: [action], resources: [resource] });
}

/** The folder with the function that aws-cdk-lib deploys. */
export function handlerFolder(): string {
  const folder = 'custom-resource-handlers/dist/custom-resources/aws-custom-resource-handler';
  return join(dirname(require.resolve('aws-cdk-lib/package.json')), folder);
}

/** The function loads the SDK of its runtime by name: here that is a bundle before it, and the function as it is. */
function handlerWithSdk(): string {
  const { outputFiles } = buildSync({
    stdin: { contents: `module.exports = require('${SDK}')`, resolveDir: __dirname },
    bundle: true,
    platform: 'node',
    target: 'node20',
    write: false,
  });
  return `
const runtime = { exports: {} };
(function (module, exports) {${outputFiles[0]?.text}
})(runtime, runtime.exports);
(function (require) {${readFileSync(join(handlerFolder(), 'index.js'), 'utf8')}
})((name) => (name === '${SDK}' ? runtime.exports : require(name)));`;
}
