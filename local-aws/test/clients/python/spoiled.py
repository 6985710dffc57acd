"""Answers spoiled in ways that a client would pass over in silence; the walker must tell each."""

import base64
import re

from checks import check

# service, operation, a status to spoil one of, what is replaced by what (in the body, or in a header), what is told
SPOILED = [
    ("cloudformation", "ListStacks", 200, r"<StackStatus>\w+</StackStatus>", "", "StackStatus is missing"),
    ("cloudformation", "ListStacks", 200, "<StackStatus>", "<StackStatus>VERY_", "not one of"),
    ("cloudformation", "ListStacks", 200, r"<CreationTime>[^<]+", "<CreationTime>today", "not a time"),
    ("cloudformation", "ListStacks", 200, "<StackName>", "<Surname>x</Surname><StackName>", "Surname is unknown"),
    ("cloudformation", "CreateStack", 400, "AlreadyExistsException", "TakenException", "neither in the model nor common"),
    ("cloudformation", "CreateStack", 400, "<Type>Sender", "<Type>Receiver", "the Type of an error"),
    ("mgn", "DescribeSourceServers", 200, '"isArchived":false', '"isArchived":"no"', "not a boolean"),
    ("mgn", "DescribeSourceServers", 200, '"sourceServerID":"s-', '"sourceServerID":"', "does not match"),
    ("mgn", "DisconnectFromService", 404, '"resourceId"', '"resourceID"', "resourceID is unknown"),
    ("mgn", "DisconnectFromService", 404, '"message"', '"text"', "without a message"),
    ("lambda", "GetFunction", 200, '"Timeout":60', '"Timeout":0', "outside 1"),
    ("ssm", "GetParameter", 400, "ParameterNotFound", "NotThere", "neither in the model nor common"),
    ("s3", "GetObject", 404, "<RequestId>", "<Request>", "mismatched tag"),
    ("ec2", "DescribeVolumes", 200, "<status>in-use", "<status>used", "not one of"),
    ("ec2", "DescribeVolumes", 200, "<requestId>.*</requestId>", "", "no requestId"),
    ("ec2", "DescribeVolumes", 400, "<Errors>", "<Faults/><Errors>", "an error is"),
    ("sts", "AssumeRole", 200, "<ResponseMetadata>.*</ResponseMetadata>", "", "no RequestId"),
]
HEADERS = [
    ("s3", "GetObject", 200, "last-modified", "2026-01-01T00:00:00Z", "not a time"),
    ("s3", "GetObject", 200, "content-length", "all", "not a number"),
    ("lambda", "GetFunction", 404, "x-amzn-errortype", "NoFunction", "neither in the model nor common"),
    ("ssm", "GetParameter", 200, "content-type", "text/html", "the content type"),
]
STATUSES = [("mgn", "DisconnectFromService", 404, 400), ("lambda", "GetFunction", 200, 201), ("iam", "GetRole", 404, 400)]


def add_checks(answers, problems_of):
    """`answers` of one client; `problems_of` an answer, in words."""
    told = "\n".join(problem for answer in answers for problem in problems_of(answer))
    assert not told, told
    for service, operation, status, old, new, expected in SPOILED:
        _add(f"{operation}: {old!r} as {new!r}", expected, _find(answers, service, operation, status, _body(old, new)), problems_of)
    for service, operation, status, name, value, expected in HEADERS:
        spoil = lambda answer, name=name, value=value: {**answer, "headers": {**answer["headers"], name: value}}
        _add(f"{operation}: the header {name} as {value!r}", expected, _find(answers, service, operation, status, spoil), problems_of)
    for service, operation, status, other in STATUSES:
        spoil = lambda answer, other=other: {**answer, "status": other}
        _add(f"{operation}: {status} as {other}", f"status {other}, not {status}", _find(answers, service, operation, status, spoil), problems_of)


def _body(old, new):
    def spoil(answer):
        body = base64.b64decode(answer["body"]).decode()
        return {**answer, "body": base64.b64encode(re.sub(old, new, body, count=1, flags=re.DOTALL).encode()).decode()}

    return spoil


def _find(answers, service, operation, status, spoil):
    for answer in answers:
        if (answer["service"], answer["operation"], answer["status"]) == (service, operation, status):
            spoiled = spoil(answer)
            if spoiled != answer:
                return spoiled
    return None


def _add(name, expected, answer, problems_of):
    def run():
        assert answer, "no such answer was recorded"
        try:
            told = problems_of(answer)
        except Exception as error:  # what is no XML at all
            told = [str(error)]
        assert any(expected in problem for problem in told), f"{expected!r} is not in {told}"

    run.__doc__ = name
    check("answers spoiled, one by one")(run)
