"""This is where it is told which objects of S3 the template of a stack includes, or names as that of a nested stack.

They are read anew at each update, so that whoever writes one says what the stack's role then makes. Source: AWS
CloudFormation Template Reference, "AWS::Include transform" ("inserts the contents of the specified file [...] when you
create or update a stack using a change set") and "AWS::CloudFormation::Stack" (`TemplateURL`); read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.steering.scripts import MOST
from daypass.graph.leaves import said, text_of
from daypass.model.resource import Resource

_BODIES: Final = {
    "aws:cloudformation/stack:Stack": "templateBody",
    "aws:cloudformation/stackSet:StackSet": "templateBody",
    "aws-native:cloudformation:Stack": "templateBody",
}
"""Type → where a template stands as a text."""

_INCLUDES: Final = re.compile(r"\bAWS::Include\b")
_KEY: Final = r"(?P<key>[\w!/.*()@:+=-]{1,1024})(?=[\s\"',}]|$)"
_LOCATION: Final = re.compile(rf"\bLocation[\"']?\s{{0,8}}:\s{{0,8}}[\"']?s3://(?P<bucket>[a-z0-9.-]{{3,63}})/{_KEY}")
_NESTED: Final = re.compile(
    r"\bTemplateURL[\"']?\s{0,8}:\s{0,8}[\"']?https://"
    r"(?:(?P<bucket>[a-z0-9.-]{3,63})\.s3[.-][\w.-]{0,40}amazonaws\.com(?:\.cn)?"
    rf"|s3[.-][\w.-]{{0,40}}amazonaws\.com(?:\.cn)?/(?P<first>[a-z0-9.-]{{3,63}}))/{_KEY}"
)
_COMMENT: Final = re.compile(r"(?m)^\s{0,80}#.{0,2000}$")


def included_in(stack: Resource) -> Iterator[str]:
    """The ARNs of the objects, each once; none of one that is named with a version, or by a parameter."""
    text = _COMMENT.sub("", text_of(said(stack, _BODIES.get(stack.type, "")))[:MOST])
    found = (*(_LOCATION.finditer(text) if _INCLUDES.search(text) else ()), *_NESTED.finditer(text))
    yield from dict.fromkeys(f"arn:*:s3:::{_bucket(one)}/{one['key']}" for one in found)


def _bucket(found: re.Match[str]) -> str:
    named = found.groupdict()
    return named["bucket"] or named.get("first") or ""
