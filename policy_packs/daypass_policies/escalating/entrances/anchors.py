"""This is where it is told who comes in by a trust anchor of IAM Roles Anywhere, as any role that the anchor enters.

Whoever puts an authority of their own into the anchor, or has that of the anchor sign, makes a certificate of whatever
subject a role asks for. Source: IAM Roles Anywhere User Guide, "The IAM Roles Anywhere trust model"; Private CA User
Guide, "AWS Private CA certificate templates"; read 2026-11.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from daypass.data.service_calls import plain_principal
from daypass.data.stand_ins import NOBODYS_ACCOUNT, PROBE
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.callers import account_of
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.means import ASSUME, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.origins import Origin, Origins
from daypass.graph.leaves import declared, said, switch, text_of
from daypass.graph.property_path import Leaf, steps, walk
from daypass.graph.session_length import ROLES_ANYWHERE
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.iam.document import EVERYONE
from daypass.iam.glob import has_wildcard
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import says_for_whom
from daypass_policies.escalating.takeovers.gaining import gives_more
from daypass_policies.escalating.takeovers.workers import is_deployer
from daypass_policies.keeping.authorities import ANCHORS, AUTHORITIES

_ENABLED: Final = "enabled"
_SOURCE: Final = "source"
_KIND: Final = "sourceType"
_PRIVATE: Final = "AWS_ACM_PCA"
_AUTHORITY: Final = "sourceData.acmPcaArn"
_AUTHORITIES: Final = dict.fromkeys(AUTHORITIES, "arn")
_OF_NAME: Final = "arn:*:acm-pca:*:*:certificate-authority/{}"
_SWAPS: Final = "rolesanywhere:UpdateTrustAnchor"
_SIGNS: Final = "acm-pca:IssueCertificate"
SIGNING: Final = frozenset(
    (
        "authority",
        "ca",
        "cert",
        "certificate",
        "enroll",
        "enroller",
        "enrollment",
        "enrolment",
        "issuer",
        "pki",
        "signer",
    )
)
"""Words by which those are called, in the singular, who are there to sign certificates for others."""

_NEW: Final = Arn("aws", "rolesanywhere", "us-east-1", NOBODYS_ACCOUNT, f"trust-anchor/{PROBE}")
"""Stands for an anchor that is not made yet: AWS makes up its id, so that no role can have named it."""

_FROM: Final = "aws:sourcearn"

_TEMPLATES: Final = (
    *("EndEntityCertificate", "EndEntityClientAuthCertificate", "SubordinateCACertificate_PathLen0"),
    *(
        f"EndEntity{kind}Certificate_{how}Passthrough"
        for kind in ("", "ClientAuth")
        for how in ("API", "CSR", "APICSR")
    ),
    *(f"BlankEndEntityCertificate_{how}Passthrough" for how in ("API", "CSR", "APICSR")),
)
_OF_A_CLIENT: Final = tuple(
    Facts({"acm-pca:templatearn": f"arn:aws:acm-pca:::template/{name}/V1"}) for name in _TEMPLATES
)
"""What may be signed for one who comes in, or for an authority below. A server's certificate alone enters no role."""


class Anchor(NamedTuple):
    """An anchor by its ARN ("" for one not made yet), the private authorities that may be its, and the roles it enters.

    `unknown`: whether it lets anybody in at all. Of who may rewrite any anchor there is, a known path speaks.
    """

    arn: str
    authorities: tuple[Origin, ...]
    roles: tuple[Node, ...]
    unknown: tuple[Untold, ...]


