"""boto3's clients of the local AWS that the environment names."""

import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from table import Refused

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
ACCOUNT = "123456789012"
REGION = os.environ["AWS_REGION"]

# what boto3 calls a service that it does not call by its name in signatures
BOTO3 = {"states": "stepfunctions"}

_session = boto3.Session()
_clients = {}


def client(name):
    if name not in _clients:
        config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
        _clients[name] = _session.client(BOTO3.get(name, name), config=config)
    return _clients[name]


def call(service, operation, input):
    """A call of the table, by its names in the API."""
    it = client(service)
    method = next(name for name, of in it.meta.method_to_api_mapping.items() if of == operation)
    try:
        answer = getattr(it, method)(**_with_bytes(input))
    except ClientError as error:
        told = error.response["Error"]
        raise Refused(told["Code"], told["Message"], type(error).__name__, {**error.response, **told}) from error
    return {name: _as_text(value) for name, value in answer.items()}


def _with_bytes(input):
    return {name: value["$bytes"].encode() if isinstance(value, dict) and "$bytes" in value else value for name, value in input.items()}


def _as_text(value):
    return value.read().decode() if hasattr(value, "read") else value
