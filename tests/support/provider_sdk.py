"""This is where tests look up what a type of the installed provider SDKs takes: read as text, nothing is imported."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from daypass.graph.property_path import Step, steps

_CLASS: Final = re.compile(r"^class (\w+)\b", re.MULTILINE)
_TOKEN: Final = re.compile(r"super\((\w+), __self__\)\.__init__\(\s*'([^']+)'")
_PROPERTY: Final = re.compile(r'@pulumi\.getter(?:\(name="(\w+)"\))?\n(?: +@.*\n)*? +def (\w+)\(self\) -> (.+):\n')
_INNER: Final = re.compile(r"'(?:\w+\.)*(\w+Args)'")


def problem_in_sdk(type_: str, path: str, json_texts: frozenset[str]) -> str:
    """Why the path leads to no text of this type of pulumi-aws, "" where it does. `json_texts` may hold the rest."""
    if type_ not in _modules():
        return "no such type"
    name, module = _modules()[type_]
    annotation, known = "", _properties(module)[f"{name}Args"]
    for step in steps(path):
        if _is_text(annotation) and path.partition(".")[0] in json_texts:
            return ""
        annotation = _next(step, annotation, known)
        if not annotation:
            return f"{step} leads nowhere"
        inner = _INNER.search(annotation)
        known = _properties(module.parent / "_inputs.py")[inner[1]] if inner else {}
    return "" if _is_text(annotation) else f"leads to {annotation}"


def _next(step: Step, annotation: str, known: Mapping[str, str]) -> str:
    """How that is annotated which the step leads to; "" where it leads nowhere. `known` are the properties here."""
    if step.kind == "key":
        of_map = "str" if "Mapping[" in annotation else ""
        return "" if "Sequence[" in annotation else known.get(step.name, of_map)
    container = "Mapping[" if step.kind == "values" else "Sequence["
    fits = container in annotation and (step.kind != "where" or step.name in known)
    return annotation.replace(container, "") if fits else ""


def _is_text(annotation: str) -> bool:
    return "str" in annotation and not {"Sequence[", "Mapping["} & set(re.findall(r"\w+\[", annotation))


@cache
def _modules() -> dict[str, tuple[str, Path]]:
    """Type token → class and file."""
    spec = find_spec("pulumi_aws")
    assert spec
    assert spec.origin
    found = {}
    for path in Path(spec.origin).parent.glob("*/*.py"):
        if match := _TOKEN.search(path.read_text("utf-8")):
            found[match[2]] = (match[1], path)
    return found


@cache
def _properties(module: Path) -> dict[str, dict[str, str]]:
    """Class → property → annotation."""
    source = module.read_text("utf-8")
    starts = [*_CLASS.finditer(source)]
    ends = [match.start() for match in starts[1:]] + [len(source)]
    return {
        match[1]: {named or plain: said for named, plain, said in _PROPERTY.findall(source, match.end(), end)}
        for match, end in zip(starts, ends, strict=True)
    }


def problem_in_schema(type_: str, path: str) -> str:
    """Why the path fits no CloudFormation schema, which aws-native is generated from; "" where it does.

    The schemas are those of the installed cfn-lint. aws-native writes every name in camelCase, so case is ignored.
    """
    module, _, name = type_.removeprefix("aws-native:").partition(":")
    schema = _schemas().get(f"{_RENAMED.get(module, module)}::{name}".lower())
    if schema is None:
        return "no such type"
    root = node = json.loads(schema.read_text("utf-8"))
    for step in steps(path):
        node = _resolved(node, root)
        if step.kind in ("each", "where"):
            if "items" not in node:
                return f"no list at {step}"
            node = node["items"]
        elif step.kind == "key" and "properties" in node:
            found = {key.lower(): value for key, value in node["properties"].items()}
            if step.name.lower() not in found:
                return f"no property {step.name!r}"
            node = found[step.name.lower()]
        elif "patternProperties" in node:
            node = next(iter(node["patternProperties"].values()))
        elif "object" in node.get("type", ()):
            return ""  # it says nothing of what such an object holds
        else:
            return f"no map at {step}"
    return "" if "string" in _resolved(node, root).get("type", "string") else "leads to no text"


_RENAMED: Final = {"configuration": "config"}


def _resolved(node: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        node = root["definitions"][node["$ref"].rpartition("/")[2]]
    return node


@cache
def _schemas() -> dict[str, Path]:
    """Type of CloudFormation without its `AWS::`, in lower case → file."""
    spec = find_spec("cfnlint")
    assert spec
    assert spec.origin
    folder = Path(spec.origin).parent / "data" / "schemas"
    names = json.loads((folder / "providers" / "us-east-1.json").read_text("utf-8"))
    return {name.removeprefix("AWS::").lower(): folder / "resources" / f"{file}.json" for name, file in names.items()}
