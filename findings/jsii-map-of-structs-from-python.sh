#!/usr/bin/env bash
# Where two things meet: Python's dicts and the structs of jsii 1.142.0, shown with aws-cdk-lib 2.275.0
#
# Behaviour: the type hints let a struct be given as a dict with Python's names (`smooth_streaming`). A dict that
#   is a parameter of its own is translated. A dict that is a value of a map is not: it reaches TypeScript with the keys
#   as they are, where nobody reads them, and the default holds. There is no error and no warning.
# Output seen, where each behavior asks for smooth streaming:
#   struct in default_behavior: True    struct in additional_behaviors: True
#   dict in default_behavior: True      dict in additional_behaviors: not set
# Needs Python 3.10 or newer with venv, and Node.js.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check aws-cdk-lib==2.275.0 jsii==1.142.0

cat > app.py <<'PY'
from aws_cdk import App, Stack, assertions, aws_cloudfront as cloudfront, aws_cloudfront_origins as origins

asked = dict(origin=origins.HttpOrigin("example.com"), smooth_streaming=True)
for kind, behavior in (("struct", cloudfront.BehaviorOptions(**asked)), ("dict", asked)):
    stack = Stack(App(), "Films")
    cloudfront.Distribution(stack, "Site", default_behavior=behavior, additional_behaviors={"/films/*": behavior})
    (site,) = assertions.Template.from_stack(stack).find_resources("AWS::CloudFront::Distribution").values()
    config = site["Properties"]["DistributionConfig"]
    print(f"{kind} in default_behavior: {config['DefaultCacheBehavior'].get('SmoothStreaming', 'not set')}")
    print(f"{kind} in additional_behaviors: {config['CacheBehaviors'][0].get('SmoothStreaming', 'not set')}")
PY
output=$(python/bin/python app.py)
echo "$output"

if [ "$output" = 'struct in default_behavior: True
struct in additional_behaviors: True
dict in default_behavior: True
dict in additional_behaviors: not set' ]; then
  echo 'as before: jsii 1.142.0 drops the snake_case members of a dict inside a map, without a word'
else
  echo 'changed: not what jsii 1.142.0 and aws-cdk-lib 2.275.0 did'
  exit 1
fi
