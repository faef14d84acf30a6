"""The rule asks the types of its kind, and says who is asked; how an owner is found is told in test_bearers."""

from tests.support.rules import judge, messages, passes

from daypass.model.resource import Resource
from daypass.settings import Settings
from daypass_policies.rules.service_account_has_owner import service_account_has_owner

ACCOUNT = "kubernetes:core/v1:ServiceAccount"


def test_a_service_account_that_nobody_owns_is_found() -> None:
    found = messages(judge(service_account_has_owner, Resource.of(ACCOUNT, "api")))
    assert found == ["Kubernetes service account 'api' has no owner"]


def test_one_with_an_owner_passes() -> None:
    labelled = Resource.of(ACCOUNT, "api", metadata={"labels": {"team": "payments"}})
    assert passes(judge(service_account_has_owner, labelled, settings=Settings()))


def test_the_rule_speaks_in_the_strict_profile_alone() -> None:
    assert service_account_has_owner.profile == "strict"
