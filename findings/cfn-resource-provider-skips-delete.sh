#!/usr/bin/env bash
# A Delete of a resource that cfn-resource-provider 1.2.1 (PyPI) made before its provider's schema grew stricter
#
# Behaviour: before create, update and delete, the base class checks the properties against the provider's schema. Where a
#   Delete fails the check, the base class does not call delete(), and answers SUCCESS with the complaint as its Reason. That
#   is meant for the Delete after a failed Create, but it holds for each resource that was made before the provider asked for
#   one property more: CloudFormation sends a Delete with the properties of that time. The stack ends in DELETE_COMPLETE and
#   the thing lives on. The README says only that the methods are called after validation.
# Output seen:
#   first release: Create: SUCCESS; create() called: True
#   first release: Delete: SUCCESS; delete() called: True
#   next release, which requires Owner: Update: FAILED, invalid resource properties: 'Owner' is a required property; update() called: False
#   next release, which requires Owner: Delete: SUCCESS, invalid resource properties: 'Owner' is a required property; delete() called: False
# The response URL is a server on 127.0.0.1. Needs Python 3 with venv.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check cfn-resource-provider==1.2.1

cat > requests_to_provider.py <<'PY'
import json
import logging
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from cfn_resource_provider import ResourceProvider

logging.disable(logging.ERROR)


class LinkProvider(ResourceProvider):
    def __init__(self, required):
        super().__init__()
        text = {"type": "string"}
        self.request_schema = {"type": "object", "required": required, "properties": {"Site": text, "Owner": text}}
        self.called = []

    def create(self):
        self.called.append("create")
        self.physical_resource_id = "link-to-office"

    def update(self):
        self.called.append("update")

    def delete(self):
        self.called.append("delete")


class Bucket(BaseHTTPRequestHandler):
    answer = None

    def do_PUT(self):
        Bucket.answer = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


bucket = HTTPServer(("127.0.0.1", 0), Bucket)
Thread(target=bucket.serve_forever, daemon=True).start()
STORED = {"ServiceToken": "arn:aws:lambda:eu-west-1:111122223333:function:links", "Site": "office"}


def tell(release, required, request_type, **more):
    provider = LinkProvider(required)
    request = {
        "RequestType": request_type,
        "ResponseURL": f"http://127.0.0.1:{bucket.server_port}/response",
        "StackId": "arn:aws:cloudformation:eu-west-1:111122223333:stack/Links/00000000-0000-4000-8000-000000000001",
        "RequestId": "request",
        "ResourceType": "Custom::Link",
        "LogicalResourceId": "Link",
        "ResourceProperties": dict(STORED),
        **more,
    }
    provider.handle(request, None)
    answer = ", ".join(filter(None, (Bucket.answer["Status"], Bucket.answer["Reason"])))
    method = request_type.lower()
    print(f"{release}: {request_type}: {answer}; {method}() called: {provider.called == [method]}")


known = {"PhysicalResourceId": "link-to-office"}
tell("first release", ["Site"], "Create")
tell("first release", ["Site"], "Delete", **known)
tell("next release, which requires Owner", ["Site", "Owner"], "Update", OldResourceProperties=dict(STORED), **known)
tell("next release, which requires Owner", ["Site", "Owner"], "Delete", **known)
PY
output=$(python/bin/python requests_to_provider.py)
echo "$output"

complaint="invalid resource properties: 'Owner' is a required property"
if [ "$output" = "first release: Create: SUCCESS; create() called: True
first release: Delete: SUCCESS; delete() called: True
next release, which requires Owner: Update: FAILED, $complaint; update() called: False
next release, which requires Owner: Delete: SUCCESS, $complaint; delete() called: False" ]; then
  echo 'as before: cfn-resource-provider 1.2.1 tells SUCCESS of a Delete that it skips'
else
  echo 'changed: not what cfn-resource-provider 1.2.1 did'
  exit 1
fi
