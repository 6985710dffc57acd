"""The calls of the table by the aws CLI: its own code in this process, since a hundred starts take a minute."""

import atexit
import contextlib
import io
import json
import os
import re
import shutil
import tempfile

from awscli.clidriver import create_clidriver
from botocore import xform_name

from table import Refused

COMMANDS = {"s3": "s3api", "states": "stepfunctions"}
os.environ["AWS_MAX_ATTEMPTS"] = "1"  # an error that it would try again is looked at the first time
FOLDER = tempfile.mkdtemp(prefix="aws-cli-table-")
atexit.register(shutil.rmtree, FOLDER)
# the CLI reads these from files and writes those to a file
FROM_FILE = {"Body"}
TO_FILE = {("s3", "GetObject"): "Body", ("lambda", "Invoke"): "Payload"}


def call(service, operation, input):
    words = [COMMANDS.get(service, service), xform_name(operation, "-")]
    for name, value in input.items():
        words += _option(name, value)
    out = os.path.join(FOLDER, "out")
    member = TO_FILE.get((service, operation))
    answer = _run([*words, out] if member else words, operation)
    if member:
        with open(out, encoding="utf8") as file:
            answer[member] = file.read()
    return answer


def _option(name, value):
    option = f"--{xform_name(name, '-')}"
    if isinstance(value, bool):
        return [option if value else option.replace("--", "--no-", 1)]
    if isinstance(value, dict) and "$bytes" in value:
        return [option, _write(value["$bytes"]) if name in FROM_FILE else value["$bytes"]]
    return [option, value if isinstance(value, str) else json.dumps(value)]


def _run(words, operation):
    stdout, stderr = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        code = _main(words)
    if code == 0:
        return json.loads(stdout.getvalue() or "{}")
    text = stderr.getvalue().strip("\n")
    told = re.fullmatch(r"An error occurred \((\S+)\) when calling the (\w+) operation(?: \(.*\))?: (.*)", text, re.DOTALL)
    assert told and told[2] == operation, f"aws {' '.join(words)}: exit code {code}\n{text}"
    raise Refused(told[1], told[3])


def _main(words):
    try:
        return create_clidriver().main(words)
    except SystemExit as end:  # words that it does not understand
        return end.code


def _write(text):
    path = os.path.join(FOLDER, "in")
    with open(path, "w", encoding="utf8") as file:
        file.write(text)
    return path
