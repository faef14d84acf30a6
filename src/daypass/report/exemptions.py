"""This is where exemptions are: what is excused for a while, by whom, and until when.

An exemption that is void excuses nothing and is a finding of its own (`exemption-is-valid`), so that a blunt or old
one is noticed in the stack that it was written for and not years later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from daypass.errors import UnreadableError
from daypass.model.owner import is_placeholder
from daypass.model.urn import stack_matches, urn_matches
from daypass.model.written import only_keys, parse_toml, read_text
from daypass.rule import DECIDED_RULE, EXEMPTION_RULE, SETTINGS_RULE, Rule, VoidExemption
from daypass.settings import Settings

LONGEST: Final = 90
"""Days from approval to expiry."""

NOTICE: Final = 14
"""Days before expiry in which a warning is given."""

_FIELDS: Final = ("rule", "urn", "reason", "owner", "approver", "approved", "expires")
_INEXCUSABLE: Final = (EXEMPTION_RULE, DECIDED_RULE, SETTINGS_RULE)


@dataclass(frozen=True, slots=True)
class Exemption:
    """One entry of exemptions.toml, readable but not necessarily valid. `expires` is the last day on which it holds."""

    rule: str
    urn: str
    reason: str
    owner: str
    approver: str
    approved: date
    expires: date

    def why_void(self, rules: Mapping[str, Rule], settings: Settings, today: date) -> str | None:
        """Why it excuses nothing on that day; None where it holds."""
        return (
            why_inexcusable(self.rule, rules, settings)
            or _wrong_people(self, settings)
            or _wrong_days(self.approved, self.expires, today)
        )

    def as_row(self) -> dict[str, str]:
        """What a report says of its use."""
        return {
            "reason": self.reason,
            "owner": self.owner,
            "approver": self.approver,
            "approved": self.approved.isoformat(),
            "expires": self.expires.isoformat(),
        }


@dataclass(frozen=True)
class Exemptions:
    """Exemptions as judged on one day: those that hold, by rule, and those that are void."""

    valid: tuple[Exemption, ...] = ()
    void: tuple[VoidExemption, ...] = ()
    today: date = date.min
    _by_rule: dict[str, list[Exemption]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for exemption in self.valid:
            self._by_rule.setdefault(exemption.rule, []).append(exemption)

    def find(self, rule: str, urn: str) -> Exemption | None:
        """The exemption that excuses this rule for this resource; of several the one that lasts longest."""
        found = [exemption for exemption in self._by_rule.get(rule, ()) if urn_matches(exemption.urn, urn)]
        return max(found, key=lambda exemption: exemption.expires, default=None)

    def void_in(self, urn: str) -> tuple[VoidExemption, ...]:
        """The void ones that name the stack of this resource."""
        return tuple(void for void in self.void if stack_matches(void.urn, urn))

    def warnings(self, urn: str) -> list[str]:
        """One sentence for each exemption that names the stack of this resource and ends within `NOTICE` days."""
        return [
            f"the exemption of {exemption.rule} for {exemption.urn} (owner {exemption.owner}) ends on"
            f" {exemption.expires}. Mend what it excuses, or have it approved again."
            for exemption in self.valid
            if (exemption.expires - self.today).days <= NOTICE and stack_matches(exemption.urn, urn)
        ]


def read_exemptions(path: Path, rules: Mapping[str, Rule], settings: Settings, today: date) -> Exemptions:
    """The file at `path`, judged on that day. Raises `UnreadableError` where it is missing or malformed."""
    return parse_exemptions(read_text(path), str(path), rules, settings, today)


def parse_exemptions(text: str, place: str, rules: Mapping[str, Rule], settings: Settings, today: date) -> Exemptions:
    """As `read_exemptions`, from text."""
    parsed = parse_toml(text, place)
    try:
        found = _entries(parsed)
    except UnreadableError as error:
        raise error.at(place) from None
    return judge_exemptions(found, rules, settings, today)


def judge_exemptions(
    found: Iterable[Exemption], rules: Mapping[str, Rule], settings: Settings, today: date
) -> Exemptions:
    """Sort them into those that hold on that day and those that are void."""
    valid: list[Exemption] = []
    void: list[VoidExemption] = []
    for exemption in found:
        why = exemption.why_void(rules, settings, today)
        if why:
            void.append(VoidExemption(exemption.rule, exemption.urn, why))
        else:
            valid.append(exemption)
    return Exemptions(tuple(valid), tuple(void), today)


def why_inexcusable(rule: str, rules: Mapping[str, Rule], settings: Settings) -> str | None:
    """Why no exemption can excuse a finding of that rule; None where one can."""
    if rule not in rules:
        return f"no rule has the name {rule!r}"
    if rule in settings.never_exempt:
        return f"the settings never exempt {rule!r}"
    return f"{rule!r} cannot be exempted" if rule in _INEXCUSABLE else None


def _wrong_people(exemption: Exemption, settings: Settings) -> str | None:
    owner = settings.owners.get(exemption.owner)
    if is_placeholder(exemption.owner) or (settings.owners and owner is None):
        return f"its owner {exemption.owner!r} is nobody that the settings know"
    if exemption.approver not in settings.approvers:
        return f"{exemption.approver!r} is not one of the approvers in the settings"
    its_own = {name.strip().casefold() for name in (exemption.owner, owner.contact if owner else "")}
    if exemption.approver.strip().casefold() in its_own:
        return f"{exemption.approver!r} approved for itself"
    return None


def _wrong_days(approved: date, expires: date, today: date) -> str | None:
    if approved > today:
        return f"it is approved only on {approved}"
    if expires < today:
        return f"it expired on {expires}"
    if (expires - approved).days > LONGEST:
        return f"it lasts {(expires - approved).days} days, and {LONGEST} are the most"
    return None


def _entries(parsed: Mapping[str, Any]) -> list[Exemption]:
    only_keys(parsed, ("schema", "exemption"), "")
    schema = parsed.get("schema")
    if schema != 1 or isinstance(schema, bool):
        raise UnreadableError("must be 1", place="schema", remedy="Write schema = 1.")
    entries = parsed.get("exemption", [])
    if not isinstance(entries, list):
        raise UnreadableError("must be a list of tables", place="exemption", remedy="Write [[exemption]].")
    return [_entry(entry, f"exemption[{index}]") for index, entry in enumerate(entries)]


def _entry(entry: object, place: str) -> Exemption:
    if not isinstance(entry, dict):
        raise UnreadableError("must be a table", place=place, remedy="Write [[exemption]].")
    only_keys(entry, _FIELDS, place)
    for name in _FIELDS:
        _check(entry.get(name), name, f"{place}.{name}")
    _check_pattern(entry["urn"], f"{place}.urn")
    return Exemption(**entry)


def _check(value: object, name: str, place: str) -> None:
    if value is None:
        raise UnreadableError("is missing", place=place)
    if name in ("approved", "expires"):
        # A point in time is a date for Python; whose midnight it would be is what nobody can tell.
        if not isinstance(value, date) or isinstance(value, datetime):
            raise UnreadableError("must be a date", place=place, remedy="Write it as 2027-02-15, without quotes.")
    elif not isinstance(value, str) or not value.strip():
        raise UnreadableError("must be a text that is not blank", place=place)


def _check_pattern(pattern: str, place: str) -> None:
    parts = pattern.split("::", 3)
    if len(parts) < 4 or not pattern.startswith("urn:pulumi:") or not all(parts):  # noqa: PLR2004 - a URN's parts
        remedy = "Write it as `pulumi stack --show-urns` prints it: urn:pulumi:STACK::PROJECT::TYPE::NAME."
        raise UnreadableError(f"{pattern!r} is not a URN", place=place, remedy=remedy)
    if "*" in parts[1] or "*" in parts[2]:
        remedy = "Write project and type in full: an exemption is for one kind of thing in one project."
        raise UnreadableError(f"{pattern!r} has a wildcard outside stack and name", place=place, remedy=remedy)
