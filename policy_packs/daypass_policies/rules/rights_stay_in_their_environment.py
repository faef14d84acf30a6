"""What a development workload can break must not be production's."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.given import Given
from daypass.graph.managed import POLICY_KINDS
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import ATTACHED, ROLE, USER, WAYS
from daypass.grouping import grouped
from daypass.iam.asked import asked_of
from daypass.iam.statement import Statement
from daypass.model.identity_types import ROLES_AND_USERS
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.environments import NO_ENVIRONMENT, called, is_there_for
from daypass_policies.crossing.handing_down import hands_over_alone
from daypass_policies.crossing.still_allowed import StillAllowed
from daypass_policies.crossing.surroundings import Surroundings, ToldEnvironment, spanned
from daypass_policies.crossing.taken_in import TakenIn, within
from daypass_policies.escalating.lone import lone_permissions
from daypass_policies.handed_out import TYPES
from daypass_policies.mending.leaving_out import in_json, without_resources
from daypass_policies.public_names import are_public
from daypass_policies.settle import collect
from daypass_policies.wording import shown

_POLICY: Final = "policy"
_NOUNS: Final = (ROLE, USER, _POLICY)
_TAGGED: Final = "tagged things"
_SHOWN: Final = 2
_MOST_GROUPS: Final = 100
"""Of things with other tags than the rest: more are not asked about one by one."""


@rule(
    "rights-stay-in-their-environment",
    risk="environment-crossing",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=tuple(dict.fromkeys((*ROLES_AND_USERS, *TYPES))),
    stack=True,
    controls=("NHI8:2025", "NIST-800-53:AC-4", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:6.5.3", "SOC2:CC6.1"),
    remedy="Name the resources of its own environment, and give what must reach both a role in each.",
)
def rights_stay_in_their_environment(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """An identity that reaches from one environment into another carries the mistakes of the first into the second.

    All policies that the stack gives a role or a user are read, wherever they stand, and those that it gives to roles
    and users elsewhere or to nobody. The environment of the identity is its environment tag, else its stack's name,
    else its own name; that of a resource the `[accounts]` entry of its account, else the tag or the stack of a resource
    that is scanned too, else what the name in the ARN tells by whole segments (`prod-orders`; not `products`), else the
    stack from which a reference takes it, else the tag for which a condition asks (`aws:ResourceTag/Environment`). A
    pattern of names (`table/*-orders`) reaches what the stack has of such names, where a tag tells the environment of
    that, unless its tags or those of the identity keep it out. Folders in a bucket, stages of an API and aliases of a
    function tell nothing, nor do sandboxes and previews by what is called after these and makes them. What the same
    stack makes belongs to it, unless it is tagged otherwise and the identity's own tag or name says where that is. A
    thing that a stack of production tags so, as all that it makes, and that is called after another environment
    (`score-staging`) belongs to neither. What production only hands down, as masked samples for tests (`s3:PutObject`,
    `sqs:SendMessage`, not what reads or deletes), is told in profile `strict` alone, unless `[accounts]` says where it
    goes. Objects of a bucket that calls itself public may be read from everywhere. What a Deny or the boundary takes
    back whatever the request is not reached. Only what leads into production or out of it is reported; by `[accounts]`
    also from one to another of the rest. An identity of which nothing tells the environment does not reach production
    and another one.

    Refused:
        api:
          type: aws:iam/role:Role
          properties:
            name: api
            tags: {daypass:environment: dev}
            inlinePolicies:
              - name: orders
                policy: >-
                  {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "dynamodb:PutItem",
                  "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/prod-orders"}}

    Mended:
        api:
          type: aws:iam/role:Role
          properties:
            name: api
            tags: {daypass:environment: dev}
            inlinePolicies:
              - name: orders
                policy: >-
                  {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "dynamodb:PutItem",
                  "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/dev-orders"}}
    """
    if not any(resource.type in WAYS or resource.type in POLICY_KINDS for resource in stack.resources):
        return
    surroundings = stack.once(Surroundings, ask.settings)
    known = stack.once(EffectivePermissions).each
    for permissions in known:
        if permissions.identity.type in ROLES_AND_USERS:
            title = f"{permissions.noun} {permissions.identity.name!r}"
            yield from _judged(permissions, title, surroundings, strict=ask.profile == "strict")
    for lone in lone_permissions(stack, known):
        if lone.noun in _NOUNS and (ask.profile == "strict" or not lone.is_called_boundary):
            to = "" if lone.noun == _POLICY else f" gives to a {lone.noun}"
            title = f"{'what ' if to else 'policy '}{lone.resource.name!r}{to}"
            yield from _judged(lone.permissions, title, surroundings, strict=ask.profile == "strict")


def _judged(
    permissions: Permissions, title: str, surroundings: Surroundings, *, strict: bool
) -> Iterator[Problem | Open]:
    identity = permissions.identity
    found, unknown = collect(_reached(permissions, given, surroundings) for given in permissions.given)
    waiting = unknown.path if unknown else next((gap.path for gap in permissions.gaps if gap.may_come), "")
    if not found and not waiting:
        return
    try:
        own = _own(identity, surroundings)
    except Undecided as unknown_tag:
        yield Open(identity, (unknown_tag.path,))
        return
    allowed = StillAllowed(permissions.policies, surroundings.library)
    crossing = (one for one in _crossing(found, own) if strict or not _is_handed_down(one, own))
    foreign = [one for one in crossing if not _is_called_after(one, called(identity))]
    brought = surroundings.brought_by(identity) if any(one.is_found for one in foreign) else NOTHING
    kept, taken = collect(_kept(one, allowed, brought) for one in foreign)
    waiting = waiting or (taken.path if taken else "")
    for told, those in grouped((one.told, one) for one in kept if own).items():
        first = those[0]
        yield Problem(
            f"{title} of {own} reaches {_listed(those)} of {told.environment}",
            at=None if first.is_secret else first.statement.path,
            key=f"{told.environment} {told.by}",
            confidence="high" if told.by == "account" else None,
            mended=_mended(those),
            on=identity,
            within=None if first.is_secret or first.by == identity else first.by,
        )
    if own and waiting:
        yield Open(identity, (waiting,))
    elif not own and identity.type in ROLES_AND_USERS and (both := spanned(one.told for one in kept)):
        yield from _spanning(permissions, both, surroundings)


def _own(holder: Resource, surroundings: Surroundings) -> str:
    """The environment of an identity, or of the one elsewhere to which something is given, by its name."""
    if holder.type in ROLES_AND_USERS:
        return surroundings.of(holder)
    return surroundings.of_owner(holder, next((way.to for way in WAYS.get(holder.type, ())), ""))


def _is_handed_down(one: "_Reached", own: str) -> bool:
    """Whether production only writes there, as masked samples for tests: nothing comes back from there."""
    return own == PRODUCTION and one.told.by != "account" and hands_over_alone(one.statement)


def _is_called_after(one: "_Reached", name: str) -> bool:
    """Whether a name alone says where it is, and that is the identity's own, as that of its log group.

    Or it is a sandbox or a preview, and the identity is called after those, which it makes wherever it runs itself.
    """
    is_own = name in _WORDS.split(one.resource) or is_there_for(name, one.told.environment)
    return one.told.by == "name" and is_own


_WORDS: Final = re.compile(r"[:/*]")


def _crossing(found: list["_Reached"], own: str) -> list["_Reached"]:
    """Those of another environment than its own; where it has none, all of several environments."""
    if own:
        return [one for one in found if one.told.is_foreign_to(own) and one.kept_in != own]
    named = [one for one in found if not one.among]
    return named if spanned(one.told for one in named) else []


def _kept(one: "_Reached", allowed: StillAllowed, brought: Facts) -> Iterator["_Reached"]:
    """The same, unless a Deny or the boundary takes it back. Raises `Undecided`.

    Of what a pattern takes in, one more than is shown, each with its name.
    """
    if one.among:
        things = _allowed_among(one, one.among, allowed, brought)
        for name, arn in islice(things, _SHOWN + 1):
            yield one._replace(name="something" if one.is_secret else repr(name), resource=arn)
        return
    under = allowed.under(brought.and_(one.facts)) if one.facts != NOTHING else allowed
    if under.may_hold(one.statement, one.version) and under.any_of(one.statement, one.resource):
        yield one


def _allowed_among(one: "_Reached", among: TakenIn, allowed: StillAllowed, brought: Facts) -> Iterator[tuple[str, str]]:
    """The name and ARN of each thing that the tags of both let be reached. Raises `Undecided` where there are many."""
    groups = among.alike(allowed.keys)
    for group in groups[:_MOST_GROUPS]:
        under = allowed.under(brought.and_(group.facts))
        if under.may_hold(one.statement, one.version) and under.any_of(one.statement, one.resource):
            yield from (thing for thing in group.things if under.any_of(one.statement, within(one.resource, thing[1])))
    if len(groups) > _MOST_GROUPS:
        raise Undecided(one.statement.path)


def _spanning(permissions: Permissions, both: str, surroundings: Surroundings) -> Iterator[Problem | Open]:
    """That an identity without an environment reaches several, unless a tag says that it is meant to."""
    identity = permissions.identity
    try:
        if surroundings.is_tagged(identity):
            return
    except Undecided as unknown:
        yield Open(identity, (unknown.path,))
        return
    fact = f"{permissions.noun} {identity.name!r} reaches {both}"
    yield Problem(fact, key="several environments", on=identity)


class _Reached(NamedTuple):
    """Something that a statement allows rights on, and words for it; `resource` is the pattern, for no message.

    `kept_in` is the environment of which a condition asks every resource to be tagged, "" where none does. The
    statement stands in `by`, of which nothing is told where it `is_secret`, in a document of this `version`. `facts`
    are known of a thing that is told by its tag or its stack. `is_tagged`: a condition tells where; `among`: the
    statement names a pattern, and this is what that takes in of one environment.
    """

    told: ToldEnvironment
    name: str
    kept_in: str
    statement: Statement
    resource: str
    by: Resource
    is_secret: bool
    version: str
    facts: Facts = NOTHING
    is_tagged: bool = False
    among: TakenIn | None = None

    @property
    def is_found(self) -> bool:
        """Whether it is a thing of which the tags are known, or several."""
        return self.among is not None or self.facts != NOTHING


def _mended(those: Sequence[_Reached]) -> str | None:
    """That the statement is not about them, where one is about them all."""
    first = those[0]
    is_one = all(one.statement == first.statement and one.by == first.by for one in those)
    if not is_one or any(one.is_secret or one.is_tagged or one.among for one in those):
        return None
    return in_json(without_resources(first.statement, [one.resource for one in those]))


def _reads_what_is_public(statement: Statement) -> bool:
    """Whether it only reads objects of buckets that call themselves public, as vendors hand out what they build."""
    if not (statement.is_fully_known and statement.actions):
        return False
    return all(map(_READS.fullmatch, statement.actions)) and are_public(statement)


_READS: Final = re.compile(r"s3:(?:getobject\w*\*?|listbucket)", re.IGNORECASE)


def _reached(permissions: Permissions, given: Given, surroundings: Surroundings) -> Iterator[_Reached]:
    """What the policy allows on resources of which the environment is told. Raises `Undecided`.

    What a policy of AWS names is AWS's own.
    """
    if given.how == ATTACHED and given.policy is None:
        return
    for statement in given.document.statements:
        if statement.effect != "Allow" or _reads_what_is_public(statement):
            continue
        named = [(surroundings.of_named(permissions.identity, one), one) for one in statement.resources]
        told = [(found, resource) for found, resource in named if found]
        among = [
            (environment, things, resource)
            for found, resource in named
            if not found
            for environment, things in surroundings.tagged_among(permissions.identity, resource).items()
        ]
        if told or among or statement.has("Condition"):
            tagged = surroundings.asked_of_things(asked_of(statement.conditions, given.document.version))
            kept_in = next(iter(tagged)) if len(tagged) == 1 else NO_ENVIRONMENT
            by, is_secret, version = given.policy or given.by, given.document.secret, given.document.version
            for found, resource in told:
                name = "something" if is_secret else shown(resource)
                facts = surroundings.facts_of_named(permissions.identity, resource) if found.by == "tag" else NOTHING
                yield _Reached(found, name, kept_in, statement, resource, by, is_secret, version, facts)
            for environment, things, resource in among:
                tag = ToldEnvironment(environment, "tag")
                yield _Reached(tag, "", kept_in, statement, resource, by, is_secret, version, among=things)
            for environment in () if told else sorted(tagged):
                for resource in statement.resources:
                    tag = ToldEnvironment(environment, "tag")
                    yield _Reached(
                        tag, _TAGGED, NO_ENVIRONMENT, statement, resource, by, is_secret, version, is_tagged=True
                    )


def _listed(those: Sequence[_Reached]) -> str:
    """Of what patterns take in no more is asked about than is shown, so that nobody knows how many there are."""
    found = list(dict.fromkeys(one.name for one in those))
    if len(found) <= _SHOWN:
        return ", ".join(found)
    more = "others" if any(one.among for one in those) else f"{len(found) - _SHOWN} more"
    return f"{', '.join(found[:_SHOWN])} and {more}"
