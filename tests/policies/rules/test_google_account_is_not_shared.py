"""Whoever runs as one account of Google shares it, unless they are one workload."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.consumers import said
from tests.support.rules import ROOT, judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.data.google_runners import google_runners
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.google_account_is_not_shared import google_account_is_not_shared

SHOP = "shop@acme.iam.gserviceaccount.com"
SERVICE = "gcp:cloudrunv2/service:Service"


def judged(*resources: Resource) -> Answer:
    return judge_stack(google_account_is_not_shared, *resources)


def service(name: str, account: Any = SHOP, **inputs: Any) -> Resource:
    return Resource.of(SERVICE, name, template={"serviceAccount": account}, **inputs)


def test_one_account_for_two_services_is_found() -> None:
    (problem,) = judged(service("api"), service("mailer", SHOP.upper())).problems
    assert problem.message == (
        "one service account is shared: Cloud Run service 'api', Cloud Run service 'mailer' run as it"
    )
    assert problem.key == "shop"


@pytest.mark.parametrize("type_", google_runners())
def test_whatever_runs_code_is_seen(type_: str) -> None:
    other = Resource.of(type_, "other", **said(google_runners()[type_].path, SHOP))
    assert len(judged(service("api"), other).problems) == 1


def test_an_account_for_each_passes_and_so_does_none() -> None:
    assert passes(judged(service("api"), service("mailer", "mailer@acme.iam.gserviceaccount.com")))
    assert passes(judged(service("api", None), service("mailer", None)))
    assert passes(judged(service("api")))
    assert passes(judged())


def test_one_workload_may_run_as_one_account() -> None:
    labels = {"daypass_workload": "shop"}
    assert passes(judged(service("api", labels=labels), service("mailer", labels=labels)))
    app = replace(Resource.of("acme:index:App", "app"), custom=False, parent=ROOT.urn)
    assert passes(judged(app, *(replace(service(name), parent=app.urn) for name in "ab")))
    assert judged(*(replace(service(name), parent=ROOT.urn) for name in "ab")).problems


def test_the_machines_of_one_account_are_one_workload() -> None:
    def machine(kind: str, name: str, **more: Any) -> Resource:
        return Resource.of(f"gcp:compute/{kind}", name, serviceAccount={"email": SHOP}, **more)

    web = [machine("instance:Instance", "web-0"), machine("instance:Instance", "web-1")]
    assert passes(judged(*web, machine("instanceTemplate:InstanceTemplate", "web")))
    assert len(judged(*web, service("api")).problems) == 1
    apart = [machine("instance:Instance", name, labels={"daypass_workload": name}) for name in "ab"]
    assert len(judged(*apart).problems) == 1
    app = replace(Resource.of("acme:index:App", "app"), custom=False, parent=ROOT.urn)
    assert passes(judged(app, *(replace(one, parent=app.urn) for one in (web[0], service("api")))))


def test_in_a_preview_an_account_is_known_by_the_dependency() -> None:
    account = Resource.of("gcp:serviceaccount/account:Account", "shop", accountId="shop")
    waiting = [replace(service(name, UNKNOWN), property_dependencies={"template": (account.urn,)}) for name in "ab"]
    assert judged(account, *waiting).problems[0].on == account
    assert unknowns(judged(service("a", UNKNOWN), service("b"))) == ["template.serviceAccount"]
    assert unknowns(judged(service("a", UNKNOWN))) == ["template.serviceAccount"]  # the default one, perhaps


def test_a_secret_account_is_judged_and_not_quoted() -> None:
    answer = judged(service("api", Secret(SHOP)), service("mailer", Secret(SHOP)))
    assert messages(answer)
    assert (answer.problems[0].key, "shop@" in str(answer.problems)) == (None, False)


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN), {"serviceAccount": []}])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    judged(Resource.of(SERVICE, "odd", template=odd, labels=odd), service("api", odd), service("b"))


@pytest.mark.parametrize(
    "account", ["483920174652-compute@developer.gserviceaccount.com", "acme-prod@appspot.gserviceaccount.com"]
)
def test_a_default_account_is_shared_by_all_of_its_project(account: str) -> None:
    (problem,) = judged(service("api", account)).problems
    assert problem.message == "Cloud Run service 'api' runs as a default account, which all of its project share"
    assert len(judged(service("api", account), service("mailer", account)).problems) == 1
    assert passes(judged(service("api", "compute@acme-prod.iam.gserviceaccount.com")))
