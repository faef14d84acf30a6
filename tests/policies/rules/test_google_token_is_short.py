"""What `google-token-is-short` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules import catalog

RULE = catalog()["google-token-is-short"]
NEWER, *OLDER, POOL = RULE.applies_to
CONSTRAINT = "iam.allowServiceAccountCredentialLifetimeExtension"
ETL = "etl@acme-prod.iam.gserviceaccount.com"


def newer(*rules: Any, name: Any = f"projects/acme/policies/{CONSTRAINT}") -> Resource:
    return Resource.of(NEWER, "long", name=name, parent="projects/acme", spec={"rules": list(rules)})


def older(type_: str, constraint: Any = f"constraints/{CONSTRAINT}", **list_policy: Any) -> Resource:
    return Resource.of(type_, "long", constraint=constraint, listPolicy=list_policy)


def pool(length: Any = None, **more: Any) -> Resource:
    return Resource.of(POOL, "people", workforcePoolId="people", sessionDuration=length, **more)


def test_accounts_that_are_named_are_told() -> None:
    (problem,) = judge(RULE, newer({"values": {"allowedValues": [ETL, "is:b@c.example"]}})).problems
    assert problem.message == f"policy 'long' lets tokens of '{ETL}', 'b@c.example' live up to 12h"
    assert (problem.at, problem.severity) == ("spec.rules", None)


@pytest.mark.parametrize("type_", OLDER)
@pytest.mark.parametrize("constraint", [CONSTRAINT, f"constraints/{CONSTRAINT}"])
def test_so_are_those_of_the_older_types(type_: str, constraint: str) -> None:
    assert ETL in only(judge(RULE, older(type_, constraint, allow={"values": [ETL]})))
    (problem,) = judge(RULE, older(type_, constraint, allow={"all": True})).problems
    assert ("every service account" in problem.message, problem.severity) == (True, "high")


@pytest.mark.parametrize("every", ["TRUE", True])
def test_all_are_worse_than_some(every: Any) -> None:
    (problem,) = judge(RULE, newer({"denyAll": "TRUE"}, {"allowAll": every})).problems
    assert problem.severity == "high"


@pytest.mark.parametrize(
    "policy",
    [
        newer({"denyAll": "TRUE"}),
        newer({"allowAll": "FALSE"}),
        newer({"values": {"deniedValues": [ETL]}}),
        newer({"values": {"allowedValues": []}}),
        newer({"values": {"allowedValues": [""]}}),
        newer(),
        newer({"values": {"allowedValues": [ETL]}}, name="projects/1/policies/iam.workloadIdentityPoolProviders"),
        newer({"values": {"allowedValues": [UNKNOWN]}}, name="projects/1/policies/iam.allowedPolicyMemberDomains"),
        older(OLDER[0], deny={"all": True}),
        older(OLDER[0], allow={"all": False}),
        older(OLDER[0], "constraints/gcp.resourceLocations", allow={"all": True}),
        Resource.of(OLDER[0], "long", constraint=CONSTRAINT, restorePolicy={"default": True}),
        Resource.of(NEWER, "long", name=UNKNOWN, spec={"reset": True}),
        Resource.of(
            NEWER, "tried", name=f"projects/1/policies/{CONSTRAINT}", dryRunSpec={"rules": [{"allowAll": "TRUE"}]}
        ),
    ],
)
def test_what_lets_no_token_live_longer_passes(policy: Resource) -> None:
    assert passes(judge(RULE, policy))


def test_a_class_that_is_given_as_long_may_have_it_and_not_everybody() -> None:
    settings = Settings(terms={"batch": 12 * 3600})
    assert passes(judge(RULE, newer({"values": {"allowedValues": [ETL]}}), settings=settings))
    assert messages(judge(RULE, newer({"allowAll": "TRUE"}), settings=settings))


def test_what_is_not_known_is_undecided_and_hides_nothing() -> None:
    assert unknowns(judge(RULE, newer({"allowAll": "TRUE"}, name=UNKNOWN))) == ["name"]
    assert unknowns(judge(RULE, newer({"allowAll": UNKNOWN}))) == ["spec.rules[0].allowAll"]
    answer = judge(RULE, newer({"values": {"allowedValues": [UNKNOWN, ETL]}}))
    assert ETL in only(answer)
    assert unknowns(answer) == ["spec.rules[0].values.allowedValues[0]"]


def test_what_is_marked_is_not_shown() -> None:
    assert "etl" not in only(judge(RULE, newer({"values": {"allowedValues": [Secret(ETL)]}})))
    assert "11" not in only(judge(RULE, pool(Secret("39600s"))))


@pytest.mark.parametrize("length", ["28801s", "43200s", "12h"])
def test_a_pool_that_gives_more_than_a_working_day_is_told(length: str) -> None:
    (problem,) = judge(RULE, pool(length)).problems
    assert (problem.at, problem.mended) == ("sessionDuration", '{"sessionDuration": "28800s"}')


@pytest.mark.parametrize("length", [None, "", "3600s", "28800s", "900s"])
def test_a_working_day_passes(length: Any) -> None:
    assert passes(judge(RULE, pool(length)))


def test_a_pool_may_be_off_and_an_organisation_may_have_another_day() -> None:
    assert passes(judge(RULE, pool("43200s", disabled=True)))
    assert unknowns(judge(RULE, pool("43200s", disabled=UNKNOWN))) == ["disabled"]
    assert unknowns(judge(RULE, pool(UNKNOWN))) == ["sessionDuration"]
    assert passes(judge(RULE, pool("43200s"), options={"maxHours": 12}))
    assert messages(judge(RULE, pool("14400s"), options={"maxHours": 2}))


@pytest.mark.parametrize("length", ["long", True, ["3600s"], {"s": 1}])
def test_what_is_no_length_is_refused(length: Any) -> None:
    assert "is none" in only(judge(RULE, pool(length)))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN), {"rules": 3}, {"allow": []}])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    judge(RULE, Resource.of(NEWER, "p", name=odd, spec=odd))
    judge(RULE, Resource.of(OLDER[0], "p", constraint=CONSTRAINT, listPolicy=odd))
    judge(RULE, pool(odd, disabled=odd))
