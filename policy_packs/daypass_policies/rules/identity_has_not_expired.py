"""What was made for a time is gone when the time is over."""

from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple

from daypass.data.identity_bearers import tagged_bearers
from daypass.data.identity_notes import identity_notes
from daypass.graph.ways import TRUST
from daypass.iam.document import MalformedDocument
from daypass.model.identity_types import ROLES_AND_USERS
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.rule import Ask, Confidence, Problem, rule
from daypass_policies.mending.leaving_out import NO_STATEMENT, in_json
from daypass_policies.owning.ends import is_said_gone, said_by_tags, said_in_words, ways_in
from daypass_policies.owning.notes import ends_noted, hidden_in_pairs, is_told, pairs_noted, pieces_noted
from daypass_policies.owning.ownership import called
from daypass_policies.owning.sentences import Over, read_sentence
from daypass_policies.settle import settle
from daypass_policies.trusting.trust import trust_of

_TAGGED: Final = (*ROLES_AND_USERS, *tagged_bearers())


@rule(
    "identity-has-not-expired",
    risk="lifecycle",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(dict.fromkeys((*_TAGGED, *identity_notes()))),
    controls=(
        "NHI1:2025",
        "NIST-800-53:AC-2(2)",
        "NIST-800-53:AC-2(3)",
        "PCI-DSS-4.0.1:7.2.5.1",
        "SOC2:CC6.3",
        "NIST-AI-RMF:GOVERN-1.7",
    ),
    remedy="Remove it; or, if it is still needed, review it with its owner and set a new date.",
)
def identity_has_not_expired(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """An identity that outlives its own end is one that nobody looks after, with all the rights it ever had.

    An end is a tag that says so (`status: retired`, `decommissioned: true`), a date in a tag whose key does (`expires`,
    `acme:expiry-date`, `valid-until`, `delete-after`), a sentence (`purpose: scans, contract ended 2026-06-30`,
    `vendor offboarded`, `no longer used`, `replaced by loader-v2`, also as the description, or in the labels, the
    annotations, the comment or the note that identities outside AWS have in place of tags), or `aws:CurrentTime` in the
    conditions of a trust. A role into which every way has ended is left behind; where only some have ended, these are
    what is left of something. The day itself still counts, of `1/2/2026` the later of the two that it may be, and of a
    month or a year its last. A sentence about something else, or with a day to come, says nothing. What is switched off
    outside AWS (`disabled`, `status: INACTIVE`) waits for its end, and is not told.

    Refused:
        migration:
          type: aws:iam/role:Role
          properties:
            tags: {expires-on: "2020-01-31"}
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'

    Mended:
        migration:
          type: aws:iam/role:Role
          properties:
            tags: {expires-on: "2027-01-31"}
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
    """
    questions: list[Iterator[Problem]] = []
    if resource.type in _TAGGED:
        questions += [*_of(resource, _Said(Tags.of(resource.declared, resource)), ask), _by_description(resource, ask)]
    if resource.type in identity_notes():
        questions.append(_by_notes(resource, ask))
    if resource.type in TRUST:
        questions.append(_by_trust(resource, ask))
    yield from settle(questions)


class _Said(NamedTuple):
    """Tags, or what stands in their place, and where."""

    tags: Tags
    at: str = "tags"
    confidence: Confidence | None = None


def _of(resource: Resource, said: _Said, ask: Ask) -> Iterator[Iterator[Problem]]:
    yield _by_tags(resource, said, ask)
    yield _by_state(resource, said)
    yield _by_words(resource, said, ask)


def _by_tags(resource: Resource, said: _Said, ask: Ask) -> Iterator[Problem]:
    for end in said_by_tags(said.tags):
        if end.day < ask.today:
            is_marked = end.marked or resource.declared.is_secret(said.at)
            day = "" if is_marked else f" on {end.day}"
            fact = f"{called(resource)} was to end{day} and is still there"
            yield Problem(fact, at=said.at, key="tag", confidence=said.confidence)
            return


def _by_words(resource: Resource, said: _Said, ask: Ask) -> Iterator[Problem]:
    unclear = False
    for end in said_in_words(said.tags):
        if end.over.is_past(ask.today):
            fact = _fact(resource, end.over, marked=end.marked or resource.declared.is_secret(said.at))
            yield Problem(fact, at=said.at, key="words", confidence="medium")
            return
        unclear = unclear or end.over.is_unclear(ask.today)
    if unclear:
        raise Undecided(said.at)


def _fact(resource: Resource, over: Over, *, marked: bool) -> str:
    on = f" on {over.day}" if over.day and not marked else ""
    return f"{called(resource)} says that it ended{on} and is still there"


def _by_state(resource: Resource, said: _Said) -> Iterator[Problem]:
    if is_said_gone(said.tags):
        fact = f"{called(resource)} is tagged as out of use and is still there"
        yield Problem(fact, at=said.at, key="state", confidence=said.confidence)


def _by_notes(resource: Resource, ask: Ask) -> Iterator[Problem]:
    if is_told(resource):
        pairs = [_of(resource, _Said(tags, at), ask) for tags, at in pairs_noted(resource)]
        yield from settle((*chain.from_iterable(pairs), *_by_texts(resource, ask)))
        if hidden := hidden_in_pairs(resource):
            raise Undecided(hidden[0])


def _by_texts(resource: Resource, ask: Ask) -> Iterator[Iterator[Problem]]:
    for tags, at in pieces_noted(resource):
        said = _Said(tags, at, "medium")
        yield _by_tags(resource, said, ask)
        yield _by_state(resource, said)
    yield _by_sentences(resource, ask)


def _by_sentences(resource: Resource, ask: Ask) -> Iterator[Problem]:
    unclear = ""
    for end in ends_noted(resource):
        if end.at == "description" and resource.type in _TAGGED:
            continue
        unclear = unclear or (end.at if end.over.is_unclear(ask.today) else "")
        if end.over.is_past(ask.today):
            yield Problem(
                _fact(resource, end.over, marked=end.marked), at=end.at, key="description", confidence="medium"
            )
    if unclear:
        raise Undecided(unclear)


def _by_description(resource: Resource, ask: Ask) -> Iterator[Problem]:
    text = resource.declared.get("description")
    over = read_sentence(text) if isinstance(text, str) else None
    if over and over.is_past(ask.today):
        fact = _fact(resource, over, marked=resource.declared.is_secret("description"))
        yield Problem(fact, at="description", key="description", confidence="medium")
    if over and over.is_unclear(ask.today):
        raise Undecided("description")


def _by_trust(resource: Resource, ask: Ask) -> Iterator[Problem]:
    try:
        document = trust_of(resource)
    except MalformedDocument:
        return  # nobody gets in by it, and the rules about trusts say so
    ways = list(ways_in(document))
    over = {statement.path: day for statement, day in ways if day and day < ask.today}
    if not over:
        return
    last = "" if document.secret else f" on {max(over.values())}"
    if len(over) == len(ways):
        fact = f"nobody can enter role {resource.name!r} since its trust ended{last}"
        yield Problem(fact, at=TRUST[resource.type], key="trust")
    else:
        fact = f"a way into role {resource.name!r} is left over that ended{last}"
        mended = in_json(NO_STATEMENT) if len(over) == 1 else None
        yield Problem(fact, at=next(iter(over)), key="part of trust", mended=mended)
