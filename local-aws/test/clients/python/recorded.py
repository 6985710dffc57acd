"""Holds every answer that the clients got against botocore's service models, and whether each client called everything.

Usage: recorded.py CLIENT=FILE …, each file written by recorder.ts.
"""

import base64
import json
import sys

import botocore.session
import model
import spoiled
from checks import check, equal, finish

# clients that have to call everything, as they name themselves on the wire; the cdk CLI calls what it needs
AGENTS = {"boto3": "Boto3/", "aws CLI": "aws-cli/", "newest SDK": "aws-sdk-js/3.11", "SDK 3.523.0": "aws-sdk-js/3.523.0"}
# what a client cannot call, and why
MISSING = {
    # the registry that these packages were pinned from has client-mgn in version 3.523.0 only
    # and MGN makes a security group only when it launches
    "newest SDK": {"mgn", "ec2 DescribeSecurityGroups", "ec2 DeleteSecurityGroup"},
    # these operations have come since that version
    "SDK 3.523.0": {"cloudformation DescribeEvents", "logs ListLogGroups", "logs PutLogGroupDeletionProtection"},
}

# what botocore calls a service that it does not call by its name in signatures
BOTOCORE = {"states": "stepfunctions"}

_session = botocore.session.get_session()
_models = {}


def operation_model(service, operation):
    if service not in _models:
        _models[service] = _session.get_service_model(BOTOCORE.get(service, service))
    names = _models[service].operation_names
    return _models[service].operation_model(operation) if operation in names else None


def read(path):
    with open(path) as file:
        served, *answers = [json.loads(line) for line in file]
    return served, answers


def problems_of(answer):
    """In words that are the same for each answer with the same problem."""
    if answer["status"] == 501 or answer["body"] is None:  # not served, or an object of many bytes
        return []
    if "service" not in answer:
        return [f"{answer['operation']} was answered without the id of a request"]
    operation = operation_model(answer["service"], answer["operation"])
    if operation is None:
        return [f"{answer['service']} {answer['operation']} is unknown to the model"]
    response = {"status_code": answer["status"], "headers": answer["headers"], "body": base64.b64decode(answer["body"])}
    return [f"{answer['service']} {operation.name}: {problem}" for problem in model.problems(operation, response)]


def add_checks(client, path):
    served, answers = read(path)
    group = check("recorded answers")

    def calls_everything():
        called = {(a["service"], a["operation"]) for a in answers if a["status"] < 300 and AGENTS[client] in a["agent"]}
        missing = MISSING.get(client, set())
        wanted = {
            (service, name)
            for service, names in served.items()
            for name in names
            if not {service, f"{service} {name}"} & missing
        }
        equal(sorted(wanted - called), [])
        equal(sorted(service for service, _ in called if service in missing), [])

    def fit():
        problems = {problem for answer in answers for problem in problems_of(answer)}
        assert not problems, "\n".join(sorted(problems))

    def enough():
        errors = {(a["service"], a["operation"], a["status"]) for a in answers if a["status"] >= 400}
        assert len(answers) > 100 and errors, f"{len(answers)} answers, {len(errors)} errors"

    if client in AGENTS:
        calls_everything.__doc__ = f"{client} called every operation that is served"
        group(calls_everything)
    fit.__doc__ = f"each of the {len(answers)} answers to {client} has the members, types, enums and lengths of its model"
    enough.__doc__ = f"the answers to {client} are many, errors among them"
    group(fit)
    group(enough)


clients = dict(argument.split("=") for argument in sys.argv[1:])
for client, path in clients.items():
    add_checks(client, path)
spoiled.add_checks(read(next(iter(clients.values())))[1], problems_of)
finish()
