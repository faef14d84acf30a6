"""This is where the private authority of a trust anchor is found, with what it signed and whether that can be revoked.

IAM Roles Anywhere knows the lists that were imported for an anchor, and calls no authority; an authority of AWS Private
CA makes a list only where its revocation configuration says so. Source: IAM Roles Anywhere User Guide, "The IAM Roles
Anywhere trust model" (Revocation); AWS Private CA User Guide, "Plan your AWS Private CA certificate revocation method";
read 2026-12.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from daypass.data.credential_tokens import credential_tokens
from daypass.graph.leaves import switch, was_looked_up, yes_or_no
from daypass.graph.names import Kind, Names
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.keeping.authorities import ANCHORS, AUTHORITIES, CERTIFICATES, is_of_an_authority, is_short_lived
from daypass_policies.keeping.lifetimes import DAY, life_of
from daypass_policies.keeping.standing import is_on
from daypass_policies.keeping.trust_stores import Place
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect

_LISTS: Final = ("aws-native:rolesanywhere:Crl",)
_ANCHOR: Final = "trustAnchorArn"
_ENABLED: Final = "enabled"
_SIGNED_BY: Final = "certificateAuthorityArn"
_SOURCE: Final = "source"
_KIND: Final = "source.sourceType"
_PRIVATE: Final = "AWS_ACM_PCA"
_BUNDLE: Final = "CERTIFICATE_BUNDLE"
_OF_SOURCE: Final = "source.sourceData.acmPcaArn"
_KEEPS: Final = tuple(f"revocationConfiguration.{kind}Configuration.enabled" for kind in ("crl", "ocsp"))
_WEEK: Final = 7 * DAY
"""What AWS Private CA calls short-lived, and means to do without revocation."""


class Anchored:
    """The trust anchors that a stack makes, with the authorities that it makes for them."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._authorities = Names.of(stack.resources, dict.fromkeys(AUTHORITIES, Kind("authority", "", "arn")))
        self._anchors = Names.of(
            stack.resources,
            {ANCHORS[0]: Kind("trust anchor", "", "name"), ANCHORS[1]: Kind("trust anchor", "", "name", _ANCHOR)},
        )
        self.each = tuple(
            one
            for one in stack.of_type(*ANCHORS)
            if not was_looked_up(one) and switch(one, _ENABLED, default=True) is not False
        )
        lists = [one for one in stack.of_type(*_LISTS) if switch(one, _ENABLED, default=True) is not False]
        meant = [(one, self._anchors.one(one, _ANCHOR)) for one in lists]
        self._listed = frozenset(urn for _, urn in meant if urn)
        self._unclear = [Place(one, _ANCHOR) for one, urn in meant if urn is None]
        self._signed: dict[str, list[Resource]] = {}
        self._of_any: list[Place] = []
        for one in stack.of_type(*CERTIFICATES):
            authority = self._authorities.one(one, _SIGNED_BY)
            if authority is None:
                self._of_any.append(Place(one, _SIGNED_BY))
            else:
                self._signed.setdefault(authority, []).append(one)

    def authority(self, anchor: Resource) -> Iterator[Resource]:
        """Its private authority, where the stack makes it. Raises `Undecided` where it may be one that it makes."""
        if any(
            place.text != _PRIVATE for place in locate(anchor.declared.raw, _KIND) if bare(place.value) is not UNKNOWN
        ):
            return
        for place in locate(anchor.declared.raw, _OF_SOURCE):
            urn = self._meant(anchor, place)
            found = self._stack.by_urn.get(urn)
            if found and not was_looked_up(found):
                yield found

    def _meant(self, anchor: Resource, place: Located) -> str:
        if bare(place.value) is not UNKNOWN:
            return self._authorities.named(anchor, place.text).urn
        behind = self._authorities.behind(anchor, _SOURCE)
        if len(behind) != 1 and self._authorities.canonical:
            raise Undecided(place.path)
        return behind[0] if behind else ""

    def is_of_bundle(self, anchor: Resource) -> bool:
        """Whether its authority is a certificate that somebody brought along."""
        return any(bare(place.value) == _BUNDLE for place in locate(anchor.declared.raw, _KIND))

    @property
    def are_lists_unclear(self) -> bool:
        """Whether the stack has a list of which it is not known whose it is."""
        return bool(self._unclear)

    def has_list(self, anchor: Resource) -> bool:
        """Whether a list of the stack surely is its own."""
        return self._anchors.canonical.get(anchor.urn, anchor.urn) in self._listed

    def doubts(self, authority: Resource) -> tuple[bool, list[Place]]:
        """Whether what it signs need not, or can, be revoked; else what is not known of that."""
        answers, unknown = _apart(authority, _is_sound(authority))
        return any(answers), [*unknown, *self._unclear]

    def is_switched_off(self, authority: Resource) -> bool:
        """Whether it says in words that it makes no list and answers nobody who asks."""
        said = [[yes_or_no(bare(one.value)) for one in locate(authority.declared.raw, path)] for path in _KEEPS]
        return all(each == [False] for each in said)

    def long(self, authority: Resource, today: date) -> tuple[bool, list[Place]]:
        """Whether it signed, for others than authorities, what lives longer than a week; else what is not known."""
        unclear: list[Place] = []
        for one in self._signed.get(authority.urn, ()):
            answers, unknown = _apart(one, [_is_long(one, today)])
            if any(answers):
                return True, []
            unclear += unknown
        return False, [*unclear, *self._of_any]


def _apart(resource: Resource, questions: list[Iterator[bool]]) -> tuple[list[bool], list[Place]]:
    answers, unknown = collect(questions)
    return answers, [Place(resource, unknown.path)] if unknown else []


def _is_sound(authority: Resource) -> list[Iterator[bool]]:
    return [_mode(authority), *(_keeps(authority, path) for path in _KEEPS)]


def _mode(authority: Resource) -> Iterator[bool]:
    yield is_short_lived(authority)


def _keeps(authority: Resource, path: str) -> Iterator[bool]:
    yield is_on(authority, path)


def _is_long(certificate: Resource, today: date) -> Iterator[bool]:
    lives, unknown = collect(
        life_of(certificate, ending, today) for ending in credential_tokens()[certificate.type].endings
    )
    is_long = any(life.readable and life.length > _WEEK for life in lives)
    if (is_long or unknown) and not is_of_an_authority(certificate):
        if unknown and not is_long:
            raise unknown
        yield is_long
