"""This is where it is asked whether a holder may do something to whatever there is, not to things that it names.

Whatever there is stands for roles, users and workloads that nobody named, without tags and without a boundary: what
a policy limits to tags, to a boundary or to a variable is limited, unless it lets the holder put the tag on, and who
must come through a service cannot come by itself, unless it may tell CloudFormation what to do.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from daypass.data.identity_edits import WHICH_POLICY, WHOSE_BOUNDARY, EditedKind
from daypass.data.managed_policies import ADMINISTRATOR
from daypass.data.role_takers import things_of
from daypass.data.stand_ins import NOBODYS_ACCOUNT, PROBE, SOME_REGIONS
from daypass.graph.becoming.anything.fulfilling import fulfillings
from daypass.graph.becoming.anything.tagging import OBJECT_TAG, RESOURCE_TAG, taggings
from daypass.graph.becoming.asking import NO, Answer, all_of, joined
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import ASSUME, Means, best
from daypass.graph.becoming.patterns import loose, meets, of_kind
from daypass.iam.arn import Arn, names_resource
from daypass.iam.glob import filled, has_wildcard, matches
from daypass.model.resource import Undecided

_HOME: Final = "aws"
_VARIABLE: Final = "${"
_ANYTHING: Final = "*"
_ENOUGH: Final = 2
_NAMED_BY_KIND: Final = ("iam", "sso")
_KIND: Final = re.compile(r"(?i)(?:role|user|group|polic(?:y|ie))s?")
"""A word that the names of most things of a kind have in them: `*-role` is nearly every role."""

_VIA: Final = ("aws:calledvia", "aws:calledviafirst", "aws:calledvialast")
_BY_ITSELF: Final = Facts({"aws:viaawsservice": "false"}, absent=frozenset(_VIA))
_CLOUDFORMATION: Final = "cloudformation.amazonaws.com"
_THROUGH_TEMPLATE: Final = Facts({"aws:viaawsservice": "true", **dict.fromkeys(_VIA, _CLOUDFORMATION)})
_TEMPLATES: Final = ("cloudformation:CreateStack", "cloudformation:UpdateStack")
_ON_IAM: Final = ("iam:", "sts:")
_VIA_KEYS: Final = frozenset({*_VIA, "aws:viaawsservice"})


def may_somewhere(means: Means, action: str, facts: Facts, on: str = "") -> Answer:
    """Whether it may do this to anything, also to what it names; `on`: to anything of this kind."""
    allows = means.told(action).allows
    patterns = dict.fromkeys(text for held in allows for text in held.line.patterns(means.caller.facts))
    about = (pattern for pattern in (of_kind(patterns, on) if on else patterns) if not _is_beside(pattern, action))
    found = best(means.on(action, pattern, _BY_ITSELF.and_(facts)) for pattern in about)
    return found if found.possible else Answer(bool(means.open), means.open)


def _is_beside(pattern: str, action: str) -> bool:
    """Whether it fits nothing that the action is about: no rule is made on the bus that it listens to.

    Nothing of another service is started on what IAM has, either.
    """
    arn = Arn.parse(pattern)
    if arn is None:
        return False
    if arn.service == "iam" and not action.startswith(_ON_IAM):
        return True
    things = things_of((action,))
    return bool(things) and all(meets(loose(pattern), thing) == "no" for thing in things)


def may_unnamed(means: Means, action: str, resource: str, facts: Facts = NOTHING) -> Answer:
    """Whether it may do this to a thing of this ARN, which is nobody's, as it is or once it has put tags on it."""
    found = _may_as_it_is(means, action, resource, facts)
    if not found.possible and facts.tags:
        return best((found, *_once_tagged(means, action, resource, facts)))
    return found


def may_only_tagged(means: Means, action: str, resource: str, facts: Facts) -> Answer:
    """Whether it may do this to the thing once it has put tags on it, and not before."""
    return best(_once_tagged(means, action, resource, facts, is_only=True))


def may_only_fulfilled(means: Means, action: str, resource: str, facts: Facts, has: Facts | None = None) -> Answer:
    """The same once it has made the thing be as a condition asks that is not on its tags; `has` as in `fulfillings`."""
    return best(_once_fulfilled(means, action, resource, facts, has))


def _once_fulfilled(means: Means, action: str, resource: str, facts: Facts, has: Facts | None) -> Iterator[Answer]:
    for way in fulfillings(means, action, resource, has):
        then = _may_as_it_is(means, action, resource, facts.and_(way.after))
        before = _may_as_it_is(means, action, resource, facts.and_(way.before))
        if then.possible and not before.possible:
            asked = (_may_as_it_is(means, one.action, one.resource, facts.and_(one.facts)) for one in way.asked)
            yield joined(then, all_of(asked))


