"""This is where it is told which callers of Google sign their calls of which services and functions of a stack.

Sources: Google Cloud, "Run services on a schedule", "Trigger with Pub/Sub push", "Create triggers with Eventarc" and
"Create HTTP tasks with authentication" (each sends a token of the service account that it is given; whoever may invoke
the service is asked for one); properties of pulumi-gcp 9, as its schema in the Pulumi Registry has them; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.leaves import said, text_of, yes_or_no
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.words import words_in
from daypass_policies.elsewhere.google_texts import says_internal, unknown_texts
from daypass_policies.located import Located, hidden_at, locate


class _Called(NamedTuple):
    """What is called: the paths of its addresses, and of where it takes calls from."""

    noun: str
    addresses: tuple[str, ...]
    ingress: str


CALLED: Final[Mapping[str, _Called]] = {
    "gcp:cloudrunv2/service:Service": _Called("Cloud Run service", ("uri", "urls[]"), "ingress"),
    "gcp:cloudrun/service:Service": _Called("Cloud Run service", ("statuses[].url",), "metadata.annotations"),
    "gcp:cloudfunctionsv2/function:Function": _Called(
        "Cloud Function", ("url", "serviceConfig.uri"), "serviceConfig.ingressSettings"
    ),
    "gcp:cloudfunctions/function:Function": _Called("Cloud Function", ("httpsTriggerUrl",), "ingressSettings"),
}
_PROXY: Final = "iapEnabled"
_INGRESS: Final = "run.googleapis.com/ingress"
"""The annotation of the older type; where it takes calls from inside alone, its text begins as that of the others."""
_INSIDE: Final = re.compile(r"(?:ingress_traffic_|allow_)?(?:internal|none)", re.IGNORECASE)


class _Caller(NamedTuple):
    """What calls: the path that says as whom it signs, those of the addresses, and those of names that it calls."""

    noun: str
    signs: str
    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


_CALLERS: Final[Mapping[str, _Caller]] = {
    "gcp:cloudscheduler/job:Job": _Caller(
        "scheduler job", "httpTarget.oidcToken", ("httpTarget.uri", "httpTarget.oidcToken.audience")
    ),
    "gcp:pubsub/subscription:Subscription": _Caller(
        "subscription", "pushConfig.oidcToken", ("pushConfig.pushEndpoint", "pushConfig.oidcToken.audience")
    ),
    "gcp:cloudtasks/queue:Queue": _Caller(
        "queue", "httpTarget.oidcToken", ("httpTarget.uriOverride.host", "httpTarget.oidcToken.audience")
    ),
    "gcp:eventarc/trigger:Trigger": _Caller(
        "trigger", "serviceAccount", (), ("destination.cloudRunService.service", "destination.cloudFunction")
    ),
}
_FRONTS: Final[Mapping[str, tuple[str, ...]]] = {
    "gcp:cloudrun/domainMapping:DomainMapping": ("spec.routeName",),
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": (
        "cloudRun.service",
        "cloudFunction.function",
    ),
    "gcp:firebase/hostingVersion:HostingVersion": ("config.rewrites[].run.serviceId",),
}
"""What brings people to a service: a domain of its own, a load balancer, a site."""
_FOR_PEOPLE: Final = frozenset(
    (
        *("app", "blog", "callback", "docs", "frontend", "hook", "hooks", "landing", "portal", "public", "shop"),
        *("site", "store", "storefront", "ui", "web", "webapp", "webhook", "webhooks", "website", "www"),
    )
)
"""Words of a name that say that others call it, too."""
_INNER: Final = frozenset(
    (
        *("admin", "backoffice", "internal", "intranet", "ops", "private", "staff"),
        *("batch", "consumer", "cron", "job", "scheduler", "worker"),
    )
)
"""Words of a name that say that it is for those who work there, or for a machine."""
_ADDRESS: Final = re.compile(r"(?:https?://)?(?P<host>[^/?#:]+)(?::\d+)?(?P<path>/[^?#]*)?", re.IGNORECASE)


class GoogleCalls:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def named(self, by: Resource, place: Located) -> tuple[Resource, ...]:
        """The services and functions that a name means, in the place where that is where the names are alike."""
        if bare(place.value) is UNKNOWN:
            return self._behind(by, place)
        found = self._by_name.get(place.text.rpartition("/")[2].lower(), ())
        where = _where(by)
        return tuple(one for one in found if not where or _where(one) in ("", where))

    def signed(self, called: Resource) -> str:
        """Words for a caller that signs its calls of this one; "" where the stack shows none."""
        if called.type == "gcp:cloudfunctionsv2/function:Function" and bare(said(called, "eventTrigger")):
            return "its trigger"
        caller = next(iter(self._callers.get(called.urn, ())), None)
        return f"{_CALLERS[caller.type].noun} {caller.name!r}" if caller else ""

    def is_for_people(self, called: Resource) -> bool:
        """Whether something shows that others are to call it, too."""
        return called.urn in self._fronted or not _FOR_PEOPLE.isdisjoint(_words(called))

    def is_for_few(self, called: Resource) -> bool:
        """Whether its name, a label or its description says that it is for those who work there, or for a machine."""
        return not _INNER.isdisjoint(_words(called)) or says_internal(called)

    def hides_for_whom(self, called: Resource) -> str:
        """The path of a text that is not known yet and may say so; "" where there is none, or another one says it."""
        return "" if self.is_for_few(called) else next(unknown_texts(called), "")

    @cached_property
    def unclear(self) -> tuple[tuple[Resource, str], ...]:
        """The callers of which nobody knows yet what they call, each with the path that hides it."""
        paths = {type_: (*facts.addresses[:1], *facts.names) for type_, facts in _CALLERS.items()}
        each = ((one, hidden_at(one.state.raw, *paths[one.type])) for one in self._signing)
        return tuple((one, hidden[0]) for one, hidden in each if hidden and not any(True for _ in self._reached(one)))

    @cached_property
    def _signing(self) -> tuple[Resource, ...]:
        each = self._stack.of_type(*_CALLERS)
        return tuple(one for one in each if any(True for _ in locate(one.state.raw, _CALLERS[one.type].signs)))

    @cached_property
    def _callers(self) -> Mapping[str, Sequence[Resource]]:
        """URN of what is called → who signs its calls."""
        return grouped((called.urn, caller) for caller in self._signing for called in self._reached(caller))

    @cached_property
    def _fronted(self) -> frozenset[str]:
        return frozenset(
            called.urn
            for front in self._stack.of_type(*_FRONTS)
            for path in _FRONTS[front.type]
            for place in locate(front.state.raw, path)
            for called in self.named(front, place)
        )

    def _reached(self, caller: Resource) -> Iterator[Resource]:
        facts = _CALLERS[caller.type]
        for path in facts.names:
            for place in locate(caller.state.raw, path):
                yield from self.named(caller, place)
        for path in facts.addresses:
            for place in locate(caller.state.raw, path):
                yield from self._behind(caller, place) if bare(place.value) is UNKNOWN else self._at(place.text)

    def _at(self, address: str) -> Iterator[Resource]:
        """What has this address, or one that this lies below."""
        host, path = _parts(address)
        for below, called in self._by_host.get(host, ()):
            if path == below or path.startswith(f"{below}/"):
                yield called

    def _behind(self, by: Resource, place: Located) -> tuple[Resource, ...]:
        urns = dict.fromkeys(by.property_dependencies.get(place.path.partition(".")[0].partition("[")[0], ()))
        return tuple(one for urn in urns if (one := self._stack.by_urn.get(urn)) and one.type in CALLED)

    @cached_property
    def _by_host(self) -> Mapping[str, Sequence[tuple[str, Resource]]]:
        return grouped(
            (host, (path, one))
            for one in self._stack.of_type(*CALLED)
            for at in CALLED[one.type].addresses
            for place in locate(one.state.raw, at)
            if (text := text_of(place.value))
            for host, path in (_parts(text),)
        )

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[Resource]]:
        names = ((text_of(said(one, "name")).rpartition("/")[2].lower(), one) for one in self._stack.of_type(*CALLED))
        return grouped((name, one) for name, one in names if name)


def asks_by_proxy(called: Resource) -> bool:
    """Whether Identity-Aware Proxy asks first who calls, whoever may invoke it. Raises `Undecided`.

    Source: Google Cloud, "Configure IAP for Cloud Run" (on all paths of ingress); read 2026-12.
    """
    return yes_or_no(called.declared.get(_PROXY)) is True


def from_inside_alone(called: Resource) -> bool:
    """Whether it takes no calls from outside of the project's networks. Raises `Undecided`."""
    for place in locate(called.declared.raw, CALLED[called.type].ingress):
        known = place.known
        text = Located(known.get(_INGRESS), place.path, marked=False).text if isinstance(known, dict) else place.text
        return bool(_INSIDE.match(text))
    return False


def _words(called: Resource) -> list[str]:
    return words_in(f"{text_of(said(called, 'name'))} {called.name}")


def _parts(address: str) -> tuple[str, str]:
    found = _ADDRESS.match(address.strip())
    return (found["host"].lower(), (found["path"] or "").rstrip("/")) if found else ("", "")


def _where(one: Resource) -> str:
    return next((text for key in ("location", "region") if (text := text_of(said(one, key)).lower())), "")
