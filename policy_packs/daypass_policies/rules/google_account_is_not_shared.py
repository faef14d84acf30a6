"""A service account of Google is one workload to whatever it is given rights on."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.data.google_runners import google_runners
from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.model.urn import Urn
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.google_members import ACCOUNT
from daypass_policies.located import locate
from daypass_policies.wording import listed

_MACHINES: Final = "gcp:compute/"
"""Machines of one account are one workload, as those of one instance profile are: nobody gives each its own."""

_DEFAULT: Final = re.compile(r"[0-9]+-compute@developer\.gserviceaccount\.com|[^@]+@appspot\.gserviceaccount\.com")
"""The accounts that Google makes for a project, as which whatever names no other runs.

Source: Google Cloud, "Types of service accounts" (default service accounts); read 2026-12.
"""

_SEVERAL: Final = 2
_SHOWN: Final = 5


@rule(
    "google-account-is-not-shared",
    risk="shared-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=tuple(google_runners()),
    stack=True,
    controls=("NHI9:2025", "NIST-800-53:IA-4", "NIST-800-53:AC-5", "SOC2:CC6.1"),
    remedy="Give each workload a service account of its own, with the rights that it needs.",
)
def google_account_is_not_shared(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A service account that several services run as has the rights of all of them, and the audit log names one.

    Workloads are services and jobs of Cloud Run, functions and instances. Those of one component, or with one
    `daypass_workload` label, are one, and so are instances that have neither. An account is known by its address, and
    in a preview by the account that the property depends on. Told is as well what runs as a default account of its
    project (`…-compute@developer.gserviceaccount.com`, `…@appspot.gserviceaccount.com`), be it alone: whatever there
    names none runs as that, too. What names none, and of which no state says as what it runs, is not counted.

    Refused:
        api:
          type: gcp:cloudrunv2/service:Service
          properties: {template: {serviceAccount: shop@acme.iam.gserviceaccount.com}}
        mailer:
          type: gcp:cloudrunv2/service:Service
          properties: {template: {serviceAccount: shop@acme.iam.gserviceaccount.com}}

    Mended:
        api:
          type: gcp:cloudrunv2/service:Service
          properties: {template: {serviceAccount: api@acme.iam.gserviceaccount.com}}
        mailer:
          type: gcp:cloudrunv2/service:Service
          properties: {template: {serviceAccount: mailer@acme.iam.gserviceaccount.com}}
    """
    runners = google_runners()
    by_account: dict[str, list[Resource]] = {}
    for resource in (one for one in stack.resources if one.type in runners):
        account = _account(stack, resource)
        if isinstance(account, Open):
            yield account
        elif account:
            by_account.setdefault(account, []).append(resource)
    label = ask.settings.tags["workload"].replace(":", "_").lower()
    for account, sharing in by_account.items():
        if len({_workload(stack, one, label) for one in sharing}) >= _SEVERAL:
            yield _shared(stack, account, sharing)
        elif _DEFAULT.fullmatch(account):
            yield _of_all(min(sharing, key=lambda resource: resource.urn))


def _account(stack: Stack, resource: Resource) -> str | Open:
    """The address of the account, or its URN; "" where none is named."""
    path = google_runners()[resource.type].path
    for place in locate(resource.state.raw, path):
        value = bare(place.value)
        if value is UNKNOWN:
            urns = dict.fromkeys(resource.property_dependencies.get(path.partition(".")[0], ()))
            behind = [urn for urn in urns if urn in stack.by_urn and stack.by_urn[urn].type == ACCOUNT]
            return behind[0] if len(behind) == 1 else Open(resource, (place.path,))
        if isinstance(value, str) and value:
            return value.lower()
    return ""


def _workload(stack: Stack, resource: Resource, label: str) -> str:
    for place in locate(resource.state.raw, "labels"):
        labels = bare(place.value)
        value = bare(labels.get(label)) if isinstance(labels, dict) else None
        if isinstance(value, str) and value:
            return f"label {value}"
    parent = stack.by_urn.get(resource.parent)
    is_component = Urn.parse(resource.parent).type != STACK_TYPE and (parent is None or not parent.custom)
    if resource.parent and is_component:
        return resource.parent
    return _MACHINES if resource.type.startswith(_MACHINES) else resource.urn


def _shared(stack: Stack, account: str, sharing: list[Resource]) -> Problem:
    runners = google_runners()
    names = listed((f"{runners[one.type].noun} {one.name!r}" for one in sharing), _SHOWN)
    # The SDK registers in no fixed order, and a baseline should not care.
    on = stack.by_urn.get(account) or min(sharing, key=lambda resource: resource.urn)
    hidden = any(account == text.lower() for one in sharing for text in one.secrets())
    key = None if hidden or account in stack.by_urn else account.partition("@")[0]
    return Problem(f"one service account is shared: {names} run as it", key=key, on=on)


def _of_all(one: Resource) -> Problem:
    noun = google_runners()[one.type].noun
    return Problem(f"{noun} {one.name!r} runs as a default account, which all of its project share", on=one)