def _once_tagged(means: Means, action: str, resource: str, facts: Facts, *, is_only: bool = False) -> Iterator[Answer]:
    """The ways to do it by putting tags on; `is_only`: those without which it may not."""
    for tagging in taggings(means, action, resource):
        then = _may_as_it_is(means, action, resource, tagging.on(facts))
        before = _may_as_it_is(means, action, resource, facts.and_(tagging.caller)) if is_only else NO
        if then.possible and not before.possible:
            puts = all_of(_may_as_it_is(means, tagging.action, resource, asked) for asked in tagging.requests())
            yield joined(then, puts).under(*tagging.unknown)


def _may_as_it_is(means: Means, action: str, resource: str, facts: Facts) -> Answer:
    if not _is_plainly_about(means, action, resource):
        return Answer(bool(means.open), means.open)
    return may_to(means, action, resource, facts)


def may_to(means: Means, action: str, resource: str, facts: Facts = NOTHING) -> Answer:
    """Whether it may do this to something that there is, such as itself."""
    return best(means.on(action, resource, context.and_(facts)) for context in _contexts(means, action))


def may_any(means: Means, action: str, kind: EditedKind, facts: Facts) -> Answer:
    """Whether it may do this to any role, user, group, policy or permission set there is."""
    return best(may_unnamed(means, action, arn, facts) for arn in examples(means, action, kind))


def examples(means: Means, action: str, kind: EditedKind) -> tuple[str, ...]:
    """ARNs of things that nobody named, one for each pattern of the action that names none either.

    Only roles of its own account can be passed, and only what is in it can be changed.
    """
    loose = [text for text in dict.fromkeys(texts_of(means, action)) if not _is_name(text)]
    made = [_example(text, kind, account_for(means, action)) for text in (*loose, *([_ANYTHING] if means.open else []))]
    own = means.caller.account
    may_be_abroad = action == ASSUME or not own or kind == "permission set"
    return tuple(dict.fromkeys(arn for arn in made if may_be_abroad or f"::{own}:" in arn))


def written_examples(means: Means, action: str, kind: EditedKind) -> tuple[tuple[str, str], ...]:
    """Each pattern of the action, also one for a prefix of names, with the ARN of a thing that does not exist."""
    texts = [text for text in texts_of(means, action) if _VARIABLE not in text and has_wildcard(_last(text))]
    return tuple((text, _example(text, kind, account_for(means, action))) for text in dict.fromkeys(texts))


def fenced_examples(means: Means, action: str, kind: EditedKind) -> tuple[str, ...]:
    """ARNs of things that do not exist, one for each pattern of the action, also for those of the boundary.

    Who is given the action on everything has it on what the boundary names.
    """
    own = [example for _, example in written_examples(means, action, kind)]
    bounds = (_resources(held) for held in means.told(action).bounds)
    patterns = (text for texts in bounds for text in texts if _VARIABLE not in text and has_wildcard(_last(text)))
    fenced = [_example(text, kind, account_for(means, action)) for text in patterns]
    return tuple(dict.fromkeys((*own, *fenced)))


def named(means: Means, action: str) -> tuple[Arn, ...]:
    """The ARNs of things that the statements which allow the action name, without patterns of names."""
    arns = map(Arn.parse, dict.fromkeys(texts_of(means, action)))
    return tuple(arn for arn in arns if arn and not has_wildcard(arn.resource) and _VARIABLE not in arn.resource)


@lru_cache(maxsize=256)
def untagged(service: str) -> Facts:
    """What the things of a service that nobody named bring along: no tags."""
    return Facts(tags=(f"aws:{RESOURCE_TAG}", f"{service.lower()}:{RESOURCE_TAG}", f"s3:{OBJECT_TAG}"))


UNBOUND: Final = Facts(
    absent=frozenset({WHOSE_BOUNDARY.lower(), WHICH_POLICY.lower()}), tags=("aws:resourcetag/", "iam:resourcetag/")
)
"""What a role or user brings along that nobody named: no boundary, and no tags. A policy has who attaches one."""


def any_policy(account: str) -> tuple[Facts, ...]:
    """What is attached where any policy may be: AWS's own that gives everything, and one that nobody named."""
    probe = f"arn:aws:iam::{account}:policy/{PROBE}"
    return tuple(UNBOUND.and_(Facts({WHICH_POLICY.lower(): arn})) for arn in (ADMINISTRATOR, probe))


