"""A service that one machine calls, and which could know it by its signature, asks everyone for nothing."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.google_things import google_things
from daypass.graph.leaves import yes_or_no
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.google_calls import CALLED, GoogleCalls, asks_by_proxy, from_inside_alone
from daypass_policies.elsewhere.google_members import comes_from_google
from daypass_policies.located import Located, locate
from daypass_policies.mending.arguments import instead
from daypass_policies.settle import collect, settle

_EVERYONE: Final = ("allusers", "allauthenticatedusers")
_INVOKERS: Final = ("roles/run.invoker", "roles/run.servicesinvoker", "roles/cloudfunctions.invoker")
_BINDINGS: Final = tuple(
    type_ for type_, thing in google_things().items() if thing.noun in ("Cloud Run service", "Cloud Function")
)
_SERVICE: Final = "gcp:cloudrunv2/service:Service"
_ASKS_NOBODY: Final = "invokerIamDisabled"


@rule(
    "google-service-asks-its-caller",
    risk="public-trust",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=(*_BINDINGS, _SERVICE),
    stack=True,
    controls=("NHI4:2025", "NHI5:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9", "SOC2:CC6.1"),
    remedy="Give the role to the service account by which the caller signs, and take everyone out.",
)
def google_service_asks_its_caller(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Where a scheduler, a subscription, a queue or a trigger signs its calls of a service, everyone needs not to call.

    Told is a service of Cloud Run, or a function, that `allUsers` or `allAuthenticatedUsers` may invoke, or which
    asks nobody (`invokerIamDisabled`), while the stack shows who it is there for: a caller that sends a token of a
    service account, known by the address or the name that it calls. Whoever finds the address does what that caller
    does. So is one whose name says that it is for those who work there, or for a machine (`refund-admin`, `worker`), or
    whose labels or description say that it is internal.

    A service passes that takes calls from inside alone or that Identity-Aware Proxy stands before, and one that is for
    others, too: it has a domain or a load balancer, or is called after what people see (`web`, `shop-site`, `webhook`).
    Whether a service without such a caller may be public is the matter of `google-thing-is-not-public`.

    Refused:
        invoices:
          type: gcp:cloudrunv2/service:Service
          properties: {name: invoices, uri: "https://invoices-abc123-ew.a.run.app"}
        nightly:
          type: gcp:cloudscheduler/job:Job
          properties:
            httpTarget:
              uri: https://invoices-abc123-ew.a.run.app/run
              oidcToken: {serviceAccountEmail: nightly@acme.iam.gserviceaccount.com}
        everyone:
          type: gcp:cloudrunv2/serviceIamMember:ServiceIamMember
          properties: {name: invoices, role: roles/run.invoker, member: allUsers}

    Mended:
        invoices:
          type: gcp:cloudrunv2/service:Service
          properties: {name: invoices, uri: "https://invoices-abc123-ew.a.run.app"}
        nightly:
          type: gcp:cloudscheduler/job:Job
          properties:
            httpTarget:
              uri: https://invoices-abc123-ew.a.run.app/run
              oidcToken: {serviceAccountEmail: nightly@acme.iam.gserviceaccount.com}
        nightly-calls:
          type: gcp:cloudrunv2/serviceIamMember:ServiceIamMember
          properties:
            name: invoices
            role: roles/run.invoker
            member: serviceAccount:nightly@acme.iam.gserviceaccount.com
    """
    del ask
    calls = stack.once(GoogleCalls)
    public: list[_Public] = []
    for resource in stack.of_type(*google_service_asks_its_caller.applies_to):
        found, unknown = collect([_public(resource, calls)])
        public += found
        if unknown:
            yield Open(resource, (unknown.path,))
    for one in public:
        yield from _judged(one, calls)
    if any(not calls.signed(one.called) for one in public):
        yield from (Open(caller, (path,)) for caller, path in calls.unclear)


class _Public(NamedTuple):
    """Something that everyone may call, by what resource says so, how, and where."""

    by: Resource
    called: Resource
    how: str
    at: str


def _public(resource: Resource, calls: GoogleCalls) -> Iterator[_Public]:
    """What a resource opens to everyone that somebody signs calls of, as far as that is known."""
    if resource.type == _SERVICE:
        for place in locate(resource.declared.raw, _ASKS_NOBODY) if _is_asked(resource, calls) else ():
            if yes_or_no(place.known) is True:
                yield _Public(resource, resource, "asks nobody who calls it", _ASKS_NOBODY)
        return
    kind = google_things()[resource.type]
    things = locate(resource.declared.raw, kind.thing)
    called = [one for thing in things for one in calls.named(resource, thing) if _is_asked(one, calls)]
    if called and _invokes(resource):
        members = settle(_everyone(resource, member) for member in locate(resource.declared.raw, kind.member))
        yield from (_Public(resource, one, "lets in everyone", at) for at in members for one in called)


def _is_asked(called: Resource, calls: GoogleCalls) -> bool:
    """Whether somebody signs calls of it, or may, or it is said that few call it, and nothing that everyone does."""
    if asks_by_proxy(called):
        return False
    is_called = bool(calls.signed(called) or calls.unclear or calls.is_for_few(called) or calls.hides_for_whom(called))
    return is_called and not calls.is_for_people(called)


def _invokes(binding: Resource) -> bool:
    return any(place.text.strip().lower() in _INVOKERS for place in locate(binding.declared.raw, "role"))


def _everyone(binding: Resource, member: Located) -> Iterator[str]:
    """The path of a member that is everyone. Raises `Undecided`."""
    is_made = bare(member.value) is UNKNOWN and comes_from_google(binding, member)
    if not is_made and member.text.strip().lower() in _EVERYONE:
        yield member.path


def _judged(public: _Public, calls: GoogleCalls) -> Iterator[Problem | Open]:
    caller, called = calls.signed(public.called), public.called
    try:
        hidden = "" if caller else calls.hides_for_whom(called)
        if not (caller or hidden or calls.is_for_few(called)) or from_inside_alone(called):
            return
    except Undecided as unknown:
        hidden = unknown.path
    if hidden:
        yield Open(called, (hidden,))
        return
    named = f"{CALLED[called.type].noun} {called.name!r}"
    why = f"{caller} signs its calls of it" if caller else "its name or a text of it says that it is there for few"
    yield Problem(
        f"{named} {public.how}, and {why}",
        at=public.at,
        key=called.name,
        on=public.by,
        mended=instead(_ASKS_NOBODY, False) if public.at == _ASKS_NOBODY else None,
    )
