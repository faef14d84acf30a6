"""This is where it is read which identities a template of CloudFormation makes, and which of them nothing bounds.

Source: CloudFormation Template Reference, AWS::IAM::Role and AWS::IAM::User (`PermissionsBoundary`), "Pseudo
parameters" (`AWS::NoValue` takes a property away), "Fn::ForEach", "Fn::Transform", "AWS::Include transform" and
"AWS::LanguageExtensions transform" (which makes nothing by itself); CloudFormation User Guide, "Understand
CloudFormation quotas" (51,200 bytes of a template body); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.model.json_text import JsonError, json_value
from daypass.model.yaml_text import YamlError, yaml_value

_TYPES: Final = ("AWS::IAM::Role", "AWS::IAM::User")
_OTHERS: Final = ("AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet")
"""What makes resources that stand in another template; and so does each type that ends in `::MODULE`."""
_BOUNDARY: Final = "PermissionsBoundary"
_EXTENSIONS: Final = re.compile(r"[\s\[\]'\",-]*AWS::LanguageExtensions[\s\[\]'\",-]*")
_NOTHING: Final = {"Ref": "AWS::NoValue"}
_FUNCTIONS: Final = tuple(
    f"Fn::{name}" for name in ("FindInMap", "GetAtt", "If", "ImportValue", "Join", "Select", "Sub")
)
_CLEAR: Final = re.compile(r"(?!.*(?:NoValue|Transform|ForEach)).+", re.DOTALL)
"""How an argument of a function is written that surely takes nothing away."""
_LONGEST: Final = 51_200
"""Of the template that a call of CloudFormation takes in."""
_MAY: Final = re.compile(r"IAM::(?:Role|User)|\\[xuU\r\n]|Transform|Fn::ForEach|::MODULE\b|AWS::CloudFormation::Stack")
"""One of these stands in every template that makes identities, though it may stand in others."""


class Identities(NamedTuple):
    """The logical names of roles and users without a boundary, in their order, and whether these are certainly all."""

    unbounded: tuple[str, ...]
    is_all: bool


def identities(template: str) -> Identities:
    """What a template in JSON or YAML makes."""
    try:
        return _identities(_read(template))
    except ValueError:
        return Identities((), not _MAY.search(template))


def _read(template: str) -> object:
    """Raises `ValueError` where it can be read in more than one way, or not at all."""
    try:
        return json_value(template)
    except JsonError as error:
        if error.what != "syntax":
            raise ValueError("not read as JSON") from None
    if len(template) > _LONGEST:
        raise ValueError("longer than a template may be")
    try:
        return yaml_value(template, functions=True)
    except YamlError:
        raise ValueError("not read as YAML") from None


def _identities(template: object) -> Identities:
    if not isinstance(template, Mapping):
        return Identities((), is_all=True)  # none that CloudFormation takes
    judged = dict(_judged(template.get("Resources")))
    is_whole = not any(map(_is_replaced, template.keys() - {"Transform"})) and _is_as_written(template.get("Transform"))
    unbounded = tuple(name for name, is_bound in judged.items() if is_bound is False)
    return Identities(unbounded, is_whole and None not in judged.values())


def _judged(resources: object) -> Iterator[tuple[str, bool | None]]:
    """Each resource, and whether the identities that it makes have a boundary; None where that is not told."""
    if not isinstance(resources, Mapping):
        yield "", True if resources is None else None
        return
    for name, made in resources.items():
        yield str(name), None if _is_replaced(name) else _is_bounded(made)


def _is_bounded(made: object) -> bool | None:
    if not isinstance(made, Mapping) or any(map(_is_replaced, made)):
        return None
    type_, properties = made.get("Type"), made.get("Properties")
    if type_ is None:
        return True  # CloudFormation takes none without
    if not isinstance(type_, str) or type_ in _OTHERS or type_.endswith("::MODULE"):
        return None
    if type_ not in _TYPES:
        return True
    if properties is None:
        return False
    return _is_boundary(properties.get(_BOUNDARY)) if _is_plain(properties) else None


def _is_boundary(value: object) -> bool | None:
    """Whether a property has a value; None where that depends, or is not told."""
    if value is None or value in ("", _NOTHING):
        return False
    if not isinstance(value, Mapping) or len(value) != 1:
        return True if isinstance(value, str) else None
    ((function, given),) = value.items()
    if function == "Ref":
        return True if isinstance(given, str) else None
    if function == "Fn::If" and isinstance(given, list) and len(given) == 3:  # noqa: PLR2004 - condition, then, else
        answers = {_is_boundary(one) for one in given[1:]}
        return answers.pop() if len(answers) == 1 else None
    return True if function in _FUNCTIONS and _CLEAR.fullmatch(repr(given)) else None


def _is_plain(properties: object) -> bool:
    return isinstance(properties, Mapping) and not any(map(_is_replaced, properties))


def _is_replaced(key: object) -> bool:
    """Whether something else stands there in the end than is written under this key."""
    return key == "Transform" or str(key).startswith("Fn::")


def _is_as_written(transform: object) -> bool:
    """Whether no macro makes another template of this one."""
    return bool(_EXTENSIONS.fullmatch(str(transform or "AWS::LanguageExtensions")))
