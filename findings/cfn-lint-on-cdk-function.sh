#!/usr/bin/env bash
# Where two things meet: cfn-lint 1.58.0 and the template of an ordinary aws-cdk-lib 2.276.0 function
#
# Behaviour: for a function that was given one permission, aws-cdk-lib writes DependsOn on the function's role and its
#   policy, and the function takes the role's Arn with Fn::GetAtt as well. cfn-lint calls the first of the two redundant
#   (W3005) and exits 4. So a pipeline that runs cfn-lint with its own settings stops at the CDK's own output, which the
#   author of the app did not write.
# Output seen:
#   W3005 'FunctionServiceRole…' dependency already enforced by a 'GetAtt' at 'Resources/Function…/Properties/Role'
#   exit 4
# Needs Python 3 with venv, and Node.js.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
echo '{}' > package.json
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1 >&2
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check cfn-lint==1.58.0

cat > app.cjs <<'JS'
const { App, Stack, aws_lambda: lambda, aws_sns: sns } = require('aws-cdk-lib');
const app = new App({ outdir: 'out', analyticsReporting: false });
const stack = new Stack(app, 'Stack');
const code = lambda.Code.fromInline('exports.handler = async () => {}');
const fn = new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code });
new sns.Topic(stack, 'Topic').grantPublish(fn);
app.synth();
JS
NODE_NO_WARNINGS=1 node app.cjs
exit=0
output=$(python/bin/cfn-lint out/Stack.template.json) || exit=$?
echo "$output"
echo "exit $exit"

rules=$(grep -oE '^[EWI][0-9]{4}' <<< "$output" | paste -sd ' ' -)
if [ "$rules" = W3005 ] && [ "$exit" = 4 ]; then
  echo 'as before: cfn-lint 1.58.0 finds W3005, and nothing else, in what aws-cdk-lib 2.276.0 writes for a function'
else
  echo 'changed: not what cfn-lint 1.58.0 said of aws-cdk-lib 2.276.0'
  exit 1
fi
