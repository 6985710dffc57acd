"""Compares raw HTTP answers with botocore's service models: what its own parser would pass over in silence."""

import json
import re
import xml.etree.ElementTree as ElementTree

from shapes import local, scalar, walk_json, walk_xml

# errors that every operation of a protocol can have and that no model lists, with their statuses
COMMON = {
    "query": {"ValidationError": 400, "AccessDenied": 403, "Throttling": 400, "InternalFailure": 500},
    # EC2's model lists no error at all: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    "ec2": {"UnauthorizedOperation": 403, "RequestLimitExceeded": 503, "InternalError": 500, "InvalidVolume.NotFound": 400},
    "json": {"ValidationException": 400, "AccessDeniedException": 400, "ThrottlingException": 400, "InternalFailure": 500},
    "rest-json": {"AccessDeniedException": 403, "ThrottlingException": 429, "InternalFailure": 500, "SerializationException": 400},
    # S3's model lists few of its errors, and no status: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    "rest-xml": {
        "AccessDenied": 403, "NoSuchKey": 404, "NoSuchBucket": 404, "NoSuchUpload": 404, "InvalidPart": 400, "InvalidRange": 416, "BucketNotEmpty": 409,
    },
}
CONTENT_TYPES = {
    "ec2": r"text/xml;charset=UTF-8", "query": r"text/xml", "json": r"application/x-amz-json-1\.[01]", "rest-json": r"application/json", "rest-xml": r"application/xml",
}
HTTP_DATE = re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT")


def problems(operation, response):
    protocol = operation.service_model.metadata["protocol"]
    found = []
    if response["status_code"] >= 300:
        _error(operation, protocol, response, found)
    else:
        _success(operation, protocol, response, found)
    return found


def _success(operation, protocol, response, found):
    body, status, shape = response["body"], response["status_code"], operation.output_shape
    expected = operation.http.get("responseCode", 200)
    # Invoke tells its kind by the status, which the model has as a member; a range of an object is a 206
    if status != expected and operation.name not in ("Invoke", "GetObject"):
        found.append(f"status {status}, not {expected}")
    if shape is None:
        return
    _headers(operation.name, shape, response["headers"], found)
    payload = shape.serialization.get("payload")
    if payload and shape.members[payload].type_name in ("blob", "string"):
        return
    if body:
        _content_type(protocol, response["headers"], found)
    inner = shape.members[payload] if payload else shape
    if protocol in ("json", "rest-json"):
        walk_json(inner, json.loads(body or b"{}"), operation.name, found)
    elif body:
        root = ElementTree.fromstring(body)
        if protocol == "ec2":
            _take_request_id(root, found)
        walk_xml(inner, _result_of(shape, root, found), operation.name, found)


def _result_of(shape, root, found):
    wrapper = shape.serialization.get("resultWrapper")
    if not wrapper:
        return root
    parts = {local(child): child for child in root}
    if set(parts) - {wrapper, "ResponseMetadata"}:
        found.append(f"unknown elements beside {wrapper}: {sorted(parts)}")
    if parts.get("ResponseMetadata") is None or parts["ResponseMetadata"].find("{*}RequestId") is None:
        found.append("no RequestId in ResponseMetadata")
    return parts.get(wrapper, ElementTree.Element(wrapper))


def _take_request_id(root, found):
    id = root.find("{*}requestId")
    if id is None:
        found.append("no requestId")
    else:
        root.remove(id)


def _headers(path, shape, headers, found):
    """Members that a model has in headers."""
    for name, member in shape.members.items():
        if member.serialization.get("location") != "header":
            continue
        value = headers.get(member.serialization["name"].lower())
        if value is None:
            if name in shape.required_members:
                found.append(f"{path}: the header of {name} is missing")
        elif member.type_name == "timestamp":
            if not HTTP_DATE.fullmatch(value):
                found.append(f"{path}: the header of {name} is {value!r}, not a time")
        elif member.type_name in ("integer", "long"):
            if not re.fullmatch(r"-?\d+", value):
                found.append(f"{path}: the header of {name} is {value!r}, not a number")
        else:
            scalar(member, value, f"{path}: the header of {name}", found)


def _content_type(protocol, headers, found):
    if not re.fullmatch(CONTENT_TYPES[protocol], headers.get("content-type", "")):
        found.append(f"the content type is {headers.get('content-type')!r}")


def _error(operation, protocol, response, found):
    status = response["status_code"]
    if operation.http["method"] == "HEAD":
        return  # it has no body that could say more than the status
    _content_type(protocol, response["headers"], found)
    code, members = _ERRORS[protocol](response, found)
    modelled = {shape.error_code: shape for shape in operation.error_shapes}.get(code)
    if modelled is None and code not in COMMON[protocol]:
        found.append(f"error {code} is neither in the model nor common")
        return
    expected = COMMON[protocol].get(code) or modelled.metadata.get("error", {}).get("httpStatusCode")
    if protocol == "json" and status < 500:
        expected = 400  # the body says it all: services of this protocol answer 400 whatever the model has
    if expected and status != expected:
        found.append(f"error {code} comes with status {status}, not {expected}")
    if modelled is not None and protocol in ("json", "rest-json"):
        walk_json(modelled, _as_modelled(modelled, members), code, found)


def _as_modelled(shape, members):
    """The message is in each error, also in those whose model has no such member."""
    return {name: value for name, value in members.items() if name.lower() != "message" or name in shape.members}


def _json_error(response, found):
    body = json.loads(response["body"])
    code = body.pop("__type", None)
    _message(body, found)
    return code, body


def _rest_json_error(response, found):
    body = json.loads(response["body"])
    _message(body, found)
    return response["headers"].get("x-amzn-errortype"), body


def _message(body, found):
    if not isinstance(body.get("message", body.get("Message")), str):
        found.append("an error without a message")


def _query_error(response, found):
    root = ElementTree.fromstring(response["body"])
    if local(root) != "ErrorResponse" or [local(child) for child in root] != ["Error", "RequestId"]:
        found.append(f"an error is <{local(root)}> with {[local(child) for child in root]}")
    error = {local(child): child.text or "" for child in root.find("{*}Error")}
    if error.get("Type") != ("Sender" if response["status_code"] < 500 else "Receiver"):
        found.append(f"the Type of an error is {error.get('Type')!r}")
    if "Message" not in error:
        found.append("an error without a message")
    return error.get("Code"), error


def _ec2_error(response, found):
    root = ElementTree.fromstring(response["body"])
    if local(root) != "Response" or [local(child) for child in root] != ["Errors", "RequestID"]:
        found.append(f"an error is <{local(root)}> with {[local(child) for child in root]}")
    error = {local(child): child.text or "" for child in root.find("Errors/Error")}
    if "Message" not in error:
        found.append("an error without a message")
    return error.get("Code"), error


def _rest_xml_error(response, found):
    root = ElementTree.fromstring(response["body"])
    error = {local(child): child.text or "" for child in root}
    if local(root) != "Error" or not {"Code", "Message", "RequestId"} <= set(error):
        found.append(f"an error is <{local(root)}> with {sorted(error)}")
    return error.get("Code"), error


_ERRORS = {"ec2": _ec2_error, "json": _json_error, "rest-json": _rest_json_error, "query": _query_error, "rest-xml": _rest_xml_error}