def account_for(means: Means, action: str) -> str:
    """Its account, else one that its policies name where they speak of this action."""
    if means.caller.account:
        return means.caller.account
    arns = map(Arn.parse, texts_of(means, action))
    return next((arn.account for arn in arns if arn and arn.account.isdecimal()), NOBODYS_ACCOUNT)


def partition_for(means: Means, action: str) -> str:
    """The one of its account, else one that its policies name where they speak of this action, else the usual one."""
    arns = map(Arn.parse, (means.caller.arn, *texts_of(means, action)))
    return next((arn.partition for arn in arns if arn and not has_wildcard(arn.partition)), _HOME)


def means_later_names(means: Means, action: str, arn: str) -> bool:
    """Whether a pattern may take in a thing whose name is not known yet: nobody wrote such a name down itself."""
    return any(has_wildcard(_last(text)) and meets(text, arn) != "no" for text in texts_of(means, action))


def _contexts(means: Means, action: str) -> Iterator[Facts]:
    yield _BY_ITSELF
    if not _VIA_KEYS.isdisjoint(means.told(action).keys) and any(map(means.may, _TEMPLATES)):
        yield _THROUGH_TEMPLATE


def texts_of(means: Means, action: str) -> Iterator[str]:
    """The resources of the statements that allow the action, as they are written."""
    for held in means.told(action).allows:
        yield from _resources(held)


def regions_of(means: Means, action: str) -> tuple[str, ...]:
    """The regions that statements about the action name, one for each pattern, and some that are as good as any other.

    Where a region is left open, what fits a pattern there may hold colons, and so be an ARN of another kind.
    """
    told = means.told(action)
    arns = (Arn.parse(text) for held in (*told.allows, *told.denies, *told.bounds) for text in _all_named(held))
    patterns = {arn.region for arn in arns if arn and arn.region}
    left = {one for one in patterns if not any(matches(one, region) for region in SOME_REGIONS)}
    return (*SOME_REGIONS, *sorted(filled(one, _ANY_NUMBER) for one in left))


_ANY_NUMBER: Final = "1"
"""Stands in a pattern of regions for what it leaves open, as in `ca-central-*`."""


def _all_named(held: Held) -> tuple[str, ...]:
    """The resources that a statement names, and those that it leaves out."""
    try:
        return (*held.line.statement.resources, *held.line.statement.not_resources)
    except Undecided:
        return ()


def _resources(held: Held) -> tuple[str, ...]:
    try:
        return held.line.statement.resources if held.line.statement.has("Resource") else (_ANYTHING,)
    except Undecided:
        return (_ANYTHING,)


def _last(text: str) -> str:
    arn = Arn.parse(text)
    return arn.resource if arn else text


@lru_cache(maxsize=4096)
def _is_name(text: str) -> bool:
    """Whether a pattern is limited to something with a name: two letters that it fixes are enough to mean one.

    Those of the word for its kind are not.
    """
    if _VARIABLE in text:
        return True
    arn = Arn.parse(text)
    if arn is None or arn.service not in _NAMED_BY_KIND:
        return names_resource(text)
    name = arn.resource.partition("/")[2]
    if arn.service == "sso":  # the one instance of Identity Center stands before the name
        name = name.partition("/")[2].removeprefix("ps-")
    return not has_wildcard(name or text) or sum(map(str.isalnum, _KIND.sub("", name))) >= _ENOUGH


def _is_plainly_about(means: Means, action: str, resource: str) -> bool:
    """Whether some statement takes the thing in without a variable, which would make it the caller's own."""
    return any(_VARIABLE not in text and meets(text, resource) != "no" for text in texts_of(means, action))


@lru_cache(maxsize=4096)
def _example(text: str, kind: EditedKind, own: str) -> str:
    arn = Arn.parse(text)
    partition = arn.partition if arn and not has_wildcard(arn.partition) else "aws"
    account = arn.account if arn and arn.account.isdecimal() else own
    beginning, slash, name = (arn.resource if arn else "").partition("/")
    if kind == "permission set":
        instance = name.partition("/")[0]
        known = instance if instance and not has_wildcard(instance) else f"ssoins-{PROBE}"
        return f"arn:{partition}:sso:::permissionSet/{known}/ps-{PROBE}"
    if slash and beginning == kind:
        return f"arn:{partition}:iam::{account}:{kind}/{name.replace(_ANYTHING, PROBE).replace('?', 'x')}"
    return f"arn:{partition}:iam::{account}:{kind}/{PROBE}"
