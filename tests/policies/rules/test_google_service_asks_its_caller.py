"""What `google-service-asks-its-caller` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["google-service-asks-its-caller"]
URL = "https://invoices-abc-ew.a.run.app"
TOKEN = {"serviceAccountEmail": "nightly@acme.iam.gserviceaccount.com"}


def judged(*resources: Resource) -> Answer:
    return judge_stack(RULE, *resources)


def service(name: Any = "invoices", **more: Any) -> Resource:
    return Resource.of("gcp:cloudrunv2/service:Service", "svc", **{"name": name, "uri": URL, **more})


def everyone(
    name: Any = "invoices", member: Any = "allUsers", role: Any = "roles/run.invoker", **more: Any
) -> Resource:
    return Resource.of(
        "gcp:cloudrunv2/serviceIamMember:ServiceIamMember", "all", name=name, member=member, role=role, **more
    )


def job(uri: Any = f"{URL}/run", **target: Any) -> Resource:
    target = {"uri": uri, "oidcToken": TOKEN, **target}
    return Resource.of("gcp:cloudscheduler/job:Job", "nightly", httpTarget=target)


OLDER = Resource.of("gcp:cloudrun/service:Service", "svc", name="invoices", statuses=[{"url": URL}])
OLDER_BINDING = Resource.of(
    "gcp:cloudrun/iamBinding:IamBinding", "all", service="invoices", role="roles/run.invoker", members=["allUsers"]
)
FUNCTION_URL = "https://europe-west1-acme.cloudfunctions.net/pay"
FUNCTION = Resource.of("gcp:cloudfunctions/function:Function", "pay", name="pay", httpsTriggerUrl=FUNCTION_URL)
NEWER_FUNCTION = Resource.of(
    "gcp:cloudfunctionsv2/function:Function",
    "pay",
    name="pay",
    serviceConfig={"uri": URL},
    eventTrigger={"retryPolicy": "X"},
)


def function_binding(module: str) -> Resource:
    return Resource.of(
        f"gcp:{module}/functionIamMember:FunctionIamMember",
        "all",
        cloudFunction="projects/acme/locations/europe-west1/functions/pay",
        role="roles/cloudfunctions.invoker",
        member="allAuthenticatedUsers",
    )


PUSH = Resource.of("gcp:pubsub/subscription:Subscription", "paid", pushConfig={"pushEndpoint": URL, "oidcToken": TOKEN})
QUEUE = Resource.of(
    "gcp:cloudtasks/queue:Queue",
    "mails",
    httpTarget={"uriOverride": {"host": "invoices-abc-ew.a.run.app"}, "oidcToken": TOKEN},
)
TRIGGER = Resource.of(
    "gcp:eventarc/trigger:Trigger",
    "stored",
    serviceAccount="e@acme.iam.gserviceaccount.com",
    destination={"cloudRunService": {"service": "invoices", "region": "europe-west1"}},
)


@pytest.mark.parametrize(
    ("caller", "words"),
    [
        (job(), "scheduler job 'nightly'"),
        (job("https://invoices.acme.example/run", oidcToken={**TOKEN, "audience": URL}), "scheduler job 'nightly'"),
        (PUSH, "subscription 'paid'"),
        (QUEUE, "queue 'mails'"),
        (TRIGGER, "trigger 'stored'"),
    ],
)
def test_what_a_signed_caller_calls_and_everyone_may_is_told(caller: Resource, words: str) -> None:
    for called, binding in ((service(), everyone()), (OLDER, OLDER_BINDING)):
        answer = judged(called, caller, binding)
        assert only(answer) == f"Cloud Run service 'svc' lets in everyone, and {words} signs its calls of it"
        assert [one.on for one in answer.problems] == [binding]


def test_functions_are_told_as_well() -> None:
    assert "Cloud Function 'pay'" in only(judged(FUNCTION, job(FUNCTION_URL), function_binding("cloudfunctions")))
    assert passes(judged(FUNCTION, job(f"{FUNCTION_URL}-other"), function_binding("cloudfunctions")))
    assert "its trigger signs" in only(judged(NEWER_FUNCTION, function_binding("cloudfunctionsv2")))


def test_a_service_that_asks_nobody_is_public_too() -> None:
    (problem,) = judged(service(invokerIamDisabled=True), job()).problems
    assert (problem.at, problem.mended) == ("invokerIamDisabled", '{"invokerIamDisabled": false}')
    assert passes(judged(service(invokerIamDisabled=False), job()))
    assert unknowns(judged(service(invokerIamDisabled=UNKNOWN), job())) == ["invokerIamDisabled"]


@pytest.mark.parametrize(
    "stack",
    [
        (service(), everyone()),
        (service(), job(oidcToken=None), everyone()),
        (service(), job("https://other-abc-ew.a.run.app/run"), everyone()),
        (service(), job(), everyone(member="serviceAccount:nightly@acme.iam.gserviceaccount.com")),
        (service(), job(), everyone(role="roles/run.viewer")),
        (service(), job(), everyone("other")),
        (service("shop-web"), job(), everyone("shop-web")),
        (service("psp-webhook"), job(), everyone("psp-webhook")),
        (service(ingress="INGRESS_TRAFFIC_INTERNAL_ONLY"), job(), everyone()),
        (service(ingress="INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"), job(), everyone()),
        (service(location="europe-west1"), job(), everyone(location="us-east1")),
        (job(), everyone()),
    ],
)
def test_what_nobody_signs_for_or_others_call_passes(stack: tuple[Resource, ...]) -> None:
    assert passes(judged(*stack))


@pytest.mark.parametrize(
    "front",
    [
        Resource.of("gcp:cloudrun/domainMapping:DomainMapping", "d", name="a.example", spec={"routeName": "invoices"}),
        Resource.of(
            "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup", "n", cloudRun={"service": "invoices"}
        ),
        Resource.of(
            "gcp:firebase/hostingVersion:HostingVersion", "h", config={"rewrites": [{"run": {"serviceId": "invoices"}}]}
        ),
    ],
)
def test_a_service_with_a_domain_or_a_load_balancer_is_for_others_too(front: Resource) -> None:
    assert passes(judged(service(), job(), everyone(), front))


def test_the_annotation_of_the_older_type_is_read() -> None:
    inside = {"annotations": {"run.googleapis.com/ingress": "internal"}}
    older = Resource.of(OLDER.type, "svc", name="invoices", statuses=[{"url": URL}], metadata=inside)
    assert passes(judged(older, job(), OLDER_BINDING))


def test_in_a_preview_the_caller_is_known_by_what_its_address_comes_from() -> None:
    called = Resource.of("gcp:cloudrunv2/service:Service", "svc", name="invoices")
    later = replace(job(UNKNOWN), property_dependencies={"httpTarget": (called.urn,)})
    assert messages(judged(called, later, everyone()))
    bound = replace(everyone(UNKNOWN), property_dependencies={"name": (called.urn,)})
    assert messages(judged(called, later, bound))
    assert unknowns(judged(called, job(UNKNOWN), everyone())) == ["httpTarget.uri"]
    assert passes(judged(called, job(UNKNOWN)))


def test_what_is_not_known_is_undecided_only_where_somebody_signs() -> None:
    assert unknowns(judged(service(), job(), everyone(member=UNKNOWN))) == ["member"]
    assert unknowns(judged(service(), job(), everyone(role=UNKNOWN))) == ["role"]
    assert unknowns(judged(service(ingress=UNKNOWN), job(), everyone())) == ["ingress"]
    assert passes(judged(service(), everyone(member=UNKNOWN, role=UNKNOWN)))
    account = Resource.of("gcp:serviceaccount/account:Account", "nightly")
    made = replace(everyone(member=UNKNOWN), property_dependencies={"member": (account.urn,)})
    assert passes(judged(service(), job(), account, made))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN), {"uri": []}])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    target = Resource.of("gcp:cloudscheduler/job:Job", "nightly", httpTarget=odd)
    judged(service(odd, uri=odd, ingress=odd), target, job(odd, oidcToken=odd), everyone(odd, odd, odd))
    judged(Resource.of(OLDER.type, "svc", metadata=odd, statuses=odd), TRIGGER, job(), OLDER_BINDING)


FOR_FEW = "and its name or a text of it says that it is there for few"


@pytest.mark.parametrize(
    "said",
    [
        {"labels": {"purpose": "internal-refund-api"}},
        {"labels": {"visibility": "internal"}},
        {"labels": {"network-access": "staff-only"}},
        {"description": "Internal API of the backoffice"},
        {"description": "This service is internal"},
        {"description": "Refunds orders. For internal use only."},
        {"description": "Prices for staff"},
        {"description": "Refunds (staff only)"},
    ],
)
def test_what_says_that_it_is_internal_is_not_for_everyone(said: dict[str, Any]) -> None:
    assert only(judged(service(**said), everyone())).endswith(FOR_FEW)


@pytest.mark.parametrize(
    "said",
    [
        {"labels": {"purpose": "not-internal"}},
        {"labels": {"team": "internal-platform"}},
        {"labels": {"cost-center": "staff"}},
        {"labels": {"access": "internal-and-external"}},
        {"labels": {"purpose": "replaces-the-internal-api"}},
        {"description": "For internal and external users"},
        {"description": "Prices for our customers. Replaces the internal API."},
        {"description": "Serves prices to shops and calls the ledger, which is internal"},
        {"description": "Calls internal services for shops"},
        {"description": "Internal name: tally. External shops read their prices here."},
        {"description": "Prices for staff discounts in the shop"},
        {"description": "Staff scheduling API for restaurants"},
        {"description": "Our staff picks"},
        {"description": "Internal medicine appointments"},
    ],
)
def test_what_says_no_such_thing_passes(said: dict[str, Any]) -> None:
    assert passes(judged(service(**said), everyone()))


@pytest.mark.parametrize("name", ["refund-admin", "internal-tools", "payout-worker"])
def test_what_is_called_after_few_is_not_for_everyone(name: str) -> None:
    assert only(judged(service(name), everyone(name))).endswith(FOR_FEW)
    assert passes(judged(service(name, ingress="INGRESS_TRAFFIC_INTERNAL_ONLY"), everyone(name)))
    assert passes(judged(service(f"{name}-web"), everyone(f"{name}-web")))
    assert passes(judged(service(name), everyone(name, "serviceAccount:support@acme.iam.gserviceaccount.com")))


def test_a_text_that_is_not_known_yet_leaves_it_undecided() -> None:
    assert unknowns(judged(service(description=UNKNOWN), everyone())) == ["description"]
    assert unknowns(judged(service(labels=UNKNOWN), everyone())) == ["labels"]
    assert unknowns(judged(service(labels={"visibility": UNKNOWN}), everyone())) == ["labels.visibility"]
    assert passes(judged(service(labels={"commit": UNKNOWN}), everyone()))
    assert passes(judged(service("shop-site", description=UNKNOWN), everyone("shop-site")))
    assert passes(judged(service(description=UNKNOWN)))
    assert passes(judged(service(description=UNKNOWN, ingress="INGRESS_TRAFFIC_INTERNAL_ONLY"), everyone()))
