"""This is where it is told who chooses a tag of a session by which somebody's things are told from another's.

A policy may ask for a certain value of `aws:PrincipalTag/…`, so that rights hang on it, or use the value, as in
`${aws:PrincipalTag/tenant}`, so that it says whose things the session is about: whoever chooses that poses as whomever
they like, and has by one role what belongs to many. Source: IAM User Guide, "Pass session tags in AWS STS"; read
2026-11.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from daypass.graph.stack import Stack
from daypass.iam.condition import Condition
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided
from daypass.rule import Open, Problem
from daypass.settings import Settings
from daypass_policies.escalating.tags.retagging import PRINCIPAL_TAG
from daypass_policies.escalating.tags.tenants import Tenants
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.resource_policies import reported
from daypass_policies.opening.trusts import ask_taggers
from daypass_policies.rights import Holder, Holders, allows, resources_of
from daypass_policies.settle import collect
from daypass_policies.trusting.trust import ROLES

_TAG_IN_TEXT: Final = re.compile(r"\$\{aws:principaltag/([^}'\",]+)", re.IGNORECASE)

ASKING: Final = "Ask in the trust for the one value (aws:RequestTag/…), or let only other keys be set (aws:TagKeys)."
"""How it is mended."""


def posing(stack: Stack, settings: Settings) -> tuple[Problem | Open, ...]:
    """What is told of the roles of a stack of which a policy uses the value of a tag, and asks for none."""
    return tuple(_posing(stack, stack.once(Tenants, settings)))


def _posing(stack: Stack, tenants: Tenants) -> Iterator[Problem | Open]:
    for holder in stack.once(Holders).each:
        if holder.on.type in ROLES:
            known = {tag.lower() for tag in believed(holder)}
            for tag in (one for one in _used(holder) if one.lower() not in known):  # of those all callers are told
                yield from reported(holder.on, _of_tenants(holder, tag, tenants))


def believed(holder: Holder) -> Iterator[str]:
    """The keys of the tags of which a statement that allows something asks for a certain value, each once."""
    found: dict[str, str] = {}
    for statement in allows(holder.policies):
        try:
            conditions = statement.conditions
        except Undecided:
            continue  # what it asks for is not known, and nobody can say that it is a tag
        for one in conditions:
            if one.key.lower().startswith(PRINCIPAL_TAG) and _is_certain(one):
                found.setdefault(one.key.lower(), one.key[len(PRINCIPAL_TAG) :])
    yield from found.values()


def _is_certain(condition: Condition) -> bool:
    """Whether it holds only for values that are written there."""
    if condition.test.negated or condition.if_exists or condition.qualifier == "ForAllValues":
        return False
    return condition.operator in ("StringEquals", "StringLike", "StringEqualsIgnoreCase", "Bool") and not any(
        "${" in value for value in condition.values
    )


def _used(holder: Holder) -> Iterator[str]:
    """The keys of the tags of which a statement that allows something uses the value, each once."""
    found: dict[str, str] = {}
    for statement in allows(holder.policies):
        keys = (key for text in _texts(statement) for key in _TAG_IN_TEXT.findall(text))
        found.update((key.lower(), key) for key in keys)
    yield from found.values()


def _texts(statement: Statement) -> Iterator[str]:
    """The resources and the values of conditions, as far as they are known."""
    yield from resources_of(statement)
    try:
        yield from (value for one in statement.conditions for value in one.values)
    except Undecided:
        return


def _of_tenants(holder: Holder, tag: str, tenants: Tenants) -> Iterator[Problem]:
    """What there is to say of all whom the trust lets choose a tag of which the value is used. Raises `Undecided`."""
    choosing, unknown = collect([ask_taggers(holder.on, partial(tenants.choosing, holder.on, tag))])
    for one in tenants.told(holder.on, tag, choosing):
        yield problem_of(holder, tag, one.grant, one.name)
    if unknown:
        raise unknown


def problem_of(holder: Holder, tag: str, grant: Grant, name: str) -> Problem:
    """What is told of one whom the trust lets choose a tag."""
    whom = "a caller" if grant.hidden else repr(name)
    which = "a tag" if holder.is_marked else f"the tag {tag!r}"
    return Problem(
        f"role {holder.on.name!r} lets {whom} choose {which} of its session, and what it may do hangs on that",
        at=grant.where,
        key=None if grant.hidden or holder.is_marked else f"{tag} {name}",
        witness=None if grant.hidden else name,
    )