def by_anchor(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The entrances by anchors that it opens.

    A pipeline may sign, as what it makes certificates for is not known here; so may what is called after the role.
    """
    anchors = rising.reach.stack.once(_anchors, rising)
    swaps = bool(anchors) and has_by_itself(actor, _SWAPS)
    signs = bool(anchors) and has_by_itself(actor, _SIGNS) and not is_deployer(actor)
    for anchor in anchors if swaps or signs else ():
        roles = [one for one in anchor.roles if enters_more(actor, one, rising)]
        for role in roles[:1] if swaps and anchor.arn else ():
            words = f"put its own authority into the trust anchor by which role {role.name!r} is entered"
            yield Opened(_SWAPS, words, may(actor, _SWAPS, anchor.arn).under(*anchor.unknown), as_another=True)
        unmeant = [one for one in roles if not says_for_whom(actor, SIGNING, one)]
        for role, authority in product(unmeant[:1] if signs else (), anchor.authorities):
            words = f"sign a certificate by which role {role.name!r} is entered"
            answer = best(may(actor, _SIGNS, authority.name, of) for of in _OF_A_CLIENT)
            yield Opened(_SIGNS, words, answer.under(*authority.unknown, *anchor.unknown), as_another=True)


def takes_no_new_anchor(stack: Stack, rising: Rising) -> bool:
    """Whether the stack has roles that anchors enter, and each names the anchors by which it lets in whom it does."""
    del stack
    trusts = [one for one in rising.reach.trusts.by_urn.values() if any(map(_is_of_anchors, one.allows))]
    return bool(trusts) and not any(is_entered(one, "") for one in trusts)


def enters_more(actor: Actor, role: Node, rising: Rising) -> bool:
    """Whether it gets something by a role that it enters."""
    other = rising.actors.by_urn.get(role.key)
    return other is not None and gives_more(actor, other)


def _anchors(stack: Stack, rising: Rising) -> tuple[Anchor, ...]:
    each = sorted(stack.of_type(*ANCHORS), key=lambda one: one.urn)
    authorities = Origins(stack, _AUTHORITIES)
    return tuple(_anchor(one, authorities, rising) for one in each if switch(one, _ENABLED, default=True) is not False)


def _anchor(resource: Resource, authorities: Origins, rising: Rising) -> Anchor:
    arn = text_of(said(resource, "arn"))
    arn = arn if Arn.parse(arn) else ""
    entered = (trust.node for trust in rising.reach.trusts.by_urn.values() if is_entered(trust, arn))
    unknown = () if switch(resource, _ENABLED, default=True) else (Untold.of(resource, _ENABLED),)
    roles = tuple(sorted(entered, key=lambda node: node.key))
    return Anchor(arn, tuple(_authorities_of(resource, authorities)), roles, unknown)


def _authorities_of(resource: Resource, authorities: Origins) -> Iterator[Origin]:
    """The private authority, by its ARN; each that it may be where that is not known yet, none where it has none."""
    source = Leaf(bare(declared(resource, _SOURCE)), _SOURCE)
    kinds = walk(source, steps(_KIND), loose=True)
    may_have_one = all(kind.value in (UNKNOWN, _PRIVATE) for kind in kinds)
    for leaf in walk(source, steps(_AUTHORITY), loose=True):
        if leaf.value is UNKNOWN and may_have_one:
            doubts = tuple(Untold.of(resource, kind.path) for kind in kinds if kind.value is UNKNOWN)
            for one in authorities.of(resource, leaf, (), 1):
                name = one.name if Arn.parse(one.name) else _OF_NAME.format(one.name)
                yield one._replace(name=name, unknown=(*doubts, *one.unknown))
        elif Arn.parse(text_of(leaf.value)):
            yield Origin(text_of(leaf.value))


def takes_anchors(trust: Trust) -> bool:
    """Whether a role lets in who comes by anchors, of whichever it asks for."""
    return any(line.is_allow and _is_of_anchors(line) for line in trust.allows)


def is_entered(trust: Trust, anchor: str) -> bool:
    """Whether a role lets in who has a certificate of the anchor ("" for a new one, wherever the role takes one)."""
    return any(_lets_in(trust, one) for one in ((anchor,) if anchor else dict.fromkeys(_new_for(trust))))


def _new_for(trust: Trust) -> Iterator[str]:
    """New anchors of the account of the role, in each region of which it speaks."""
    lines = filter(_is_of_anchors, trust.allows)
    named = (Arn.parse(text) for line in lines for text in _values(line, _FROM))
    for arn in (_NEW, *(one for one in named if one)):
        known = {key: part for key in ("partition", "region", "account") if not has_wildcard(part := getattr(arn, key))}
        new = _NEW._replace(**known)
        yield ":".join(("arn", *new._replace(account=trust.node.account or new.account)))


def _values(line: Line, key: str) -> tuple[str, ...]:
    """The texts that its conditions compare a key with."""
    try:
        return tuple(text for one in line.statement.conditions if one.key.lower() == key for text in one.values)
    except Undecided:
        return ()


def _lets_in(trust: Trust, anchor: str) -> bool:
    """The same of this anchor: what the certificate says is whatever they like."""
    account = account_of(anchor)
    if account and trust.node.account not in (account, ""):
        return False  # an anchor enters roles of its own account
    is_told = account not in ("", NOBODYS_ACCOUNT)
    come = Facts({_FROM: anchor, **({"aws:sourceaccount": account} if is_told else {})})
    kept_out = any(line.says_of_any(come) in ("yes", "unknown") for line in trust.denies if _is_of_anchors(line))
    allows = (line for line in trust.allows if line.is_allow and _is_of_anchors(line))
    return not kept_out and any(line.says_of_any(come) in ("perhaps", "yes") for line in allows)


def _is_of_anchors(line: Line) -> bool:
    """Whether it speaks of who comes by Roles Anywhere."""
    try:
        principals = line.statement.principals or {}
    except Undecided:
        return False
    services = (*principals.get("Service", ()), *principals.get(EVERYONE, ()))
    return line.is_about(ASSUME) and any(one == EVERYONE or plain_principal(one) == ROLES_ANYWHERE for one in services)
