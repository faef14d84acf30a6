"""This is where it is read what identities outside AWS say of themselves: in a label, an annotation or a sentence.

Kubernetes and Google take no colon in the key of a label, and many take nothing but a text, so that our facts stand
there as `daypass/review-by`, `daypass.dev/review-by`, `daypass-review-by`, `review-by`, or in a text as
`review-by=2027-05-31; owner=payments`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from daypass.data.identity_notes import identity_notes
from daypass.graph.leaves import text_of, was_looked_up, yes_or_no
from daypass.graph.owned import review_day
from daypass.model.owner import is_placeholder
from daypass.model.resource import UNKNOWN, Resource, Secret, Undecided, bare
from daypass.model.resource_tags import Tags
from daypass.rule import Ask
from daypass_policies.located import Located, hidden_at, locate
from daypass_policies.owning.sentences import Over, read_sentence
from daypass_policies.settle import collect, settle

_REVIEW: Final = "review-by"
_BARE: Final = "reviewby"
"""The letters of a key that says so without our name before it, which is said of nothing else."""
_STARTS_WITH_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])")
_OFF: Final = ("disabled", "isDisabled")
_ON: Final = ("active", "accountEnabled", "enabled")
"""Switches of these types by which nobody is let in as them any more, on or off."""
_STATE: Final = "status"
_STATES_OFF: Final = frozenset(("inactive", "disabled", "suspended", "deactivated", "revoked", "expired"))
"""What stands there of those that nobody is let in as."""
_TAGS: Final = "tags"

_BY_A_TOOL: Final = re.compile(
    r"(?:is |automatically |auto-?)?(?:managed|created|provisioned|deployed|generated|made) "
    r"(?:by|with|via|using|in|through) (?:pulumi|terraform|opentofu|crossplane|ansible|iac|infrastructure as code|code"
    r"|ci(?:/cd)?|automation)\W*",
    re.IGNORECASE,
)
"""What stands in a description, by habit, that a program writes, and that says nothing of whom to ask."""

_LONGEST: Final = 200
_FOR_NOW: Final = re.compile(
    r"(?:this is |an? |my |new |(?:was )?(?:created|made|added|used|set up|needed) |only |just )*"
    r"(?:(?:for|as|to) )?(?:an? |the |some |quick )*"
    r"(?:test(?:s|ing)?|debug(?:ging)?|demos?|poc|tmp|temp(?:orary)?|playground|experiments?|trying out|try out)"
    r"(?: (?:purposes?|only|use|usage|sa|service account|account|identity|user|something|things|stuff|this|now))*\W*",
    re.IGNORECASE,
)
"""What somebody wrote who meant to take it away again: `created for test`, `temporary service account`."""


_WHILE: Final = frozenset(
    (
        *("debug", "delete", "deleteme", "demo", "experiment", "foo", "playground", "poc", "scratch", "temp"),
        *("temporary", "test", "testing", "tests", "tmp", "todo", "try", "xxx"),
    )
)
_MACHINE: Final = frozenset(
    (
        *("a", "account", "acct", "bot", "gcp", "gsa", "id", "identity", "me", "my", "new", "old", "sa", "service"),
        *("serviceaccount", "svc", "user", "v"),
    )
)
"""Words of a name that say that it is there for a while, and those that say nothing beside them."""


class Ended(NamedTuple):
    """What a text says of its end, where, and whether nobody else may say it."""

    over: Over
    at: str
    marked: bool


class Day(NamedTuple):
    """A day that notes say, where they do, and whether nobody else may say it; `in_words`: it stands in a text."""

    day: date
    at: str
    marked: bool
    in_words: bool


def is_told(resource: Resource) -> bool:
    """Whether its notes are asked: it is of such a type, made here, and not switched off. Raises `Undecided`."""
    if resource.type not in identity_notes() or was_looked_up(resource):
        return False
    raw = resource.declared.raw
    for key, off in (*((key, True) for key in _OFF), *((key, False) for key in _ON)):
        if bare(raw.get(key)) is UNKNOWN:
            raise Undecided(key)
        if yes_or_no(raw.get(key)) is off:
            return False
    if bare(raw.get(_STATE)) is UNKNOWN:
        raise Undecided(_STATE)
    return text_of(raw.get(_STATE)).lower() not in _STATES_OFF


def noted(resource: Resource, fact: str, ask: Ask) -> Iterator[Located]:
    """What its notes say of one fact. Raises `Undecided`, once all that is known has been said."""
    notes = identity_notes().get(resource.type)
    if notes:
        key = ask.settings.tags[fact]
        yield from settle(
            (
                *(_in_pairs(resource, path, key, fact) for path in notes.pairs),
                *(_in_words(resource, path, key, fact) for path in notes.words),
            )
        )


def is_owned_in_notes(resource: Resource, ask: Ask) -> bool:
    """Whether its notes name an owner. Raises `Undecided` where what is not known may."""
    found, unknown = collect((text for text in [one.text] if text) for one in noted(resource, "owner", ask))
    if any(not is_placeholder(text) for text in found):
        return True
    if unknown:
        raise unknown
    return False


def says_nothing(text: str) -> bool:
    """Whether a description is empty, waits to be filled in, or names nothing but the tool that wrote it, or a test."""
    said = text.strip()
    is_habit = len(said) <= _LONGEST and any(one.fullmatch(said) for one in (_BY_A_TOOL, _FOR_NOW))
    return is_habit or is_placeholder(text)


def is_for_now(name: str) -> bool:
    """Whether a name has no word but for a machine and for a while: `sa-tmp2`, `test-account`, `poc`."""
    words = re.findall(r"[a-z]+", name.lower())
    return not _WHILE.isdisjoint(words) and _WHILE.union(_MACHINE).issuperset(words)


def review_noted(resource: Resource, ask: Ask) -> Day | None:
    """The last day that its notes say it is to be reviewed by. Raises `Undecided` where another may be later."""
    days = [day for one in noted(resource, _REVIEW, ask) if (day := _read(one, resource))]
    return max(days, default=None)


def _read(said: Located, resource: Resource) -> Day | None:
    match = _STARTS_WITH_DAY.match(said.text.strip())
    day = review_day(match[1]) if match else None
    return Day(day, said.path, said.marked, _is_text(said.path, resource)) if day else None


def _is_text(path: str, resource: Resource) -> bool:
    return path in identity_notes()[resource.type].words


def pairs_noted(resource: Resource) -> Iterator[tuple[Tags, str]]:
    """Labels, annotations and the like that are known, as tags are read, and where; not what is a tag anyway."""
    for path in identity_notes()[resource.type].pairs:
        for place in locate(resource.declared.raw, path) if path != _TAGS else ():
            if bare(place.value) is not UNKNOWN:
                yield _as_tags(_mapped(place), place), path


def pieces_noted(resource: Resource) -> Iterator[tuple[Tags, str]]:
    """The pieces `key=value` of each text that is known, read as tags are, and where."""
    for path in identity_notes()[resource.type].words:
        for place in locate(resource.declared.raw, path):
            if bare(place.value) is not UNKNOWN:
                yield _as_tags(dict(_pieces(place.text)), place), path


def hidden_in_pairs(resource: Resource) -> tuple[str, ...]:
    """The paths of the labels, annotations and the like that are not known as a whole."""
    return hidden_at(resource.declared.raw, *identity_notes()[resource.type].pairs)


def _as_tags(pairs: Mapping[str, Any], place: Located) -> Tags:
    return Tags(((place.path, {key: Secret(bare(one)) if place.marked else one for key, one in pairs.items()}),), ())


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    for piece in re.split(r"[;,|\n]", text):
        key, equals, value = piece.partition("=")
        if equals:
            yield key.strip(), value.strip()


def ends_noted(resource: Resource) -> Iterator[Ended]:
    """Each end that a text of it says."""
    yield from settle(_sentences(resource, path) for path in identity_notes()[resource.type].words)


def _sentences(resource: Resource, path: str) -> Iterator[Ended]:
    for one in locate(resource.declared.raw, path):
        if over := read_sentence(one.text):
            yield Ended(over, one.path, one.marked)


def _in_pairs(resource: Resource, path: str, key: str, fact: str) -> Iterator[Located]:
    for place in locate(resource.declared.raw, path):
        if bare(place.value) is UNKNOWN:
            raise Undecided(place.path)
        for name, value in _mapped(place).items():
            if _spells(name, key) or (fact == _REVIEW and _letters(name) == _BARE):
                yield Located(value, place.path, place.marked or isinstance(value, Secret))


def _mapped(place: Located) -> Mapping[str, Any]:
    """A map, or a list of keys and values as Atlas has it."""
    known = bare(place.value)
    if isinstance(known, list):
        each = [one for one in map(bare, known) if isinstance(one, Mapping)]
        return {key: one.get("value") for one in each if isinstance(key := bare(one.get("key")), str)}
    return known if isinstance(known, Mapping) else {}


def _spells(name: str, key: str) -> bool:
    """Whether a key of a label is the one that the settings name, as far as it can be written there."""
    domain, _, last = name.rpartition("/")
    ours = re.split(r"[:/]", key)[0].lower()
    prefix = ours if ours in domain.lower().split(".") else domain
    return _letters(prefix + last) == _letters(key)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _in_words(resource: Resource, path: str, key: str, fact: str) -> Iterator[Located]:
    for one in locate(resource.declared.raw, path):
        for match in _pattern(key, fact).finditer(one.text):
            yield Located(match["said"].strip(), one.path, one.marked)


@cache
def _pattern(key: str, fact: str) -> re.Pattern[str]:
    """How a text says that fact: `review-by=…`, `daypass:review_by: …`, and of a day alone also `review by …`."""
    names = dict.fromkeys((key, re.split(r"[:/]", key)[-1], fact))
    each = "|".join("[-_ ./:]?".join(re.findall(r"[A-Za-z0-9]+", name)) for name in names)
    between = r"(?:[=:]|\s)" if fact == _REVIEW else "[=:]"
    return re.compile(rf"(?<![A-Za-z0-9])(?:{each})\s{{0,3}}{between}\s{{0,3}}(?P<said>[^;,|\n]+)", re.IGNORECASE)
