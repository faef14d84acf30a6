"""This is where the Tags of a resource are read: what it says itself, then what its provider adds.

AWS default tags: checked inputs hold `tagsAll`, the provider's default tags overridden by `tags`, unknown as a whole as
soon as one value is. So they are read key by key; undecided is a key that an unknown place may hold, or override.

Where a type takes no tags, what its description says in our words stands for them (`described`).

Keys of roles and users are the same in any case (IAM User Guide, "Tags for AWS Identity and Access Management
resources"); those of everything else are not, other things of IAM among them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from daypass.model.described import DESCRIBED, facts_in
from daypass.model.identity_types import ROLES_AND_USERS
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret, Undecided, bare

_OWN: Final = "tags"
_DEFAULTS: Final = "defaultTags"
_DESCRIPTION: Final = "description"
_OURS: Final = "daypass:"

_CALLED_OTHERWISE: Final[Mapping[str, str]] = {
    "aws-native:backup:BackupVault": "backupVaultTags",
    "aws-native:backup:LogicallyAirGappedBackupVault": "backupVaultTags",
    "aws-native:budgets:BudgetsAction": "resourceTags",
    "aws-native:cognito:IdentityPool": "identityPoolTags",
    "aws-native:cognito:UserPool": "userPoolTags",
    "aws-native:efs:AccessPoint": "accessPointTags",
    "aws-native:efs:FileSystem": "fileSystemTags",
    "aws-native:lex:Bot": "botTags",
    "aws-native:route53:HostedZone": "hostedZoneTags",
}
"""Types of which the tags are no property `tags`. Source: the input properties of pulumi-aws-native 1.79.0."""


@dataclass(frozen=True, slots=True)
class Tags:
    """The places where tags stand, nearest first; each maps a key to its value, or to UNKNOWN.

    `unknown` are the places of which not even the keys are known. `in_any_case`: a key is the same however it is
    written. `in_our_words`: whatever keys an organisation has for its tags, these are ours.
    """

    places: tuple[tuple[str, Mapping[str, Any]], ...]
    unknown: tuple[str, ...]
    in_any_case: bool = False
    in_our_words: bool = False

    @classmethod
    def of(cls, properties: Properties, resource: Resource) -> "Tags":
        """The tags among these properties of the resource (`declared` or `state`), and its provider's default tags."""
        if resource.type in DESCRIBED:
            return cls._described(properties)
        sources = (
            (_OWN, properties.raw.get(_CALLED_OTHERWISE.get(resource.type, "tags"))),
            ("tagsAll", properties.raw.get("tagsAll", _computed(resource))),
            (_DEFAULTS, resource.provider.inputs.raw.get("defaultTags")),
        )
        places, unknown = [], []
        for path, raw in sources:
            for place in _places(raw):
                if place is None:
                    unknown.append(path)
                else:
                    places.append((path, place))
        return cls(tuple(places), tuple(unknown), resource.type in ROLES_AND_USERS)

    @classmethod
    def _described(cls, properties: Properties) -> "Tags":
        raw = properties.raw.get(_DESCRIPTION)
        text = bare(raw)
        if text is UNKNOWN:
            return cls((), (_DESCRIPTION,), in_our_words=True)
        facts = facts_in(text) if isinstance(text, str) else {}
        said = {f"{_OURS}{fact}": Secret(value) if isinstance(raw, Secret) else value for fact, value in facts.items()}
        return cls(((_DESCRIPTION, said),), (), in_our_words=True)

    def get(self, key: str) -> str | None:
        """The value, "" where it is blank, None where no place has the key. Raises `Undecided` where one might."""
        # Of tags that are unknown as a whole, any may override a default, as one whose value is unknown does.
        overriding = _OWN if _OWN in self.unknown else ""
        for path, place in self.places:
            value = bare(place.get(self._written(key, place)))
            if value is UNKNOWN:
                overriding = overriding or f"{path}.{key}"
            elif value is not None and not (overriding and path == _DEFAULTS):
                # AWS takes nothing but text; what a program gives as a number arrives there as its digits.
                return str(value).strip() if isinstance(value, str | int | float) else ""
        if overriding:  # whatever it turns out to be, no default stands in for it
            raise Undecided(overriding)
        if self.unknown:
            raise Undecided(self.unknown[0])
        return None

    def _written(self, key: str, place: Mapping[str, Any]) -> str:
        """The key as the place has it."""
        if key in place or not self.in_any_case:
            return key
        return next((one for one in place if one.lower() == key.lower()), key)


def _computed(resource: Resource) -> Mapping[str, Any] | None:
    """What the provider says of all tags, as a state has it; of older providers the inputs do not say it."""
    found = bare(resource.outputs.raw.get("tagsAll"))
    return found if isinstance(found, Mapping) else None


def _places(raw: Any) -> Iterator[Mapping[str, Any] | None]:
    """The tags in one property: a map, `aws-native`'s list of key and value, or a provider's JSON. None = unknown."""
    value = bare(raw)
    if value is UNKNOWN:
        yield None
    elif isinstance(value, str):
        yield from _places(_from_json(value))
    elif isinstance(value, Mapping):
        inner = bare(value.get("tags"))
        yield from _places(inner) if isinstance(inner, Mapping) or inner is UNKNOWN else (value,)
    elif isinstance(value, list):
        yield from _listed(value)


def _listed(items: list[Any]) -> Iterator[Mapping[str, Any] | None]:
    found: dict[str, Any] = {}
    for item in map(bare, items):
        key = bare(item.get("key")) if isinstance(item, Mapping) else item
        if item is UNKNOWN or key is UNKNOWN:
            yield None
        elif isinstance(item, Mapping) and isinstance(key, str):
            found[key] = item.get("value")
    yield found


def _from_json(text: str) -> Any:
    """A provider's own configuration is JSON text over the wire. Which tags any other text holds is not known."""
    try:
        found = json_value(text) if text.strip() else None
    except JsonError:
        return UNKNOWN
    return found if found is None or isinstance(found, dict | list) else UNKNOWN
