"""What IAM Access Analyzer finds is put aside case by case, not by the kind."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.wording import cut, shown

_ARCHIVES: Final[Mapping[str, tuple[str, str]]] = {
    "aws:accessanalyzer/archiveRule:ArchiveRule": ("", "filters[]"),
    "aws-native:accessanalyzer:Analyzer": ("archiveRules[]", "filter[]"),
}
"""Where the rules stand in a resource, "" where it is one, and where the criteria stand in a rule."""

_CRITERIA: Final = ("criteria", "property")
_NAMING: Final = ("eqs[]", "eq[]", "contains[]")
"""The operators that ask for a value, as both providers call them. `neq` and `exists` leave all others in."""
_OF_ONE: Final = re.compile(
    r"id|resource|resourceowneraccount|resourcecontrolpolicyrestriction|(principal|condition)\..+"
)
"""The keys that say of what or of whom a finding is; the others say of which kind."""
_PARTS_OF_ARN: Final = re.compile(r"arn:[^:]*(:[^:]*){0,3}")
_ANYBODY: Final = "*"


@rule(
    "analyzer-findings-are-seen",
    risk="evidence-gap",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(_ARCHIVES),
    pack="account_baseline",
    controls=("NIST-800-53:CA-7", "SOC2:CC7.2"),
    remedy="Name the resource, the principal or the organisation that is known, beside the kind of finding.",
)
def analyzer_findings_are_seen(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """An archive rule puts new findings aside before anybody has read them: here whatever is found of a kind.

    Told is an archive rule of IAM Access Analyzer in which no criterion says of which resource a finding is, of which
    principal, or under which condition (`aws:PrincipalOrgID`): `isPublic`, `resourceType`, `findingType` and `status`
    say of which kind alone, `neq` and `exists` leave in all but one, and the beginning of an ARN up to its resource,
    or `*` as the principal, names nothing. The next bucket that somebody opens to everybody is then archived as well.

    Source: IAM User Guide, "Archive rules" and "IAM Access Analyzer filter keys"; read 2026-12.

    Refused:
        quiet:
          type: aws:accessanalyzer/archiveRule:ArchiveRule
          properties:
            analyzerName: organisation
            ruleName: public-buckets
            filters:
              - {criteria: isPublic, eqs: ["true"]}
              - {criteria: resourceType, eqs: ["AWS::S3::Bucket"]}

    Mended:
        quiet:
          type: aws:accessanalyzer/archiveRule:ArchiveRule
          properties:
            analyzerName: organisation
            ruleName: public-buckets
            filters:
              - {criteria: isPublic, eqs: ["true"]}
              - {criteria: resource, eqs: ["arn:aws:s3:::acme-press-kit"]}
    """
    del ask
    if was_looked_up(resource):
        return
    rules, filters = _ARCHIVES[resource.type]
    whole = Located(resource.declared.raw, "", marked=False)
    each = locate(whole.value, rules) if rules else [whole]
    yield from settle(_judged(resource, one, filters) for one in each)


def _judged(resource: Resource, archive: Located, filters: str) -> Iterator[Problem]:
    criteria = [_below(archive, one) for one in locate(archive.value, filters)]
    known = [one for one in criteria if bare(one.value) is not UNKNOWN]
    narrow = [_is_of_one(one) for one in known]
    if any(narrow) or not criteria:
        return
    where = archive.path or filters.removesuffix("[]")
    if None in narrow or len(known) < len(criteria):
        raise Undecided(where)
    keys = [_key(one) for one in known]
    kinds = ", ".join(shown(key.text) for key in keys if not key.marked) or "what is hidden"
    named = _name(archive) if archive.path else resource.name
    message = f"archive rule {named!r} puts aside whatever is found of a kind: it asks for {kinds} alone"
    yield Problem(cut(message, 300), at=where, key=named if archive.path else None)


def _below(archive: Located, one: Located) -> Located:
    """The same with its whole path, and marked where what it stands in is."""
    return Located(one.value, f"{archive.path}.{one.path}".lstrip("."), archive.marked or one.marked)


def _name(archive: Located) -> str:
    """What the rule is called, "" where that is secret. Raises `Undecided`."""
    names = (_below(archive, one) for one in locate(archive.value, "ruleName"))
    return next(("" if one.marked else one.text for one in names), "")


def _key(criterion: Located) -> Located:
    """Raises `Undecided`, as where it has none."""
    for name in _CRITERIA:
        for one in locate(criterion.value, name):
            return _below(criterion, one)
    raise Undecided(criterion.path)


def _is_of_one(criterion: Located) -> bool | None:
    """Whether it says of what or of whom a finding is; None where that is not known."""
    try:
        if not _OF_ONE.fullmatch(_key(criterion).text.lower()):
            return False
        values = [one.text for path in _NAMING for one in locate(criterion.value, path)]
    except Undecided:
        return None
    return bool(values) and all(map(_names_something, values))


def _names_something(value: str) -> bool:
    rest = _PARTS_OF_ARN.sub("", value, count=1).strip(":")
    return value != _ANYBODY and bool(rest) and not rest.endswith("/")
