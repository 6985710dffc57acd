"""boto3's clients of the local AWS that the environment names. Each response that they get is held against the model."""

import os

import boto3
from botocore.config import Config

import model
from checks import control

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
ACCOUNT = "123456789012"
REGION = os.environ["AWS_REGION"]

_session = boto3.Session()
called = set()
responses = 0
problems = {}


def client(name):
    made = _session.client(name, config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}))
    made.meta.events.register("before-parse", _examine)
    return made


def _examine(operation_model, response_dict, **_):
    global responses
    responses += 1
    service = operation_model.service_model.signing_name
    called.add((service, operation_model.name))
    for problem in model.problems(operation_model, response_dict):
        problems.setdefault(f"{service} {operation_model.name}: {problem}", 0)


def served():
    operations = control(ENDPOINT, "GET", "operations")
    return {(service, name) for service, names in operations.items() for name in names}
