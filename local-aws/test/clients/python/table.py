"""Plays the calls of ../calls with a client: the same inputs for all of them, and what must come of each."""

import datetime
import json
import os
import re
import sys
import time
import urllib.parse

from checks import check, control

PATIENCE = 30


class Refused(Exception):
    """What a client makes of an error: its code and message, and where it has classes, the class and its members."""

    def __init__(self, code, message, exception=None, members=None):
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.exception, self.members = code, message, exception, members


def play(client, call):
    """A check for each call; `call(service, operation, input)` gives the answer or raises Refused."""
    with open(os.environ["CALLS"]) as file:
        tables = json.load(file)
    kept = {}
    for name, steps in tables.items():
        for step in steps:
            check(f"{client}: {name}")(_as_check(step, kept, call))


def _as_check(step, kept, call):
    def run():
        if "local" in step:
            return control(os.environ["AWS_ENDPOINT_URL"], "POST", step["local"], step["body"])
        service, operation = step["on"].split()
        input = filled(step.get("input", {}), kept)
        expected = filled(step.get("gives", {}), kept)
        if "refused" in step:
            return _refused(lambda: call(service, operation, input), filled(step["refused"], kept))
        answer = _answer(lambda: call(service, operation, input), expected, step.get("until"))
        for name, path in step.get("keep", {}).items():
            kept[name] = _at(path, answer)

    run.__doc__ = f"{step.get('on', 'local')} {json.dumps(step.get('input', {}))[:120]}"
    return run


def _at(path, answer):
    for name in path.split("."):
        answer = answer[int(name) if isinstance(answer, list) else name]
    return answer


def _answer(call, expected, until):
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = call()
        wrong = differences(answer, expected)
        if not wrong:
            return answer
        assert until and time.monotonic() < deadline, "\n".join([*wrong, f"in {answer!r}"[:2000]])
        time.sleep(0.1)


def _refused(call, expected):
    try:
        answer = call()
    except Refused as error:
        wanted = {"code": expected["code"], "message": {"$matches": re.escape(expected.get("message", ""))}}
        if error.members is not None and "exception" in expected:
            wanted |= {"exception": expected["exception"], "members": expected.get("members", {})}
        wrong = differences(vars(error), wanted)
        assert not wrong, "\n".join(wrong)
        return
    raise AssertionError(f"not refused, but {answer!r}")


def filled(value, kept):
    """With the names in braces replaced; templates and code have braces too, but none around a kept name."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda match: kept.get(match[1], match[0]), value)
    if isinstance(value, list):
        return [filled(item, kept) for item in value]
    if isinstance(value, dict):
        return {name: filled(item, kept) for name, item in value.items()}
    return value


def differences(actual, expected, path="answer"):
    """Where an answer does not hold what is expected of it."""
    if isinstance(expected, dict):
        marker = next((name for name in expected if name.startswith("$")), None)
        if marker:
            return _MARKERS[marker](actual, expected[marker], path)
        if not isinstance(actual, dict):
            return [f"{path} is {actual!r}, not an object"]
        return [d for name, part in expected.items() for d in differences(actual.get(name), part, f"{path}.{name}")]
    if isinstance(expected, list):
        if not isinstance(actual, list) or len(actual) != len(expected):
            return [f"{path} is {actual!r}, not a list of {len(expected)}"]
        pairs = enumerate(zip(actual, expected))
        return [d for index, (a, e) in pairs for d in differences(a, e, f"{path}[{index}]")]
    return [] if type(actual) is type(expected) and actual == expected else [f"{path} is {actual!r}, not {expected!r}"]


def _has(actual, wanted, path):
    if not isinstance(actual, list):
        return [f"{path} is {actual!r}, not a list"]
    missing = [one for one in wanted if all(differences(item, one) for item in actual)]
    return [f"{path} has no {one!r}" for one in missing]


def _json(actual, wanted, path):
    if isinstance(actual, str):
        actual = json.loads(urllib.parse.unquote(actual) if actual.startswith("%") else actual)
    return differences(actual, wanted, path)


def _matches(actual, pattern, path):
    return [] if re.search(pattern, str(actual), re.DOTALL) and actual is not None else [f"{path} is {actual!r}, not like {pattern}"]


def _time(actual, _, path):
    if isinstance(actual, str):  # the aws CLI writes them as it got them, mostly as text
        try:
            actual = datetime.datetime.fromisoformat(actual.replace("Z", "+00:00"))
        except ValueError:
            pass
    known = (datetime.datetime, float, int) if not isinstance(actual, bool) else ()
    return [] if isinstance(actual, known) or _is_http_date(actual) else [f"{path} is {actual!r}, not a time"]


def _is_http_date(text):
    return isinstance(text, str) and re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT", text) is not None


_MARKERS = {"$has": _has, "$json": _json, "$matches": _matches, "$time": _time}
