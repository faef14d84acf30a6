"""A client's certificate that was lost stops working when somebody says so, not when it ends."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.anchored_authorities import Anchored
from daypass_policies.keeping.authorities import ANCHORS, is_short_lived, own_authorities
from daypass_policies.keeping.bundled_authorities import unlisted_bundles
from daypass_policies.keeping.cluster_certificates import CLUSTERS, Given, given
from daypass_policies.keeping.trust_stores import TRUST_STORES, Place, TrustStores, lists_are_added
from daypass_policies.keeping.unrevoked import POOLS, ROLES, unrevoked
from daypass_policies.settle import collect

_COMES_IN: Final = "whoever took a machine's key comes in until its certificate ends"

_BY_NAME: Final = "Switch it off, and let people and workloads in by tokens of the cloud's identities."
"""What to do about a cluster's certificate, which no list takes back."""


@rule(
    "client-certificate-can-be-revoked",
    risk="revocation-gap",
    severity="low",
    confidence="medium",
    level="advisory",
    applies_to=(*TRUST_STORES, *ANCHORS, *ROLES, *POOLS, *CLUSTERS),
    stack=True,
    controls=("NHI1:2025", "NIST-800-53:AC-3(8)", "NIST-800-53:IA-5(2)", "NIST-800-53:SC-17", "SOC2:CC6.3"),
    remedy="Give the trust store or authority a revocation list, or have certificates end in days.",
    other_remedies=(_BY_NAME,),
    aliases=("checkov:CKV_AZURE_141", "checkov:CKV_GCP_13"),
)
def client_certificate_can_be_revoked(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A load balancer that checks its clients' certificates asks no authority whether one of them was revoked.

    It knows the lists that its trust store was given, and without one whoever took a client's key comes in until the
    certificate ends. Told is a trust store of the stack without a list, by which a listener of the stack checks clients
    (`mode: verify`). It passes where a private authority of the stack signs what lives a week at most
    (`usageMode: SHORT_LIVED_CERTIFICATE`), and where an identity of the stack may add lists, by a right that names that
    (`elasticloadbalancing:AddTrustStoreRevocations`). What a listener hands on unchecked (`passthrough`) is not asked.

    IAM Roles Anywhere asks nobody either: it knows the lists that were imported, and an authority that makes none has
    none to import. Told is an anchor without a list whose private authority is in the stack, keeps no revocation, and
    signed a certificate there that lives longer than a week; where it says in words that list and OCSP are off, and in
    profile `strict`, also where it signed none there. So is an anchor of an authority of one's own
    (`CERTIFICATE_BUNDLE`), unless an identity of the stack imports lists by a right that names that, or a role that is
    entered asks for a SPIFFE ID, as certificates with one end within hours.

    Told are as well a role of Vault's PKI whose certificates serve clients for longer than a week where Vault keeps
    none of them (`noStore`), or its mount has both its list and OCSP switched off, and a pool of Google's Certificate
    Authority Service that gives such certificates and has its list switched off, or is of a tier that revokes none.

    No cluster of Kubernetes asks for a list. Told are one of Google that gives a client's certificate
    (`issueClientCertificate`), one of Azure that leaves its local administrator on (in profile `strict` also one that
    says nothing of it, beside Entra), and a request for a client's certificate that does not ask for a week at most.

    Refused:
        partners:
          type: aws:lb/trustStore:TrustStore
          properties:
            name: partners
            arn: &store "arn:aws:elasticloadbalancing:eu-west-1:111122223333:truststore/partners/20cf"
        api:
          type: aws:lb/listener:Listener
          properties: {protocol: HTTPS, mutualAuthentication: {mode: verify, trustStoreArn: *store}}

    Mended:
        partners:
          type: aws:lb/trustStore:TrustStore
          properties:
            name: partners
            arn: &store "arn:aws:elasticloadbalancing:eu-west-1:111122223333:truststore/partners/20cf"
        revoked:
          type: aws:lb/trustStoreRevocation:TrustStoreRevocation
          properties: {trustStoreArn: *store, revocationsS3Bucket: acme-pki, revocationsS3Key: current.crl}
        api:
          type: aws:lb/listener:Listener
          properties: {protocol: HTTPS, mutualAuthentication: {mode: verify, trustStoreArn: *store}}
    """
    yield from _of_stores(stack)
    anchored = Anchored(stack)
    for anchor in anchored.each:
        authorities, unknown = collect([anchored.authority(anchor)] if not anchored.has_list(anchor) else ())
        for authority in authorities:
            yield from _of_anchor(anchor, authority, anchored, ask)
        if unknown:
            yield Open(anchor, (unknown.path,))
    for anchor in unlisted_bundles(stack, anchored):
        yield Problem(f"trust anchor {anchor.name!r} has no revocation list: {_COMES_IN}", on=anchor)
    yield from _of_clusters(stack, ask)
    for one in unrevoked(stack):
        if one.unknown:
            yield Open(one.giver, one.unknown)
        else:
            noun = "PKI role" if one.giver.type in ROLES else "CA pool"
            fact = f"{noun} {one.giver.name!r} gives clients certificates that nobody can revoke: {one.why}"
            yield Problem(fact, severity="medium", on=one.giver)


def _of_stores(stack: Stack) -> Iterator[Problem | Open]:
    stores = TrustStores(stack)
    without = [one for one in stores.each if not stores.has_list(one)]
    ends_soon, unclear = _ends_soon(stack) if without else (False, [])
    if without and not ends_soon and not lists_are_added(stack):
        for store in without:
            yield from _told(store, stores, [*stores.unclear_lists, *unclear])


def _of_clusters(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    for cluster in stack.of_type(*CLUSTERS):
        found, unknown = collect([given(cluster, strict=ask.profile == "strict")])
        yield from (_of_cluster(cluster, one) for one in found)
        if unknown:
            yield Open(cluster, (unknown.path,))


def _of_cluster(cluster: Resource, one: Given) -> Problem:
    fact = f"{one.words}, which nobody can revoke on its own"
    return Problem(fact, one.at, severity="medium", on=cluster, remedy=_BY_NAME, mended=one.mended)


def _ends_soon(stack: Stack) -> tuple[bool, list[Place]]:
    """Whether an authority signs only what ends by itself in time, and of which that is not known."""
    unclear: list[Place] = []
    for authority in own_authorities(stack):
        found, unknown = collect([_mode(authority)])
        if True in found:
            return True, []
        if unknown:
            unclear.append(Place(authority, unknown.path))
    return False, unclear


def _mode(authority: Resource) -> Iterator[bool]:
    yield is_short_lived(authority)


def _told(store: Resource, stores: TrustStores, doubts: list[Place]) -> Iterator[Problem | Open]:
    is_asked = stores.is_asked(store)
    listeners = [] if is_asked else stores.may_be_asked(store)
    if is_asked and not doubts:
        yield Problem(
            f"trust store {store.name!r} has no revocation list: whoever took a client's key comes in until its "
            "certificate ends",
            on=store,
        )
    elif is_asked or listeners:
        yield from (Open(one.resource, (one.path,)) for one in (*doubts, *listeners))


def _of_anchor(anchor: Resource, authority: Resource, anchored: Anchored, ask: Ask) -> Iterator[Problem | Open]:
    is_sound, doubts = anchored.doubts(authority)
    is_told = ask.profile == "strict" or anchored.is_switched_off(authority)
    is_long, unclear = (True, []) if is_told else anchored.long(authority, ask.today)
    if is_sound or not (is_long or unclear):
        return
    if doubts or unclear:
        yield from (Open(one.resource, (one.path,)) for one in (*doubts, *unclear))
    else:
        yield Problem(
            f"trust anchor {anchor.name!r} has no revocation list, and its authority makes none: {_COMES_IN}",
            severity="medium",
            on=anchor,
        )
