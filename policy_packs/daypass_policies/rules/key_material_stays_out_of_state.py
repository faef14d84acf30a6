"""A private key or a password that a program makes stands in its state, for everyone who may read that."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.credential_tokens import credential_tokens, types_of
from daypass.data.plain_places import plain_places
from daypass.graph.property_path import beginning
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.made_here import RANDOM_PASSWORD
from daypass_policies.keeping.standing import ends_too_late, is_on, limit_options, on, problem

_TYPES: Final = types_of("material")
_TLS: Final = "tls:"
_KEY: Final = f"{_TLS}index/privateKey:PrivateKey"
_IMPORTS: Final = frozenset(types_of("import", ending=False))
"""What takes a public key in, such as a key pair of EC2, of which `imported-key-ends` speaks."""


class _Use(NamedTuple):
    """A resource's type, and its property into which something goes."""

    type: str
    key: str


@rule(
    "key-material-stays-out-of-state",
    risk="long-lived-credential",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=_TYPES,
    stack=True,
    controls=("NHI7:2025", "NHI2:2025", "NIST-800-53:SC-12", "NIST-800-53:SC-17"),
    remedy="Make it where it is used (KMS, an HSM, a managed password), or give it an end.",
    options=limit_options("certificate"),
)
def key_material_stays_out_of_state(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What Pulumi makes once it keeps: the same key in each version of the state, until someone replaces it by hand.

    A certificate counts where it lives longer than 200 days and is not an authority's own; a private key of `tls`,
    unless it is for certificates alone, of which one is told already or all are short, or it is for a key pair alone,
    of which `imported-key-ends` speaks; a password of `random` where nothing makes it change (`keepers`), unless it
    goes to what other rules ask about, such as a database, a secret or the environment of a function, because there it
    is told already.

    Refused:
        ingress:
          type: tls:index/selfSignedCert:SelfSignedCert
          properties: {privateKeyPem: "", validityPeriodHours: 87600, allowedUses: [server_auth]}

    Mended:
        ingress:
          type: tls:index/selfSignedCert:SelfSignedCert
          properties: {privateKeyPem: "", validityPeriodHours: 720, allowedUses: [server_auth]}
    """
    made = [resource for resource in stack.resources if resource.type in _TYPES]
    if not made:
        return
    users = _users(stack)
    certificates = [resource for resource in made if resource.type not in (RANDOM_PASSWORD, _KEY)]
    found = {resource.urn: tuple(on(resource, _certificate(resource, ask))) for resource in certificates}
    yield from (one for each in found.values() for one in each)
    too_long = [one for one in certificates if any(isinstance(said, Problem) for said in found[one.urn])]
    quiet = {urn for one in too_long for urn in _behind(one, stack)}
    unclear = {urn for urn, said in found.items() if any(isinstance(one, Open) for one in said)}
    quiet |= _ending(users, stack, [one for one in certificates if one not in too_long], unclear)
    for resource in made:
        if resource.type == RANDOM_PASSWORD:
            yield from on(resource, _password(resource, users.get(resource.urn, [])))
        elif resource.type == _KEY and resource.urn not in quiet:
            yield from on(resource, _key(resource, users.get(resource.urn, [])))


def _ending(users: Mapping[str, list[_Use]], stack: Stack, short: list[Resource], unclear: set[str]) -> set[str]:
    """The URNs of the keys that are for certificates alone, all short as far as is known, and none an authority's."""
    lasting = [one for one in short if one.urn not in unclear and is_on(one, "isCaCertificate")]
    ending = {urn for one in short if one not in lasting for urn in _own_of(one, stack)}
    others = {urn for urn, uses in users.items() if not all(use.type.startswith(_TLS) for use in uses)}
    return ending - others - {urn for one in lasting for urn in _own_of(one, stack)}


def _own_of(certificate: Resource, stack: Stack) -> set[str]:
    """The URNs of the keys whose owner a certificate names: its own ones, by its request."""
    deps = certificate.property_dependencies
    requests = (stack.by_urn.get(urn) for urn in deps.get("certRequestPem", ()))
    asked = (urn for one in requests if one for urn in one.property_dependencies.get("privateKeyPem", ()))
    return {*deps.get("privateKeyPem", ()), *asked}


def _behind(certificate: Resource, stack: Stack) -> set[str]:
    """The URNs of the keys that a certificate of the stack is made of: its own, by its request, and its authority's."""
    found, waiting = set(), [certificate.urn]
    while waiting:
        urn = waiting.pop()
        one = stack.by_urn.get(urn)
        if urn not in found and one and one.type.startswith(_TLS):
            found.add(urn)
            waiting += [urn for urns in one.property_dependencies.values() for urn in urns]
    return found


def _kept(resource: Resource) -> Iterator[Problem]:
    yield problem(resource, _FACT)


_FACT: Final = "stands in the state, and never expires"
_STREAMS: Final = (
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "aws-native:kinesisfirehose:DeliveryStream",
)
_IN_A_STREAM: Final = "the stream's secretsManagerConfiguration, and a second key beside it while one is replaced"
"""Firehose signs in to Snowflake with a key and nothing else. Source: Firehose Developer Guide, "Configure destination
settings for Snowflake"; read 2026-11."""


_OF_SIGN_IN: Final = re.compile(r"(?i)ssh|linuxprofile|osprofile")
_NO_KEY: Final = "a sign-in that needs no key (SSM Session Manager, EC2 Instance Connect, Entra ID, OS Login)"
"""What SSH goes by where the cloud vouches for who signs in. Sources: EC2 User Guide, "Connect to your Linux instance";
Microsoft Learn, "Sign in to a Linux virtual machine in Azure by using Microsoft Entra ID"; read 2026-11."""


def _certificate(resource: Resource, ask: Ask) -> Iterator[Problem]:
    if not is_on(resource, "isCaCertificate"):
        yield from ends_too_late(resource, ask)


def _key(resource: Resource, users: list[_Use]) -> Iterator[Problem]:
    """A certificate asks for itself, and where its key lies is another matter."""
    if any(use.type in _STREAMS for use in users):
        yield problem(resource, _FACT, instead=_IN_A_STREAM)
    elif not users or any(use.type not in _IMPORTS for use in users):
        is_for_sign_in = bool(users) and all(_OF_SIGN_IN.search(use.key) for use in users)
        yield problem(resource, _FACT, instead=_NO_KEY if is_for_sign_in else "")


def _password(resource: Resource, users: list[_Use]) -> Iterator[Problem]:
    if not any(map(_is_asked_about, users)) and not bare(resource.declared.raw.get("keepers")):
        yield from _kept(resource)


def _is_asked_about(use: _Use) -> bool:
    """Whether a rule speaks of what stands there, even where it is marked, as every password of `random` is."""
    places = (one for one in plain_places().get(use.type, ()) if one.form in _READ_BY_ALL)
    return use.type in credential_tokens() or any(beginning(one.path) == use.key for one in places)


_READ_BY_ALL: Final = ("tree", "script")
"""Forms of places that the service shows to whoever may look, whatever Pulumi hides in its state."""


def _users(stack: Stack) -> dict[str, list[_Use]]:
    """URN of a password or a key → where it goes."""
    found: dict[str, list[_Use]] = {}
    made = {resource.urn for resource in stack.of_type(RANDOM_PASSWORD, _KEY)}
    for resource in stack.resources:
        for key, urns in resource.property_dependencies.items():
            for urn in made.intersection(urns):
                found.setdefault(urn, []).append(_Use(resource.type, key))
    return found
