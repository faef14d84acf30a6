"""A role does not believe tags that whoever assumes it chooses."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from daypass.graph.stack import Stack
from daypass.iam.action import action_matches
from daypass.iam.condition import Condition
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.tags.limits import limits_tag
from daypass_policies.escalating.tags.retagging import PRINCIPAL_TAG
from daypass_policies.escalating.tags.tenants import Tenants
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.resource_policies import reported
from daypass_policies.opening.trusts import ask_taggers
from daypass_policies.rights import Holder, Holders, allows, resources_of
from daypass_policies.settle import collect
from daypass_policies.trusting.trust import ROLES

_TAGS: Final = "sts:TagSession"
_TAG_IN_TEXT: Final = re.compile(r"\$\{aws:principaltag/([^}'\",]+)", re.IGNORECASE)


@rule(
    "session-tags-are-limited",
    risk="privilege-escalation",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=ROLES,
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "SOC2:CC6.3", "OWASP-AGENTIC-2026:ASI03"),
    remedy="Ask in the trust for the one value (aws:RequestTag/…), or let only other keys be set (aws:TagKeys).",
)
def session_tags_are_limited(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Where rights hang on a tag of the session, whoever puts the tags on gives out the rights, to itself as well.

    Told is a role of which a policy allows something where `aws:PrincipalTag/…` is a certain value, and whose trust
    lets a principal assume it with tags (`sts:TagSession`) and asks for no value of that tag: a session tag stands
    before the role's own of the same key. Tags that an AWS service or an issuer of tokens sets are theirs.

    A tag of which a policy uses the value, as in `${aws:PrincipalTag/tenant}`, says whose things a session is about. Of
    it is told each identity of the stack that may choose any value, and by it reads secrets or what is stored, changes
    something or becomes another, as it may not do without the role. Its own policies may hold it to one value, by a
    condition on `aws:RequestTag/…`. Who is there to hand out the sessions of many must choose: a token vending machine,
    a broker, a gateway, an API or an authorizer, by its name, its purpose or its description, or one of whom the trust
    demands the tag (`Null`) while it holds another beside it to a value, or, of no agent, vendor or pipeline, while it
    lets in nobody else and no other keys (`aws:TagKeys`). The only key need not be demanded where a session without the
    tag has less. It is told where another identity of the stack may choose as well, and where it or the role carries
    such a tag itself, and so is one tenant of many.

    Refused:
        tools:
          type: aws:iam/role:Role
          properties:
            name: tools
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "arn:aws:iam::111122223333:role/worker"}
                  Action: ["sts:AssumeRole", "sts:TagSession"]
            inlinePolicies:
              - name: secrets
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                   "Action": "secretsmanager:GetSecretValue", "Resource": "*",
                   "Condition": {"StringEquals": {"aws:PrincipalTag/elevated": "true"}}}]}

    Mended:
        tools:
          type: aws:iam/role:Role
          properties:
            name: tools
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "arn:aws:iam::111122223333:role/worker"}
                  Action: ["sts:AssumeRole", "sts:TagSession"]
                  Condition: {StringEquals: {"aws:RequestTag/elevated": "false"}}
            inlinePolicies:
              - name: secrets
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                   "Action": "secretsmanager:GetSecretValue", "Resource": "*",
                   "Condition": {"StringEquals": {"aws:PrincipalTag/elevated": "true"}}}]}
    """
    tenants = stack.once(Tenants, ask.settings)
    for holder in stack.once(Holders).each:
        if holder.on.type in ROLES:
            believed = {tag.lower(): tag for tag in _believed(holder)}
            for tag in believed.values():
                yield from reported(holder.on, ask_taggers(holder.on, partial(_of_grant, holder, tag)))
            for tag in (one for one in _used(holder) if one.lower() not in believed):  # of those all callers are told
                yield from reported(holder.on, _of_tenants(holder, tag, tenants))


def _believed(holder: Holder) -> Iterator[str]:
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
        yield _problem(holder, tag, one.grant, one.name)
    if unknown:
        raise unknown


def _of_grant(holder: Holder, tag: str, grant: Grant) -> Iterator[Problem]:
    is_callers = grant.kind in ("AWS", "*")
    if not is_callers or not any(action_matches(one, _TAGS) for one in grant.actions):
        return
    if not grant.is_closed(partial(limits_tag, tag.lower())):
        yield _problem(holder, tag, grant, grant.principal)


def _problem(holder: Holder, tag: str, grant: Grant, name: str) -> Problem:
    whom = "a caller" if grant.hidden else repr(name)
    which = "a tag" if holder.is_marked else f"the tag {tag!r}"
    return Problem(
        f"role {holder.on.name!r} lets {whom} choose {which} of its session, and what it may do hangs on that",
        at=grant.where,
        key=None if grant.hidden or holder.is_marked else f"{tag} {name}",
        witness=None if grant.hidden else name,
    )
