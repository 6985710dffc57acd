"""The aws CLI, with the commands that a user types to look around."""

import atexit
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import aws_cli_table
from checks import check, equal, finish
from stacks import PROVIDER, body, custom, provider_stack, topic
from table import play

provider_stack()

group = check("aws CLI")
FOLDER = tempfile.mkdtemp(prefix="aws-cli-")
atexit.register(shutil.rmtree, FOLDER)
BUCKET = "s3://cdk-hnb659fds-assets-123456789012-us-east-1"
CLI = os.path.join(os.path.dirname(sys.executable), "aws")


def aws(command, code=0):
    """What the command prints, as JSON where it is that."""
    words = [word.strip("'") for word in re.findall(r"'[^']*'|\S+", command)]
    done = subprocess.run([CLI, *words], capture_output=True, text=True, cwd=FOLDER)
    assert done.returncode == code, f"aws {command}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
    try:
        return json.loads(done.stdout)
    except ValueError:
        return done.stdout + done.stderr


def write(name, text):
    with open(os.path.join(FOLDER, name), "w") as file:
        file.write(text)


def read(name):
    with open(os.path.join(FOLDER, name)) as file:
        return file.read()


@group
def sts():
    """aws sts get-caller-identity"""
    equal(aws("sts get-caller-identity")["Account"], "123456789012")


@group
def deploy():
    """aws cloudformation deploy: a new stack, a change, no change; wait; describe; delete"""
    write("template.json", body({"Thing": custom(), "Topic": topic("by-cli")}))
    assert "Successfully created/updated stack" in aws("cloudformation deploy --stack-name Cli --template-file template.json")
    assert "No changes to deploy" in aws(
        "cloudformation deploy --stack-name Cli --template-file template.json --no-fail-on-empty-changeset")
    write("template.json", body({"Thing": custom(Size=2)}))
    time.sleep(1)  # the CLI names its change set after the second, and the one without changes is still there
    aws("cloudformation deploy --stack-name Cli --template-file template.json")
    query = "Stacks[0].StackStatus"
    equal(aws(f"cloudformation describe-stacks --stack-name Cli --query {query}"), "UPDATE_COMPLETE")
    events = aws("cloudformation describe-stack-events --stack-name Cli")["StackEvents"]
    equal(events[0]["ResourceStatus"], "UPDATE_COMPLETE")
    equal(aws("cloudformation list-stack-resources --stack-name Cli --query StackResourceSummaries[].LogicalResourceId"), ["Thing"])
    aws("cloudformation delete-stack --stack-name Cli")
    aws("cloudformation wait stack-delete-complete --stack-name Cli")
    assert "does not exist" in aws("cloudformation describe-stacks --stack-name Cli", 255)


@group
def deploy_of_a_large_template():
    """aws cloudformation deploy of a template over 51,200 bytes goes through a bucket"""
    write("large.json", body({f"T{n}": topic(f"large-{n}", DisplayName="x" * 500) for n in range(100)}))
    aws(f"cloudformation deploy --stack-name Large --template-file large.json --s3-bucket {BUCKET[5:]}")
    aws("cloudformation delete-stack --stack-name Large")


@group
def wait():
    """aws cloudformation create-stack and wait stack-create-complete; a failed creation ends the wait with 255"""
    write("good.json", body({"Topic": topic("waited-for")}))
    aws("cloudformation create-stack --stack-name Good --template-body file://good.json")
    aws("cloudformation wait stack-create-complete --stack-name Good")
    write("bad.json", body({"Thing": custom("Create")}))
    aws("cloudformation create-stack --stack-name Bad --template-body file://bad.json")
    assert "Waiter StackCreateComplete failed" in aws("cloudformation wait stack-create-complete --stack-name Bad", 255)


@group
def mgn():
    """aws mgn describe-source-servers with a query, page by page; disconnect-from-service"""
    query = "items[].[sourceServerID,dataReplicationInfo.dataReplicationState]"
    rows = aws(f"mgn describe-source-servers --page-size 2 --query {query}")
    equal(len(rows), 6)
    gone = aws(f"mgn disconnect-from-service --source-server-id {rows[1][0]}")
    equal(gone["lifeCycle"]["state"], "DISCONNECTED")
    unknown = aws("mgn disconnect-from-service --source-server-id s-00000000000000000", 255)
    assert "(ResourceNotFoundException) when calling the DisconnectFromService operation" in unknown, unknown


@group
def lambda_and_logs():
    """aws lambda invoke, aws logs filter-log-events"""
    event = {"RequestType": "Create", "LogicalResourceId": "ByHand", "ResourceProperties": {"Does": "silence"}}
    write("event.json", json.dumps(event))
    told = aws(f"lambda invoke --function-name {PROVIDER} --payload file://event.json out.json")
    equal(told["StatusCode"], 200)
    equal(read("out.json"), "null")
    lines = aws("logs filter-log-events --log-group-name /aws/lambda/provider --query events[].message")
    assert any("START RequestId" in line for line in lines)


@group
def s3():
    """aws s3 cp there and back, large too; ls and rm"""
    write("small.txt", "hello")
    aws(f"s3 cp small.txt {BUCKET}/folder/small.txt")
    aws(f"s3 cp {BUCKET}/folder/small.txt back.txt")
    equal(read("back.txt"), "hello")
    write("large.txt", "0123456789abcdef" * 1_250_000)
    aws(f"s3 cp large.txt {BUCKET}/large.txt")
    aws(f"s3 cp {BUCKET}/large.txt large-back.txt")
    assert read("large-back.txt") == read("large.txt")
    assert "PRE folder/" in aws(f"s3 ls {BUCKET}/")
    aws(f"s3 rm {BUCKET}/folder/small.txt")
    aws(f"s3 ls {BUCKET}/folder/small.txt", 1)


@group
def ssm():
    """aws ssm get-parameter, and aws iam get-role of a function"""
    name = "/cdk-bootstrap/hnb659fds/version"
    assert int(aws(f"ssm get-parameter --name {name} --query Parameter.Value")) >= 30
    equal(aws("iam get-role --role-name provider-role --query Role.RoleName"), "provider-role")


play("aws CLI", aws_cli_table.call)
finish()
