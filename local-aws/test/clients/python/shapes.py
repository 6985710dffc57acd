"""Walks a value and the shape that a service model has for it, and tells where they differ."""

import re

# stacks' statuses that real events have although the model's list is of resources' statuses only
# (recorded: localstack/localstack tests/aws/services/cloudformation/test_change_set_ref)
STATUSES_OF_STACKS = {"REVIEW_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"}
ISO_8601 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def walk_json(shape, value, path, found):
    kind = shape.type_name
    if kind == "structure":
        names = {m.serialization.get("name", name): (name, m) for name, m in _body_members(shape)}
        for key in set(value) - set(names) - ({"__type"} if "exception" in shape.metadata else set()):
            found.append(f"{path}.{key} is unknown to the model")
        _require(shape, {names[key][0] for key in value if key in names}, path, found)
        for key in set(value) & set(names):
            walk_json(names[key][1], value[key], f"{path}.{key}", found)
    elif kind == "list":
        _bounds(shape, len(value), path, found)
        for index, item in enumerate(value):
            walk_json(shape.member, item, f"{path}[{index}]", found)
    elif kind == "map":
        for key, item in value.items():
            walk_json(shape.key, key, f"{path} key", found)
            walk_json(shape.value, item, f"{path}.{key}", found)
    else:
        types = {"boolean": bool, "string": str, "integer": int, "long": int, "timestamp": (int, float, str)}
        expected = types.get(kind, (int, float))
        if not isinstance(value, expected) or (isinstance(value, bool) and kind != "boolean"):
            found.append(f"{path} is {value!r}, not a {kind}")
        else:
            scalar(shape, value, path, found)


def walk_xml(shape, node, path, found):
    kind = shape.type_name
    if kind == "structure":
        names = {_xml_name(name, m): (name, m) for name, m in _body_members(shape)}
        children = {}
        for child in node:
            children.setdefault(local(child), []).append(child)
        for key in set(children) - set(names):
            found.append(f"{path}.{key} is unknown to the model")
        _require(shape, {names[key][0] for key in children if key in names}, path, found)
        for key in set(children) & set(names):
            member = names[key][1]
            if member.type_name == "list" and member.serialization.get("flattened"):
                for child in children[key]:
                    walk_xml(member.member, child, f"{path}.{key}", found)
            elif len(children[key]) > 1:
                found.append(f"{path}.{key} is there {len(children[key])} times")
            else:
                walk_xml(member, children[key][0], f"{path}.{key}", found)
    elif kind == "list":
        _bounds(shape, len(node), path, found)
        for child in node:
            if local(child) != shape.member.serialization.get("name", "member"):
                found.append(f"{path} has <{local(child)}>")
            walk_xml(shape.member, child, f"{path}[]", found)
    elif kind == "map":
        for entry in node:
            for child, part in ((entry[0], shape.key), (entry[1], shape.value)):
                walk_xml(part, child, f"{path} {local(child)}", found)
    else:
        if len(node):
            found.append(f"{path} has elements, not a {kind}")
        scalar(shape, _xml_scalar(kind, node.text or "", path, found), path, found)


def _xml_scalar(kind, text, path, found):
    if kind == "boolean" and text not in ("true", "false"):
        found.append(f"{path} is {text!r}, not a boolean")
    if kind in ("integer", "long"):
        return int(text)
    return text


def _xml_name(name, shape):
    if shape.type_name == "list" and shape.serialization.get("flattened"):
        return shape.member.serialization.get("name", shape.serialization.get("name", name))
    return shape.serialization.get("name", name)


def _body_members(shape):
    return [(name, m) for name, m in shape.members.items() if m.serialization.get("location") is None]


def _require(shape, present, path, found):
    in_body = {name for name, _ in _body_members(shape)}
    for name in set(shape.required_members) & in_body - present:
        found.append(f"{path}.{name} is missing")


def scalar(shape, value, path, found):
    if shape.type_name == "timestamp" and isinstance(value, str) and not ISO_8601.fullmatch(value):
        found.append(f"{path} is {value!r}, not a time")
    if shape.type_name == "string":
        _bounds(shape, len(value), path, found)
        known = set(shape.enum) | (STATUSES_OF_STACKS if shape.name == "ResourceStatus" else set())
        if shape.enum and value not in known:
            found.append(f"{path} is {value!r}, not one of {shape.enum}")
        pattern = shape.metadata.get("pattern")
        if pattern and not _matches(pattern, value):
            found.append(f"{path} is {value!r}, which does not match {pattern}")
    elif shape.type_name in ("integer", "long"):
        _bounds(shape, value, path, found)


def _matches(pattern, value):
    try:
        return re.fullmatch(pattern, value, re.DOTALL) is not None
    except re.error:  # \p{…} is of other regular expressions than Python's
        return True


def _bounds(shape, size, path, found):
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if (least is not None and size < least) or (most is not None and size > most):
        found.append(f"{path} has a length or value of {size}, outside {least}..{most}")


def local(node):
    return node.tag.rsplit("}", 1)[-1]
