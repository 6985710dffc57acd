#!/usr/bin/env bash
# A template that cdk-from-cfn 0.336.0, the translator behind `cdk migrate`, turns into an app of aws-cdk-lib 2.276.0
#
# Behaviour: DeletionPolicy is translated, UpdateReplacePolicy is left out, in TypeScript and in Python. The translator tells
#   no error, and its README does not list the attribute as unsupported. A resource that its template keeps at a replacement
#   is therefore deleted by the first replacing update after the app took the stack over. At synthesis, aws-cdk-lib warns
#   (W3011) of a resource that has one policy without the other, and goes on. CfnInclude of aws-cdk-lib keeps both.
#   `cdk migrate --from-path` of the CDK CLI 2.1148.1, with its own copy of the translator, wrote the same when we ran it.
#   Reported in 2024 (https://github.com/aws/aws-cdk/issues/29635), since closed.
# Output seen:
#   template: DeletionPolicy Retain, UpdateReplacePolicy Retain
#   through CfnInclude: DeletionPolicy Retain, UpdateReplacePolicy Retain
#   through cdk-from-cfn: DeletionPolicy Retain, UpdateReplacePolicy not set
#   cdk-from-cfn to python: deletion_policy set, update_replace_policy not set
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
echo '{}' > package.json
npm install --silent --no-audit --no-fund cdk-from-cfn@0.336.0 aws-cdk-lib@2.276.0 constructs@10.8.1 typescript@5.9.3 >&2

cat > template.json <<'JSON'
{
  "Resources": {
    "Records": {
      "Type": "AWS::S3::Bucket",
      "DeletionPolicy": "Retain",
      "UpdateReplacePolicy": "Retain",
      "Properties": { "BucketName": "records-of-example" }
    }
  }
}
JSON
cat > app.cjs <<'JS'
const { readFileSync, writeFileSync } = require('node:fs');
const { App, Stack } = require('aws-cdk-lib');
const { Template } = require('aws-cdk-lib/assertions');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { transmute } = require('cdk-from-cfn');
const { transpileModule } = require('typescript');

const text = readFileSync('template.json', 'utf8');
function say(what, { Resources: { Records } }) {
  console.log(`${what}: DeletionPolicy ${Records.DeletionPolicy ?? 'not set'}, UpdateReplacePolicy ${Records.UpdateReplacePolicy ?? 'not set'}`);
}
say('template', JSON.parse(text));

const included = new Stack(new App({ outdir: 'included' }), 'Included');
new CfnInclude(included, 'Template', { templateFile: 'template.json' });
say('through CfnInclude', Template.fromStack(included).toJSON());

const options = { compilerOptions: { module: 'CommonJS', target: 'ES2022' } };
writeFileSync('migrated.cjs', transpileModule(transmute(text, 'typescript', 'Migrated'), options).outputText);
const { Migrated } = require('./migrated.cjs');
say('through cdk-from-cfn', Template.fromStack(new Migrated(new App({ outdir: 'migrated' }), 'Migrated')).toJSON());

const python = transmute(text, 'python', 'Migrated');
const inPython = (option) => `${option} ${python.includes(`.${option} =`) ? 'set' : 'not set'}`;
console.log(`cdk-from-cfn to python: ${inPython('deletion_policy')}, ${inPython('update_replace_policy')}`);
JS
output=$(NODE_NO_WARNINGS=1 node app.cjs)
echo "$output"

if [ "$output" = 'template: DeletionPolicy Retain, UpdateReplacePolicy Retain
through CfnInclude: DeletionPolicy Retain, UpdateReplacePolicy Retain
through cdk-from-cfn: DeletionPolicy Retain, UpdateReplacePolicy not set
cdk-from-cfn to python: deletion_policy set, update_replace_policy not set' ]; then
  echo 'as before: cdk-from-cfn 0.336.0 leaves out UpdateReplacePolicy'
else
  echo 'changed: not what cdk-from-cfn 0.336.0 did'
  exit 1
fi
