#!/usr/bin/env bash
# Where two things meet: @aws-cdk/toolkit-lib 1.43.0 in a project that already has @aws-sdk/client-mgn 3.523.0
#
# Behaviour: CDK_DEFAULT_ACCOUNT is silently missing from the app's environment. The toolkit asks for client-sts ^3,
#   so npm gives it the 3.523.0 that client-mgn brought. The toolkit hands that client a retry strategy of a newer
#   @smithy/util-retry, which throws before a request is made. The toolkit takes the exception for "no account" and
#   runs the app. An app that chooses its resources by account then makes the wrong choice, without an error.
# Output seen (from the toolkit's own debug messages, which a user does not see):
#   Unable to determine the default AWS account (TypeError): Cannot read properties of undefined (reading 'includes')
#   the app reads: account undefined, region eu-west-1; requests to STS: 0
# Without client-mgn, npm installs a newer client-sts, one request is made, and the app reads account 111122223333.
#
# STS is a stub on 127.0.0.1. The versions below @aws-cdk/toolkit-lib float, as they do for its users.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

cat > "$tmp/app.cjs" <<'JS'
const { writeFileSync } = require('node:fs');
writeFileSync('seen.json', JSON.stringify({ account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION }));
writeFileSync(`${process.env.CDK_OUTDIR}/manifest.json`, JSON.stringify({ version: '36.0.0', artifacts: {} }));
JS
cat > "$tmp/run.mjs" <<'JS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Toolkit } from '@aws-cdk/toolkit-lib';

let requests = 0;
const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::111122223333:user/someone</Arn><UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;
const sts = createServer((request, response) => {
  requests += 1;
  request.resume().on('end', () => response.setHeader('content-type', 'text/xml').end(identity));
});
await new Promise((listening) => sts.listen(0, '127.0.0.1', listening));
process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${sts.address().port}`;

const notify = async ({ message }) => /Unable to determine/.test(message) && console.error(`  the toolkit's debug message: ${message}`);
const toolkit = new Toolkit({ ioHost: { notify, requestResponse: async (question) => question.defaultResponse } });
const assembly = await toolkit.synth(await toolkit.fromCdkApp('node app.cjs', { outdir: 'out' })).catch((error) => error);
await assembly.dispose?.(); // The app has no stack, which the toolkit calls an error after it ran the app.
sts.close();
const { account, region } = JSON.parse(readFileSync('seen.json', 'utf8'));
console.log(`account ${account}, region ${region}; requests to STS: ${requests}`);
JS

# see FOLDER PACKAGE…: installs the packages one after the other, and tells what the app was given
see() {
  mkdir "$tmp/$1" && cp "$tmp/app.cjs" "$tmp/run.mjs" "$tmp/$1" && cd "$tmp/$1" && echo '{}' > package.json
  for package in "${@:2}"; do npm install --silent --no-audit --no-fund "$package" >&2; done
  echo "  client-sts that @aws-cdk/toolkit-lib loads: $(node -p 'require(require.resolve("@aws-sdk/client-sts/package.json", { paths: [require("fs").realpathSync("node_modules/@aws-cdk/toolkit-lib")] })).version')" >&2
  env -i PATH="$PATH" HOME="$tmp" CDK_HOME="$tmp/$1" NODE_NO_WARNINGS=1 AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null \
    AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=example AWS_SECRET_ACCESS_KEY=example node run.mjs
}
alone=$(see alone @aws-cdk/toolkit-lib@1.43.0)
echo "toolkit-lib alone: $alone"
beside=$(see beside @aws-sdk/client-mgn@3.523.0 @aws-cdk/toolkit-lib@1.43.0)
echo "toolkit-lib beside client-mgn: $beside"

if [ "$alone" = 'account 111122223333, region eu-west-1; requests to STS: 1' ] &&
  [ "$beside" = 'account undefined, region eu-west-1; requests to STS: 0' ]; then
  echo 'as before: beside client-mgn 3.523.0, toolkit-lib 1.43.0 runs the app without its account and tells no error'
else
  echo 'changed: not what toolkit-lib 1.43.0 did beside client-mgn 3.523.0'
  exit 1
fi
