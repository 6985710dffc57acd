"""Checks in groups: `@check` names one by its docstring, `finish` runs them all and tells the outcome, one line a group."""

import json
import sys
import time
import traceback
import urllib.request

_groups = {}


def check(group):
    def add(function):
        _groups.setdefault(group, []).append(function)
        return function

    return add


def finish():
    """The last line is for the script that adds the parts up."""
    passed, failures = 0, []
    for group, functions in _groups.items():
        begin, before = time.monotonic(), len(failures)
        for function in functions:
            problem = _problem(function)
            if problem:
                failures.append(f"{group}: {' '.join(function.__doc__.split())}\n{problem}")
            else:
                passed += 1
        mark = "ok   " if len(failures) == before else "WRONG"
        print(f"{mark} {group:<34}{len(functions):>4} checks {time.monotonic() - begin:6.1f} s", flush=True)
    for failure in failures:
        print(f"\n{failure}")
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(1 if failures else 0)


def _problem(function):
    try:
        function()
    except Exception:
        return traceback.format_exc()
    return None


def equal(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


def includes(whole, part):
    """Whether a response holds all that `part` names."""
    if isinstance(part, dict):
        for name, value in part.items():
            assert name in whole, f"no {name} in {whole!r}"
            includes(whole[name], value)
    else:
        equal(whole, part)


def raises(kind, call, message=""):
    try:
        call()
    except kind as error:
        assert message in str(error), f"{message!r} is not in {error!s}"
        return error
    raise AssertionError(f"no {kind.__name__}")


def control(endpoint, method, name, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{endpoint}/_local/{name}", data, method=method)) as response:
        return json.loads(response.read())
