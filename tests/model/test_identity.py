"""An identity that exists is valid."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from daypass.errors import DeclarationError
from daypass.model.federation import federation
from daypass.model.grant import Grant
from daypass.model.identity import Identity
from daypass.model.owner import Owner
from daypass.model.term import Term
from daypass.settings import Settings

GITHUB = federation(kind="github_actions", repository="acme/invoice", environment="prod")
LAMBDA = federation(kind="aws_service", service="lambda")


def identity(**facts: Any) -> Identity:
    """A valid one, but for the facts."""
    valid: dict[str, Any] = {
        "name": "invoice-deploy",
        "workload_class": "pipeline",
        "purpose": "Deploys the invoice service",
        "owner": Owner("payments", "payments@example.org"),
        "revoker": Owner("security-oncall"),
        "environment": "prod",
        "review_by": date(2027, 5, 31),
        "term": Term(3600, "role"),
        "federation": GITHUB,
        "grants": (Grant.parse("s3:PutObject on arn:aws:s3:::invoice-prod/*"),),
        "account": "111122223333",
        "region": "eu-central-1",
        "partition": "aws",
    }
    return Identity(**valid | facts)


def test_its_names_are_known_before_anything_is_deployed() -> None:
    made = identity(partition="aws-cn")
    assert made.role_name == "invoice-deploy-prod"
    assert made.boundary_arn == "arn:aws-cn:iam::111122223333:policy/daypass/daypass-boundary"
    assert [made.policy_name(grant) for grant in made.grants] == ["invoice-deploy-s3-put-object"]


def test_its_tags_stand_under_the_keys_of_the_settings() -> None:
    keys = Settings().tags | {"owner": "acme:team"}
    assert identity().tags(keys) == {
        "acme:team": "payments",
        "daypass:contact": "payments@example.org",
        "daypass:purpose": "Deploys the invoice service",
        "daypass:environment": "prod",
        "daypass:class": "pipeline",
        "daypass:review-by": "2027-05-31",
        "daypass:term": "1h",
        "daypass:workload": "invoice-deploy",
    }
    service = identity(federation=LAMBDA, term=Term(None, "issuing service"))
    assert service.tags(keys)["daypass:term"] == "service"


def test_an_agents_role_says_that_it_is_one_and_which() -> None:
    """Its organisation's policies tell it from a person by these, so an agent that we make passes its own rule."""
    agent = identity(workload_class="agent", federation=LAMBDA, term=Term(None, "issuing service"))
    tags = agent.tags(Settings().tags)
    assert (tags["PrincipalType"], tags["AgentName"]) == ("Agent", "invoice-deploy")
    assert "PrincipalType" not in identity().tags(Settings().tags)


def test_its_doors_are_its_grants_in_one_line() -> None:
    assert identity().doors == "s3:PutObject on arn:aws:s3:::invoice-prod/*"
    assert identity(grants=()).doors == "none"


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"name": "x"}, "name"),
        ({"name": "Invoice"}, "name"),
        ({"name": "1st"}, "name"),
        ({"name": "invoice_deploy"}, "name"),
        ({"name": "invoice-deploy\n"}, "name"),
        ({"name": "i" * 41}, "name"),
        ({"name": None}, "name"),
        ({"environment": "p" * 50}, "name"),
        ({"workload_class": "robot"}, "class"),
        ({"workload_class": ""}, "class"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "TODO"}, "purpose"),
        ({"purpose": "Deploys (all)"}, "purpose"),
        ({"purpose": 7}, "purpose"),
        ({"environment": ""}, "environment"),
        ({"environment": "pr od"}, "environment"),
        ({"account": "1111"}, "account"),
        ({"account": 111122223333}, "account"),
        ({"account": None}, "account"),
        ({"region": "Frankfurt"}, "region"),
        ({"partition": "gcp"}, "partition"),
        ({"review_by": "2027-05-31"}, "review_by"),
        ({"review_by": datetime(2027, 5, 31, tzinfo=UTC)}, "review_by"),
        ({"term": Term(None, "issuing service")}, "term"),
        ({"federation": LAMBDA}, "term"),
        ({"name": "daypass", "grants": (Grant(("s3:GetObject",), ("arn:aws:s3:::x",), name="revoked"),)}, "grants"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_with_its_place(facts: dict[str, Any], place: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        identity(**facts)
    assert refused.value.place == place
    assert refused.value.remedy


def test_the_longest_role_name_is_accepted() -> None:
    made = identity(name="n" * 40, environment="e" * 23)
    assert len(made.role_name) == 64


def test_two_grants_with_one_key_need_a_name() -> None:
    first = Grant.parse("s3:PutObject on arn:aws:s3:::a/*")
    second = Grant.parse("s3:PutObject on arn:aws:s3:::b/*")
    with pytest.raises(DeclarationError, match="two grants have the key 's3-put-object'"):
        identity(grants=(first, second))
    assert identity(grants=(first, Grant(second.actions, second.resources, name="backup")))
