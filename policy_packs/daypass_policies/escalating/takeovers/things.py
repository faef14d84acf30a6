"""This is where the things are that a call may be about: by the name that a request says, and that an ARN has."""

import re
from typing import Final

from daypass.graph.becoming.steering.apis.integrations import AskedCall
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.choosing import patterns_for
from daypass_policies.escalating.takeovers.unnamed import SUFFIXES

_BUCKETS: Final = "s3"
_SECRETS: Final = "secretsmanager"
_PARAMETERS: Final = "ssm"
"""The service of things whose names have slashes in them."""

_KIND: Final = re.compile(r"[\w-]{1,60}[:/](?=.)")
"""What says in an ARN of what kind the thing is (`table/`)."""


def reaches_several(role: Actor, action: str, asked: AskedCall) -> bool:
    """Whether what it is about can be one of several things, as far as the role may do this to them."""
    things = {thing_of(pattern) for pattern in patterns_for(role, action) if fits(pattern, asked)}
    return len(things) > 1 or any(map(has_wildcard, things))


def fits(resource: str, asked: AskedCall) -> bool:
    """Whether the caller may name something that a pattern of resources takes in."""
    wanted, thing = name_in(asked.pattern), thing_of(resource)
    return matches(wanted, thing) or matches(thing, wanted)


def thing_of(pattern: str) -> str:
    """The name in an ARN of what a call is about: of an object its bucket, of an index its table."""
    arn = Arn.parse(pattern)
    if arn is None or arn.resource == EVERYTHING:
        return EVERYTHING
    if arn.service == _BUCKETS:
        return arn.resource.partition("/")[0]
    name = _KIND.sub("", arn.resource, count=1)
    if arn.service == _SECRETS:
        return name.removesuffix(next((end for end in SUFFIXES if name.endswith(end)), ""))
    return name if arn.service == _PARAMETERS else re.split(r"[:/]", name, maxsplit=1)[0]


def kind_of(pattern: str) -> tuple[str, str]:
    """The service in an ARN, and of what kind the thing is (`table/`), where it says so; objects are of a bucket's."""
    arn = Arn.parse(pattern)
    if arn is None:
        return "", ""
    kind = None if arn.service == _BUCKETS else _KIND.match(arn.resource)
    return arn.service, kind[0] if kind else ""


def name_in(text: str) -> str:
    """The name in what a request says: an ARN, an address, or the name itself."""
    arn = Arn.parse(text)
    return thing_of(text) if arn else text.rstrip("/").rpartition("/")[2] or EVERYTHING
