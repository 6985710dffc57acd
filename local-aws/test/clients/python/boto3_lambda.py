"""boto3 and Lambda, with the log group of a function."""

import base64
import json
import time

from aws import ENDPOINT, client
from checks import check, control, equal, includes, raises
from stacks import create, function, role

lambda_, logs = client("lambda"), client("logs")
group = check("boto3 lambda")
_CODE = """
exports.handler = async (event, context) => {
  console.log('got', JSON.stringify(event));
  if (event.fail) throw new TypeError('as you wish');
  if (event.sleep) await new Promise(() => setTimeout(() => {}, 60000));
  return { echo: event, name: context.functionName, left: context.getRemainingTimeInMillis() > 0 };
};
"""


@group
def a_function_is_told():
    """a function that a stack made is told: itself, its configuration, its event settings, in the list"""
    here = {"Role": {"Fn::GetAtt": ["Role", "Arn"]}, "Timeout": 1, "Environment": {"Variables": {"LETTER": "b"}}}
    config = {"FunctionName": {"Ref": "Echo"}, "Qualifier": "$LATEST", "MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60}
    create("Functions", {
        "Role": role(RoleName="echo-role"),
        "Echo": function(_CODE, FunctionName="echo", **here),
        "Config": {"Type": "AWS::Lambda::EventInvokeConfig", "Properties": config},
    })
    told = lambda_.get_function(FunctionName="echo")
    includes(told["Configuration"], {"Runtime": "nodejs20.x", "Timeout": 1, "Environment": {"Variables": {"LETTER": "b"}}})
    includes(lambda_.get_function_configuration(FunctionName="echo"), {"FunctionName": "echo", "State": "Active"})
    includes(lambda_.get_function_event_invoke_config(FunctionName="echo"),
             {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60})
    pages = lambda_.get_paginator("list_functions").paginate()
    assert "echo" in {f["FunctionName"] for page in pages for f in page["Functions"]}
    lambda_.get_waiter("function_active_v2").wait(FunctionName="echo")


@group
def a_function_is_invoked():
    """a function is invoked: answer, status and log tail; as an event; as a dry run"""
    answer = lambda_.invoke(FunctionName="echo", Payload=b'{"a": [1, "\\u00fc"]}', LogType="Tail")
    equal(json.loads(answer["Payload"].read()), {"echo": {"a": [1, "ü"]}, "name": "echo", "left": True})
    includes(answer, {"StatusCode": 200, "ExecutedVersion": "$LATEST"})
    tail = base64.b64decode(answer["LogResult"]).decode()
    assert "REPORT RequestId:" in tail and 'got {"a":[1,"ü"]}' in tail, tail
    equal(lambda_.invoke(FunctionName="echo", InvocationType="Event", Payload=b"{}")["StatusCode"], 202)
    equal(lambda_.invoke(FunctionName="echo", InvocationType="DryRun")["StatusCode"], 204)


@group
def a_function_fails():
    """an error of the handler and a timeout are told as Lambda tells them"""
    failed = lambda_.invoke(FunctionName="echo", Payload=b'{"fail": true}')
    equal(failed["FunctionError"], "Unhandled")
    includes(json.loads(failed["Payload"].read()), {"errorType": "TypeError", "errorMessage": "as you wish"})
    late = lambda_.invoke(FunctionName="echo", Payload=b'{"sleep": true}')
    assert "Task timed out after 1.00 seconds" in late["Payload"].read().decode()


@group
def typed_errors():
    """errors are typed: no such function, no such settings, no JSON, too many requests"""
    errors = lambda_.exceptions
    error = raises(errors.ResourceNotFoundException, lambda: lambda_.get_function(FunctionName="no"))
    includes(error.response["Error"], {"Message": "Function not found: arn:aws:lambda:us-east-1:123456789012:function:no"})
    raises(errors.ResourceNotFoundException, lambda: lambda_.get_function_event_invoke_config(FunctionName="provider"))
    raises(errors.InvalidRequestContentException, lambda: lambda_.invoke(FunctionName="echo", Payload=b"{"))
    fault = {"service": "lambda", "operation": "Invoke", "error": "TooManyRequestsException"}
    control(ENDPOINT, "POST", "faults", fault)
    error = raises(errors.TooManyRequestsException, lambda: lambda_.invoke(FunctionName="echo"))
    equal(error.response["ResponseMetadata"]["HTTPStatusCode"], 429)


@group
def a_function_logs():
    """the lines of a function are in its log group, in Lambda's form, and paged"""
    name = "/aws/lambda/echo"
    for _ in range(40):
        pages = list(logs.get_paginator("filter_log_events").paginate(logGroupName=name, PaginationConfig={"PageSize": 2}))
        messages = [event["message"] for page in pages for event in page["events"]]
        if sum("END RequestId" in message for message in messages) >= 4:
            break
        time.sleep(0.1)
    assert len(pages) > 1
    assert any("START RequestId" in message for message in messages), messages
    streams = logs.get_paginator("describe_log_streams").paginate(logGroupName=name)
    for stream in [s for page in streams for s in page["logStreams"]]:
        read = logs.get_log_events(logGroupName=name, logStreamName=stream["logStreamName"], startFromHead=True)
        assert read["events"]
    found = logs.filter_log_events(logGroupName=name, filterPattern='"as you wish"')["events"]
    assert found and all("as you wish" in event["message"] for event in found)


@group
def a_role_bounds_its_function():
    """a function is refused in the service's own words what its role does not allow"""
    code = """
    const http = require('node:http');
    exports.handler = () => new Promise((resolve) => {
      const { hostname, port } = new URL(process.env.AWS_ENDPOINT_URL);
      const scope = `${process.env.AWS_ACCESS_KEY_ID}/20260101/us-east-1/ssm/aws4_request`;
      const headers = {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
        'x-amz-target': 'AmazonSSM.GetParameter',
      };
      const request = http.request({ hostname, port, method: 'POST', headers }, (response) => {
        let body = '';
        response.on('data', (chunk) => { body += chunk; }).on('end', () => resolve(JSON.parse(body)));
      });
      request.end(JSON.stringify({ Name: '/secret' }));
    });
    """
    create("Bounded", {
        "Role": role(RoleName="bounded"),
        "F": function(code, FunctionName="bounded", Role={"Fn::GetAtt": ["Role", "Arn"]}),
    })
    answer = json.loads(lambda_.invoke(FunctionName="bounded")["Payload"].read())
    equal(answer, {
        "__type": "AccessDeniedException",
        "message": "User: arn:aws:sts::123456789012:assumed-role/bounded/bounded is not authorized to perform: "
        "ssm:GetParameter on resource: arn:aws:ssm:us-east-1:123456789012:parameter/secret because no "
        "identity-based policy allows the ssm:GetParameter action",
    })
