#!/usr/bin/env bash
# @middy/cloudformation-response 7.9.2, alone and where it meets the Provider of aws-cdk-lib 2.276.0
#
# Behaviour: the middleware, which its page says manages the responses of custom resources, adds Status and so on to what
#   the handler returns, and turns an error into a returned object with Status FAILED. It sends nothing to ResponseURL.
#   Alone, CloudFormation hears of neither result, and waits until the custom resource times out, one hour by default
#   (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html). Behind the CDK's Provider,
#   which does send what a handler returns, it is worse: the Provider reads a failure from a thrown error alone, so it
#   answers SUCCESS where the handler failed. A Delete that failed ends in DELETE_COMPLETE, and the thing lives on.
# Output seen:
#   alone: Create that works: returned SUCCESS, CloudFormation is told: nothing
#   alone: Delete that throws: returned FAILED, CloudFormation is told: nothing
#   behind the Provider: Create that works: CloudFormation is told: SUCCESS
#   behind the Provider: Delete that throws: CloudFormation is told: SUCCESS
#   behind the Provider, without the middleware: Delete that throws: CloudFormation is told: FAILED
# The response URL is a server on 127.0.0.1. Needs Node.js 22 or newer.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
echo '{}' > package.json
npm install --silent --no-audit --no-fund @middy/core@7.9.2 @middy/cloudformation-response@7.9.2 @middy/cloudformation-router@7.9.2 \
  aws-cdk-lib@2.276.0 constructs@10.8.1 @aws-sdk/client-lambda@3.1164.0 @aws-sdk/client-sfn@3.1164.0 >&2

cat > requests.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import middy from '@middy/core';
import cloudformationResponse from '@middy/cloudformation-response';
import cloudformationRouter from '@middy/cloudformation-router';

const create = () => ({ PhysicalResourceId: 'link-to-office' });
const remove = () => {
  throw new Error('the link is in use');
};
const router = cloudformationRouter([{ requestType: 'Create', handler: create }, { requestType: 'Delete', handler: remove }]);
const bare = middy().handler(router);
const handler = middy().use(cloudformationResponse()).handler(router);

let told = 'nothing';
const bucket = createServer(async (request, response) => {
  told = JSON.parse(await text(request)).Status;
  response.end();
});
await once(bucket.listen(0, '127.0.0.1'), 'listening');
const common = {
  ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:links',
  ResponseURL: `http://127.0.0.1:${bucket.address().port}/response`,
  StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Links/00000000-0000-4000-8000-000000000001',
  ResourceType: 'Custom::Link',
  LogicalResourceId: 'Link',
  ResourceProperties: { Site: 'office' },
};
const creation = { ...common, RequestType: 'Create', RequestId: 'first' };
const deletion = { ...common, RequestType: 'Delete', RequestId: 'second', PhysicalResourceId: 'link-to-office' };
const context = { logStreamName: 'stream', getRemainingTimeInMillis: () => 60_000 };

console.log(`alone: Create that works: returned ${(await handler(creation, context)).Status}, CloudFormation is told: ${told}`);
console.log(`alone: Delete that throws: returned ${(await handler(deletion, context)).Status}, CloudFormation is told: ${told}`);

// The Provider's own function, with a Lambda service that runs the handler here, and with http for the response URL.
const require = createRequire(import.meta.url);
const runtime = require.resolve('aws-cdk-lib/package.json').replace('package.json', 'custom-resources/lib/provider-framework/runtime');
const outbound = require(`${runtime}/outbound.js`);
const provider = require(`${runtime}/framework.js`);
process.env.USER_ON_EVENT_FUNCTION_ARN = common.ServiceToken;
outbound.httpRequest = (_options, body) => fetch(common.ResponseURL, { method: 'PUT', body });

async function throughProvider(handle, event) {
  outbound.invokeFunction = async ({ Payload }) => {
    try {
      return { Payload: JSON.stringify(await handle(JSON.parse(Payload), context)) };
    } catch ({ message }) {
      return { FunctionError: 'Unhandled', Payload: JSON.stringify({ errorMessage: message }) };
    }
  };
  told = 'nothing';
  const { log } = console;
  console.log = () => {}; // The Provider logs each step.
  await provider.onEvent(event);
  console.log = log;
  return `CloudFormation is told: ${told}`;
}
console.log(`behind the Provider: Create that works: ${await throughProvider(handler, creation)}`);
console.log(`behind the Provider: Delete that throws: ${await throughProvider(handler, deletion)}`);
console.log(`behind the Provider, without the middleware: Delete that throws: ${await throughProvider(bare, deletion)}`);
bucket.close();
JS
output=$(NODE_NO_WARNINGS=1 node requests.mjs)
echo "$output"

if [ "$output" = 'alone: Create that works: returned SUCCESS, CloudFormation is told: nothing
alone: Delete that throws: returned FAILED, CloudFormation is told: nothing
behind the Provider: Create that works: CloudFormation is told: SUCCESS
behind the Provider: Delete that throws: CloudFormation is told: SUCCESS
behind the Provider, without the middleware: Delete that throws: CloudFormation is told: FAILED' ]; then
  echo 'as before: with @middy/cloudformation-response 7.9.2, CloudFormation hears nothing, or SUCCESS of a failure'
else
  echo 'changed: not what @middy/cloudformation-response 7.9.2 did'
  exit 1
fi
