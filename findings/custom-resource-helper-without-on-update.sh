#!/usr/bin/env bash
# An update of a custom resource whose handler, built with custom-resource-helper 1.0.15 from npm, has no onUpdate
#
# Behaviour: onUpdate is optional. Without it, the helper answers an Update with SUCCESS and the physical id "None", not with
#   the id that the resource has. CloudFormation takes another id for a replacement, and sends a Delete for the old one
#   (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes-update.html). So whoever leaves
#   out onUpdate because a change needs no work has the real thing deleted by the first change of any property, LogLevel
#   included, which the helper reads itself. The stack ends in UPDATE_COMPLETE.
# Output seen:
#   Create: SUCCESS, physical id link-to-office
#   Update of LogLevel of link-to-office: SUCCESS, physical id None
# The response URL is a server on 127.0.0.1.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
echo '{}' > package.json
npm install --silent --no-audit --no-fund custom-resource-helper@1.0.15 >&2

cat > requests.cjs <<'JS'
const { once } = require('node:events');
const { createServer } = require('node:http');
const { text } = require('node:stream/consumers');
const { customResourceHelper } = require('custom-resource-helper');

const handler = customResourceHelper(() => ({
  onCreate: async () => ({ physicalResourceId: 'link-to-office' }),
  onDelete: async () => {},
}));

async function main() {
  let answer;
  const bucket = createServer(async (request, response) => {
    answer = JSON.parse(await text(request));
    response.end();
  });
  await once(bucket.listen(0, '127.0.0.1'), 'listening');
  const common = {
    ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:links',
    ResponseURL: `http://127.0.0.1:${bucket.address().port}/response`,
    StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Links/00000000-0000-4000-8000-000000000001',
    ResourceType: 'Custom::Link',
    LogicalResourceId: 'Link',
  };
  const context = { logStreamName: 'stream', getRemainingTimeInMillis: () => 60_000 };

  const before = { Site: 'office' };
  await handler({ ...common, RequestType: 'Create', RequestId: 'first', ResourceProperties: before }, context);
  const id = answer.PhysicalResourceId;
  console.log(`Create: ${answer.Status}, physical id ${id}`);

  const changed = { RequestType: 'Update', RequestId: 'second', PhysicalResourceId: id, OldResourceProperties: before };
  await handler({ ...common, ...changed, ResourceProperties: { ...before, LogLevel: 'error' } }, context);
  console.log(`Update of LogLevel of ${id}: ${answer.Status}, physical id ${answer.PhysicalResourceId}`);
  process.exit(); // The helper's timers for the function's time-out still run.
}
main();
JS
output=$(node requests.cjs)
echo "$output"

if [ "$output" = 'Create: SUCCESS, physical id link-to-office
Update of LogLevel of link-to-office: SUCCESS, physical id None' ]; then
  echo 'as before: without onUpdate, custom-resource-helper 1.0.15 gives an updated resource the id None'
else
  echo 'changed: not what custom-resource-helper 1.0.15 did'
  exit 1
fi
