"""The token that a pod shows outside lives no longer than the node takes to renew it."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.model.resource import Resource, Secret, bare
from daypass.model.term import HOUR, format_duration
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.lifetimes import DAY, span
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect
from daypass_policies.trusting.service_accounts import ACCOUNT, PODS

_PROJECTED: Final = "volumes[].projected.sources[].serviceAccountToken.expirationSeconds"
_OF_EKS: Final = "eks.amazonaws.com/token-expiration"
"""The annotation of an account or a pod that says how long the token lives with which a pod of EKS enters its role."""


@rule(
    "projected-token-is-short",
    risk="long-session",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=(*PODS, ACCOUNT),
    controls=("NHI7:2025", "NIST-800-53:AC-12", "NIST-800-53:IA-5"),
    remedy="Leave expirationSeconds out (one hour), or set it to some minutes; the kubelet renews the token.",
)
def projected_token_is_short(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever copies a projected token from a pod is its service account for whoever takes the token, until it ends.

    The kubelet renews a projected service-account token when four fifths of its life are over, and after 24 hours in
    any case, so that no pod needs one that lives longer than a day. The API server no longer takes a token whose pod is
    gone; Vault, AWS and others, who check its signature alone, take it to its end. Asked are `expirationSeconds` of
    projected volumes, and the annotation `eks.amazonaws.com/token-expiration` of service accounts and pods. Where the
    settings' `[terms]` allow a class more than a day, that counts.

    Source: Kubernetes documentation, "Configure Service Accounts for Pods" (ServiceAccount token volume projection) and
    "Managing Service Accounts"; EKS User Guide, "Configure Pods to use a Kubernetes service account"; read 2026-12.

    Refused:
        proxy:
          type: kubernetes:core/v1:Pod
          properties:
            spec:
              serviceAccountName: proxy
              volumes:
                - name: token
                  projected:
                    sources: [{serviceAccountToken: {path: token, audience: vault, expirationSeconds: 31536000}}]

    Mended:
        proxy:
          type: kubernetes:core/v1:Pod
          properties:
            spec:
              serviceAccountName: proxy
              volumes:
                - name: token
                  projected:
                    sources: [{serviceAccountToken: {path: token, audience: vault, expirationSeconds: 600}}]
    """
    longest = max(DAY, *ask.settings.terms.values())
    too_long, unknown = collect(_too_long(place, longest) for place in _lengths(resource))
    if too_long:
        seconds, place = max(too_long, key=lambda each: each[0])
        fact = f"{resource.name!r} has a service-account token that lives {_said(seconds, place, longest)}"
        yield Problem(f"{fact}, and the node renews it after a day at the latest", at=place.path)
    elif unknown:
        raise unknown


def _lengths(resource: Resource) -> Iterator[Located]:
    raw, described = resource.declared.raw, PODS.get(resource.type, "")
    if described:
        yield from locate(raw, f"{described}.{_PROJECTED}")
    for place in locate(raw, f"{described.removesuffix('spec')}metadata.annotations"):
        yield from _annotated(place)


def _annotated(annotations: Located) -> Iterator[Located]:
    """The annotation, whose name has dots in it. Where all of them are unknown, they seldom have it."""
    known = bare(annotations.value)
    value: Any = known.get(_OF_EKS) if isinstance(known, Mapping) else None
    if value is not None:
        marked = annotations.marked or isinstance(value, Secret)
        yield Located(value, f"{annotations.path}.{_OF_EKS}", marked)


def _too_long(place: Located, longest: int) -> Iterator[tuple[float, Located]]:
    """What nobody can read is no end."""
    try:
        seconds = span(place.known, "seconds") or 0
    except ValueError:
        seconds = math.inf
    if seconds > longest:
        yield seconds, place


def _said(seconds: float, place: Located, longest: int) -> str:
    if place.marked or math.isinf(seconds):  # how long is what the mark hides
        return f"longer than {format_duration(longest)}"
    return f"{int(seconds // DAY)} days" if seconds >= 2 * DAY else f"{seconds / HOUR:.0f}h"
