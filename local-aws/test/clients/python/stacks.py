"""Templates for the checks, and stacks made of them."""

import json
import os

from aws import client

cfn = client("cloudformation")
FAST = {"Delay": 1, "MaxAttempts": 60}

with open(os.path.join(os.path.dirname(__file__), "..", "provider.js")) as file:
    _CODE = file.read()
PROVIDER = "arn:aws:lambda:us-east-1:123456789012:function:provider"


def role(**more):
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [trust]}
    writes_logs = ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document, "ManagedPolicyArns": writes_logs, **more}}


def function(code, **more):
    properties = {"Runtime": "nodejs20.x", "Handler": "index.handler", "Code": {"ZipFile": code}, **more}
    return {"Type": "AWS::Lambda::Function", "Properties": properties}


def provider_stack():
    """The function behind the custom resources of all checks."""
    here = {"Role": {"Fn::GetAtt": ["Role", "Arn"]}}
    resources = {"Role": role(RoleName="provider-role"), "Function": function(_CODE, FunctionName="provider", Timeout=60, **here)}
    create("Provider", resources)


def custom(does=None, **more):
    properties = {"ServiceToken": PROVIDER, **({"Does": does} if does else {}), **more}
    return {"Type": "Custom::Thing", "Properties": properties}


def topic(name, **more):
    return {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name, **more}}


def body(resources, **more):
    return json.dumps({"Resources": resources, **more})


def create(name, resources, expected="CREATE_COMPLETE", sections={}, **more):
    options = {"Capabilities": ["CAPABILITY_NAMED_IAM"], **more}
    cfn.create_stack(StackName=name, TemplateBody=body(resources, **sections), **options)
    return settled(name, expected)


def update(name, resources, expected="UPDATE_COMPLETE", **more):
    cfn.update_stack(StackName=name, TemplateBody=body(resources), Capabilities=["CAPABILITY_NAMED_IAM"], **more)
    return settled(name, expected)


def delete(name):
    stack = describe(name)["StackId"]
    cfn.delete_stack(StackName=name)
    cfn.get_waiter("stack_delete_complete").wait(StackName=stack, WaiterConfig=FAST)
    return stack


def describe(name):
    return cfn.describe_stacks(StackName=name)["Stacks"][0]


def settled(name, expected):
    """Polls by itself: a waiter knows one good end only, and these are all sorts of ends."""
    import time

    for _ in range(120):
        stack = describe(name)
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            break
        time.sleep(0.25)
    assert stack["StackStatus"] == expected, f"{name} is {stack['StackStatus']}: {stack.get('StackStatusReason')}"
    return stack


def events(name):
    pages = cfn.get_paginator("describe_stack_events").paginate(StackName=name)
    newest_first = [event for page in pages for event in page["StackEvents"]]
    return newest_first[::-1]
