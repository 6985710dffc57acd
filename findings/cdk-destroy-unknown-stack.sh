#!/usr/bin/env bash
# `cdk destroy` of the CDK CLI 2.1148.1, given the name of a stack that the app does not have
#
# Behaviour: it says that no stack matches and exits 0; `cdk synth`, `diff` and `deploy` exit 1 for the same name. A
#   pipeline that misspells a stack therefore goes on as if the stack were gone.
# Output seen:
#   cdk synth Prdo: exit 1, cdk diff Prdo: exit 1, cdk deploy Prdo: exit 1,
#   cdk destroy Prdo --force: exit 0, after "Prdo does not exist." and "No stacks match the name(s): Prdo"
# No credentials are given, so AWS is not asked.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
echo '{}' > package.json
npm install --silent --no-audit --no-fund aws-cdk@2.1148.1 aws-cdk-lib@2.276.0 constructs@10.8.1 >&2

cat > app.cjs <<'JS'
const { App, CfnOutput, Stack } = require('aws-cdk-lib');
new CfnOutput(new Stack(new App(), 'Prod'), 'Output', { value: 'something' });
JS
cdk() {
  local exit=0
  env -i PATH="$PATH" HOME="$tmp" CDK_HOME="$tmp" NODE_NO_WARNINGS=1 CI=true AWS_EC2_METADATA_DISABLED=true CDK_DISABLE_CLI_TELEMETRY=true \
    AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_REGION=eu-west-1 AWS_ENDPOINT_URL=http://127.0.0.1:9 \
    node_modules/.bin/cdk --no-notices --app 'node app.cjs' "$@" > output.txt 2>&1 < /dev/null || exit=$?
  sed 's/^/  /' output.txt >&2
  grep -q 'No stacks match' output.txt && echo "cdk $*: exit $exit, no stacks match" || echo "cdk $*: exit $exit"
}
output=$(cdk synth Prdo; cdk diff Prdo; cdk deploy Prdo; cdk destroy Prdo --force)
echo "$output"

if [ "$output" = 'cdk synth Prdo: exit 1, no stacks match
cdk diff Prdo: exit 1, no stacks match
cdk deploy Prdo: exit 1, no stacks match
cdk destroy Prdo --force: exit 0, no stacks match' ]; then
  echo 'as before: cdk destroy 2.1148.1 exits 0 where no stack matches, unlike synth, diff and deploy'
else
  echo 'changed: not what the CDK CLI 2.1148.1 did'
  exit 1
fi
