"""A Secret that Kubernetes fills with a token for ever is refused; other Secrets are not asked about."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules.kubernetes_token_ends import kubernetes_token_ends

TYPE = "kubernetes:core/v1:Secret"
OF_SERVICE_ACCOUNT = "kubernetes.io/service-account-token"


@pytest.mark.parametrize("type_", [OF_SERVICE_ACCOUNT, Secret(OF_SERVICE_ACCOUNT), f" {OF_SERVICE_ACCOUNT} "], ids=repr)
def test_a_token_of_a_service_account_is_refused(type_: Any) -> None:
    (problem,) = judge(kubernetes_token_ends, Resource.of(TYPE, "deployer", type=type_, metadata=UNKNOWN)).problems
    assert problem.message == (
        "service-account token 'deployer' never expires; instead: a token of the TokenRequest API,"
        " projected into the pod"
    )
    assert (problem.advisory, problem.at) == (False, "type")


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"type": None},
        {"type": "Opaque", "stringData": {"token": Secret("x")}},
        {"type": "kubernetes.io/tls"},
        {"type": "kubernetes.io/dockerconfigjson"},
        {"data": UNKNOWN},
    ],
)
def test_other_secrets_pass(inputs: dict[str, Any]) -> None:
    assert passes(judge(kubernetes_token_ends, Resource.of(TYPE, "deployer", **inputs)))


@pytest.mark.parametrize("value", [UNKNOWN, Secret(UNKNOWN), 7, True, [], [OF_SERVICE_ACCOUNT], {}], ids=repr)
def test_a_type_that_is_unknown_or_no_text_is_undecided(value: Any) -> None:
    answer = judge(kubernetes_token_ends, Resource.of(TYPE, "deployer", type=value))
    assert (messages(answer), unknowns(answer)) == ([], ["type"])


def test_a_secret_that_was_only_looked_up_is_undecided() -> None:
    found = Resource("urn:x", TYPE, "deployer", outputs=Properties(Partial()), external=True)
    assert unknowns(judge(kubernetes_token_ends, found)) == ["type"]
