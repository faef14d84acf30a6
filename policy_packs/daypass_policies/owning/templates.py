"""This is where it is read which identities a template of CloudFormation makes, and which of them nothing bounds.

Source: CloudFormation Template Reference, AWS::IAM::Role and AWS::IAM::User (`PermissionsBoundary`), and "Understand
CloudFormation quotas" (51,200 bytes of a template body); read 2026-11. A template in YAML is read by its lines, since
its short forms (`!GetAtt`) are no plain YAML.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, takewhile
from typing import Final

_TYPES: Final = ("AWS::IAM::Role", "AWS::IAM::User")
_BOUNDARY: Final = "PermissionsBoundary"
_LONGEST: Final = 51_200
_SAID: Final = re.compile(r"Type[\"']?\s*:\s*[\"']?AWS::IAM::(?:Role|User)\b")
_TYPE_LINE: Final = re.compile(r"\s*Type\s*:\s*[\"']?AWS::IAM::(?:Role|User)[\"']?\s*(?:#.*)?")
_BOUNDARY_LINE: Final = re.compile(rf"\s*{_BOUNDARY}\s*:\s*\S")


def unbounded_identities(template: str) -> tuple[str, ...]:
    """The logical names of roles and users without a boundary, in their order; of YAML "" for each of them.

    Raises `ValueError` where YAML is written in a way that lines do not tell, such as `{Type: AWS::IAM::Role}`.
    """
    try:
        read = json.loads(template)
    except (ValueError, RecursionError):
        return tuple(_unbounded_lines(template))
    return tuple(_unbounded(read))


def _unbounded(template: object) -> Iterator[str]:
    resources = template.get("Resources") if isinstance(template, Mapping) else None
    for name, made in resources.items() if isinstance(resources, Mapping) else ():
        if isinstance(made, Mapping) and made.get("Type") in _TYPES:
            properties = made.get("Properties")
            if not isinstance(properties, Mapping) or not properties.get(_BOUNDARY):
                yield str(name)


def _unbounded_lines(template: str) -> Iterator[str]:
    lines = [line for line in template.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    made = [at for at, line in enumerate(lines) if _TYPE_LINE.fullmatch(line)]
    if len(_SAID.findall("\n".join(lines))) != len(made) or (made and len(template) > _LONGEST):
        raise ValueError("a template that lines do not tell")
    for at in made:
        if not any(map(_BOUNDARY_LINE.match, _beside(lines, at))):
            yield ""


def _beside(lines: Sequence[str], at: int) -> Iterator[str]:
    """The lines around one that are indented as far or farther: what else is said of the same resource."""
    indent = _indent(lines[at])
    before, after = reversed(lines[:at]), lines[at + 1 :]
    return chain(*(takewhile(lambda line: _indent(line) >= indent, part) for part in (before, after)))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
