"""A user that is no person says in its one field for people what it is for and who answers for it."""

from collections.abc import Iterator, Mapping
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

_IF_MACHINE: Final[Mapping[str, tuple[str, str]]] = {
    "auth0:index/client:Client": ("appType", "non_interactive"),
    "keycloak:openid/client:Client": ("serviceAccountsEnabled", "true"),
    "okta:app/oAuth:OAuth": ("type", "service"),
}
"""Clients → the property, and what it says of those that act for nobody but themselves."""

_IF_STRICT: Final = ("mongodbatlas:index/databaseUser:DatabaseUser", "vault:identity/entity:Entity")
_TAGGING: Final = "snowflake:index/tagAssociation:TagAssociation"


@rule(
    "machine-user-says-its-owner",
    risk="unowned-identity",
    severity="low",
    confidence="medium",
    level="advisory",
    applies_to=(*_ALWAYS, *_IF_MACHINE, *_IF_STRICT),
    stack=True,
    controls=("NHI1:2025", "NIST-800-53:AC-2", "NIST-800-53:IA-4", "SOC2:CC6.2"),
    remedy="Write owner, contact, purpose and review date into its comment, or add an [[ownership]] entry.",
)
def machine_user_says_its_owner(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A service user of a vendor outlives the job that it was made for, unless somebody is asked what it is for.

    Asked are service users of Snowflake, service accounts of Confluent, and clients of Auth0, Keycloak and Okta that
    are machines (`non_interactive`, a service account, `service`), that leave their comment, description or note empty,
    or with what says nothing (`TODO`, `Managed by Pulumi`); in profile `strict` also database users of Atlas, entities
    of Vault and other clients. A tag that the stack puts on a user of Snowflake says it too, and so does an
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
    tagged, hidden = _tagged(stack)
    for user in stack.of_type(*_ALWAYS, *_IF_MACHINE, *(_IF_STRICT if ask.profile == "strict" else ())):
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


def _is_machine(user: Resource) -> bool:
    """Whether nobody signs in by way of it. Raises `Undecided`."""
    at, of_machines = _IF_MACHINE.get(user.type, ("", ""))
    return not at or str(user.declared.get(at)).lower() == of_machines


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
    yield not is_said and (ask.profile == "strict" or _is_machine(user))


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
