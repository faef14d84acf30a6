"""This is where it is read which identities a template of CloudFormation makes, and which of them nothing bounds.

Source: CloudFormation Template Reference, AWS::IAM::Role and AWS::IAM::User (`PermissionsBoundary`); read 2026-11. A
template in YAML is read by its lines, since its short forms (`!GetAtt`) are no plain YAML.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

_TYPES: Final = ("AWS::IAM::Role", "AWS::IAM::User")
_BOUNDARY: Final = "PermissionsBoundary"
_TYPE_LINE: Final = re.compile(r"(?m)^[ \t]*Type[ \t]*:[ \t]*[\"']?AWS::IAM::(?:Role|User)[\"']?[ \t]*(?:#.*)?$")
_BOUNDARY_LINE: Final = re.compile(rf"(?m)^[ \t]*{_BOUNDARY}[ \t]*:")


def unbounded_identities(template: str) -> tuple[str, ...]:
    """The logical names of roles and users without a boundary, in their order; of YAML "" for each of them."""
    try:
        read = json.loads(template)
    except (ValueError, RecursionError):
        return ("",) * (len(_TYPE_LINE.findall(template)) - len(_BOUNDARY_LINE.findall(template)))
    return tuple(_unbounded(read))


def _unbounded(template: object) -> Iterator[str]:
    resources = template.get("Resources") if isinstance(template, Mapping) else None
    for name, made in resources.items() if isinstance(resources, Mapping) else ():
        if isinstance(made, Mapping) and made.get("Type") in _TYPES:
            properties = made.get("Properties")
            if not isinstance(properties, Mapping) or not properties.get(_BOUNDARY):
                yield str(name)
