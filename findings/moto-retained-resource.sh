#!/usr/bin/env bash
# Stacks of moto 5.2.5 whose resource has a DeletionPolicy that keeps it
#
# Behaviour: moto keeps a resource with `DeletionPolicy: Retain` when its stack is deleted, and deletes it when an update
#   takes it out of the template; CloudFormation keeps it both times. `RetainExceptOnCreate`, which keeps a resource of a
#   stack that was created without a failure, is not heeded at all. So a test against moto that removes a retained
#   resource from a stack sees the opposite of what AWS does.
# Output seen:
#   Retain: stack deleted: kept, removed in an update: deleted
#   RetainExceptOnCreate: stack deleted: deleted, removed in an update: deleted
# moto runs inside the test's process; nothing leaves it.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check 'moto[cloudformation,sns,ssm]==5.2.5' boto3==1.44.8

cat > stacks.py <<'PY'
import json
import boto3
from moto import mock_aws

TOPIC = {"Topic": {"Type": "AWS::SNS::Topic"}}


def fate(policy, take_out):
    kept = {"Type": "AWS::SSM::Parameter", "DeletionPolicy": policy, "Properties": {"Name": "kept", "Type": "String", "Value": "x"}}
    with mock_aws():
        cloudformation = boto3.client("cloudformation", "eu-west-1")
        cloudformation.create_stack(StackName="s", TemplateBody=json.dumps({"Resources": {**TOPIC, "Kept": kept}}))
        take_out(cloudformation)
        return "kept" if boto3.client("ssm", "eu-west-1").describe_parameters()["Parameters"] else "deleted"


def delete(cloudformation):
    cloudformation.delete_stack(StackName="s")


def update(cloudformation):
    cloudformation.update_stack(StackName="s", TemplateBody=json.dumps({"Resources": TOPIC}))


for policy in ("Retain", "RetainExceptOnCreate"):
    print(f"{policy}: stack deleted: {fate(policy, delete)}, removed in an update: {fate(policy, update)}")
PY
output=$(env -u AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID=example AWS_SECRET_ACCESS_KEY=example python/bin/python stacks.py)
echo "$output"

if [ "$output" = 'Retain: stack deleted: kept, removed in an update: deleted
RetainExceptOnCreate: stack deleted: deleted, removed in an update: deleted' ]; then
  echo 'as before: moto 5.2.5 deletes a retained resource that an update removes'
else
  echo 'changed: not what moto 5.2.5 did'
  exit 1
fi
