"""This is where the owner of what is neither role nor user is found: on the thing, above it, or in the settings."""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from typing import Any, Final

from daypass.data.identity_bearers import IdentityBearer, identity_bearers
from daypass.graph.leaves import was_looked_up
from daypass.graph.owned import OURS, key_of
from daypass.model.described import DESCRIBED
from daypass.model.owner import OWNER_WORDS, is_placeholder, owner_word
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.resource_tags import Tags
from daypass.rule import Ask, Problem
from daypass.settings import OUR_KEYS
from daypass_policies.elsewhere.charts import is_of_a_chart
from daypass_policies.located import locate
from daypass_policies.mending.tagged import tagged
from daypass_policies.owning.notes import is_for_now, is_owned_in_notes, says_nothing
from daypass_policies.owning.ownership import owner_elsewhere, ownership_gaps, read_fact
from daypass_policies.trusting.service_accounts import acts_in_a_cloud, is_default

_DESCRIPTION: Final = "description"
_SAYS_MORE: Final = ("tags", _DESCRIPTION)
"""Where more than an owner stands: whoever writes one there knows the rest."""
_CALLED: Final = ("accountId", "displayName")
"""How a service account of Google is called, where no description says more."""
_METADATA: Final = ("metadata.labels", "metadata.annotations")

_BESIDE: Final = ("contact", "purpose", "review-by")
"""What has to be known of a bearer beside its owner; an environment and a class are asked of what acts."""
_TO_REMEMBER: Final = frozenset(("contact", "review-by"))
"""Of these one has to be there in every profile: else an owner's name brings nobody to it, and no day does."""

_CUSTOMARY: Final = OWNER_WORDS | {"maintainer", "contact"}
"""Tag keys that say an owner where nobody has written down which key does."""


def ownerless(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """What there is to say of a bearer of an identity that nobody answers for. Raises `Undecided`."""
    bearer = identity_bearers()[resource.type]
    if was_looked_up(resource) or owner_elsewhere(resource, ask) or not _is_asked(resource, bearer, ask):
        return
    if bearer.carries == "nothing":
        if not is_owned_in_notes(resource, ask):
            yield Problem(f"{bearer.noun} {resource.name!r} cannot carry tags, and the settings name no owner for it")
    elif not _is_owned(resource, bearer, ask) and not is_owned_in_notes(resource, ask):
        mended = tagged(resource, _wanted(ask)) if bearer.carries == "tags" else None
        yield Problem(f"{bearer.noun} {resource.name!r} has no owner", at=bearer.carries, mended=mended)
    elif bearer.carries in _SAYS_MORE and (lacking := _lacking(resource, ask)):
        yield Problem(
            f"{bearer.noun} {resource.name!r} has {', '.join(lacking.values())}",
            at=bearer.carries,
            key=" ".join(lacking),
            severity="low",
        )


def _is_ours(ask: Ask, *, in_our_words: bool = False) -> bool:
    """Whether the owner stands in our own tag. An organisation's own key says an owner and no more."""
    return in_our_words or ask.settings.tags["owner"] == OUR_KEYS["owner"]


def _wanted(ask: Ask) -> dict[str, str]:
    """The tags of an owner, with a word in capitals for each fact that only the owner knows."""
    facts = ("owner", *(_BESIDE if _is_ours(ask) else ()))
    return {ask.settings.tags[fact]: fact.upper().replace("-", "_") for fact in facts}


def _lacking(resource: Resource, ask: Ask) -> Mapping[str, str]:
    """What an owner that stands in our own tag goes without, fact by fact. Raises `Undecided`.

    Whoever writes that tag knows the others; the strict want each of them.
    """
    if not _is_ours(ask, in_our_words=resource.type in DESCRIBED) or not _is_written(resource, ask):
        return {}
    gaps = ownership_gaps(resource, ask)
    lacking = {name: gaps.wrong[name] for name in _BESIDE if name in gaps.wrong}
    awaited = [name for name in _BESIDE if name in gaps.awaited]
    perhaps = {
        _is_too_little({*lacking, *few}, ask)
        for count in range(len(awaited) + 1)
        for few in combinations(awaited, count)
    }
    if len(perhaps) > 1:
        raise Undecided(gaps.awaited[awaited[0]])
    return lacking if True in perhaps else {}


def _is_too_little(lacking: Collection[str], ask: Ask) -> bool:
    """Whether it lacks what brings somebody to it, or one thing alone, which whoever wrote the rest has forgotten."""
    return len(lacking) == 1 or _TO_REMEMBER.issubset(lacking) or (ask.profile == "strict" and bool(lacking))


def _is_written(resource: Resource, ask: Ask) -> bool:
    """Whether it carries that tag. What is not known yet stands where another key says an owner."""
    try:
        return read_fact(resource, ask, "owner") is not None
    except Undecided:
        return False


def _is_asked(resource: Resource, bearer: IdentityBearer, ask: Ask) -> bool:
    if bearer.asks == "always" or ask.profile == "strict" or ask.settings.ownership:
        return True
    if bearer.carries == _DESCRIPTION:
        return _says_a_fact(resource) or _is_left_blank(resource)
    is_others = acts_in_a_cloud(resource) or is_of_a_chart(resource) or is_default(resource)
    return bearer.asks == "alone" and not is_others


def _says_a_fact(resource: Resource) -> bool:
    """Whether its description says any of what is asked, in our words. Raises `Undecided`."""
    facts = (OUR_KEYS[fact] for fact in ("owner", *_BESIDE))
    tags = Tags.of(resource.declared, resource)
    return any(tags.get(key) is not None for key in facts)


def _is_left_blank(resource: Resource) -> bool:
    """Whether its description was written and says nothing, or is left out under a name for now. Raises `Undecided`."""
    texts = [place.text for place in locate(resource.declared.raw, _DESCRIPTION)]
    if texts:
        return any(map(says_nothing, texts))
    names = [place for path in _CALLED for place in locate(resource.declared.raw, path)]
    return bool(names) and all(is_for_now(place.text) for place in names)


def _is_owned(resource: Resource, bearer: IdentityBearer, ask: Ask) -> bool:
    if bearer.carries == "owners":
        return _has_owners(resource)
    places = _metadata(resource) if bearer.carries == "metadata" else Tags.of(resource.declared, resource)
    key = key_of("owner", places, ask.settings)
    customary = () if ask.settings.path else (one for one in _customary(places) if one not in OURS)
    keys = dict.fromkeys((key, key.replace(":", "/"), *customary))
    found, unknown = [], None
    for one in keys:
        try:
            found.append(places.get(one) or "")
        except Undecided as stopped:
            unknown = stopped
    if any(not is_placeholder(text) for text in found):
        return True
    if unknown:
        raise unknown
    return False


def _has_owners(resource: Resource) -> bool:
    """Whether the property `owners` lists somebody: people and groups by their ids, which may not be known yet."""
    return any(place.value not in ("", None) for place in locate(resource.declared.raw, "owners[]"))


def _customary(tags: Tags) -> Iterator[str]:
    for _, place in tags.places:
        for key in place:
            if owner_word(key) in _CUSTOMARY:
                yield key


def _metadata(resource: Resource) -> Tags:
    """Labels and annotations of Kubernetes, read as tags are."""
    places: list[tuple[str, Mapping[str, Any]]] = []
    unknown: list[str] = []
    for path in _METADATA:
        for place in locate(resource.declared.raw, path):
            value = bare(place.value)
            if value is UNKNOWN:
                unknown.append(place.path)
            elif isinstance(value, Mapping):
                places.append((path, value))
    return Tags(tuple(places), tuple(unknown))
