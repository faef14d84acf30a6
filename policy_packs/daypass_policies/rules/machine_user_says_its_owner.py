"""A user that is no person says in its one field for people what it is for and who answers for it."""

from collections.abc import Iterator
from typing import Final

from daypass.data.identity_notes import identity_notes
from daypass.graph.leaves import text_of
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.located import locate
from daypass_policies.owning.notes import hidden_in_pairs, is_told, pairs_noted, says_nothing
from daypass_policies.owning.ownership import owner_elsewhere
from daypass_policies.settle import collect

_ALWAYS: Final = (
    "snowflake:index/serviceUser:ServiceUser",
    "snowflake:index/legacyServiceUser:LegacyServiceUser",
    "confluentcloud:index/serviceAccount:ServiceAccount",
)
"""Of these the field is customary, and there is no other for an owner but tags that Snowflake puts on from outside."""

_IF_STRICT: Final = (
    "mongodbatlas:index/databaseUser:DatabaseUser",
    "vault:identity/entity:Entity",
    "auth0:index/client:Client",
)
_TAGGING: Final = "snowflake:index/tagAssociation:TagAssociation"


@rule(
    "machine-user-says-its-owner",
    risk="unowned-identity",
    severity="low",
    confidence="medium",
    level="advisory",
    applies_to=(*_ALWAYS, *_IF_STRICT),
    stack=True,
    controls=("NHI1:2025", "NIST-800-53:AC-2", "NIST-800-53:IA-4", "SOC2:CC6.2"),
    remedy="Write owner, contact, purpose and review date into its comment, or add an [[ownership]] entry.",
)
def machine_user_says_its_owner(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A service user of a vendor outlives the job that it was made for, unless somebody is asked what it is for.

    Asked are service users of Snowflake and service accounts of Confluent that leave their comment or description
    empty, or with what says nothing (`TODO`, `Managed by Pulumi`); in profile `strict` also database users of Atlas,
    entities of Vault and clients of Auth0. A tag that the stack puts on a user of Snowflake says it too, and so does an
    `[[ownership]]` entry. What is switched off is not asked. Whether a review that stands there is due is asked by
    `review-is-due`.

    Refused:
        loader:
          type: snowflake:index/serviceUser:ServiceUser
          properties: {name: SHOP_LOADER, defaultRole: SHOP_LOADER}

    Mended:
        loader:
          type: snowflake:index/serviceUser:ServiceUser
          properties:
            name: SHOP_LOADER
            defaultRole: SHOP_LOADER
            comment: owner=payments; contact=payments@example.org; purpose=Loads orders; review-by=2027-05-31
    """
    asked = _ALWAYS if ask.profile != "strict" else (*_ALWAYS, *_IF_STRICT)
    tagged, hidden = _tagged(stack)
    for user in stack.of_type(*asked):
        answers, unknown = collect([_is_silent(user, ask)])
        if unknown:
            yield Open(user, (unknown.path,))
        elif True in answers and _name(user) not in tagged:
            yield from _told(user, hidden if user.type.startswith("snowflake:") else ())


def _told(user: Resource, hidden: tuple[str, ...]) -> Iterator[Problem | Open]:
    if hidden:
        yield Open(user, hidden[:1])
        return
    notes = identity_notes()[user.type]
    at = (*notes.words, *notes.pairs)[0]
    yield Problem(f"{notes.noun} {user.name!r} says nowhere who answers for it: its {at} says nothing", at=at, on=user)


def _is_silent(user: Resource, ask: Ask) -> Iterator[bool]:
    if not is_told(user) or owner_elsewhere(user, ask):
        return
    texts = [one for path in identity_notes()[user.type].words for one in locate(user.declared.raw, path)]
    known, unknown = collect([(one.text for one in texts if bare(one.value) is not UNKNOWN)])
    is_in_pairs = any(place for tags, _ in pairs_noted(user) for _, place in tags.places)
    is_said = is_in_pairs or any(not says_nothing(text) for text in known)
    hidden = unknown or next((Undecided(one.path) for one in texts if bare(one.value) is UNKNOWN), None)
    hidden = hidden or next((Undecided(path) for path in hidden_in_pairs(user)), None)
    if not is_said and hidden:
        raise hidden
    yield not is_said


def _tagged(stack: Stack) -> tuple[set[str], tuple[str, ...]]:
    """The names of users on which the stack puts a tag, in upper case, and the paths of those not known."""
    names, hidden = set[str](), list[str]()
    for tagging in stack.of_type(_TAGGING):
        for one in locate(tagging.state.raw, "objectIdentifiers[]"):
            value = bare(one.value)
            inner = value.get("name") if isinstance(value, dict) else value
            if bare(inner) is UNKNOWN:
                hidden.append(one.path)
            else:
                names.add(text_of(inner).replace('"', "").upper())
    return names, tuple(hidden)


def _name(user: Resource) -> str:
    return text_of(user.state.raw.get("name")).upper() or user.name.upper()
