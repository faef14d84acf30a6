"""Whoever resizes a search domain may write its access policy too, and so reads what it was not given."""

from typing import Any

import pytest
from tests.support.becoming import OTHER, allow, deny, document, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

TASKS = "ecs-tasks.amazonaws.com"
HEAD = f"arn:aws:es:eu-west-1:{ACCOUNT}:domain"
ALL = [f"{HEAD}/claims", f"{HEAD}/claims/*"]
GROWS = allow(["es:UpdateDomainConfig", "es:DescribeDomain"], f"{HEAD}/claims")
WORDS = "may write the access policy of search domain 'claims', and so read what it was not given"


def lets(whom: str, action: str = "es:ESHttp*", **others: Any) -> dict[str, Any]:
    principal = {"Effect": "Allow", "Principal": {"AWS": whom if "*" in whom else f"{ARN}role/{whom}"}}
    return {**principal, "Action": action, "Resource": ALL[1], **others}


def domain(*statements: dict[str, Any], **inputs: Any) -> Resource:
    said = {"domainName": "claims", "arn": f"{HEAD}/claims", "accessPolicies": document(*statements)}
    return aws("opensearch/domain", "claims", **{**said, **inputs})


def judged(*given: dict[str, Any], made: tuple[Resource, ...] = (), called: str = "a", **inputs: Any) -> Answer:
    found = made or (domain(lets("clerk")),)
    return judge_stack(no_path_to_more_rights, role(called, TASKS, **inputs), may(called, *given), *found)


@pytest.mark.parametrize(
    "made",
    [
        domain(lets("clerk")),
        domain(lets("clerk"), arn=None),
        domain(accessPolicies=None),
        domain(lets("clerk"), advancedSecurityOptions={"enabled": False}),
        domain(lets("a", "es:ESHttpPut")),
        domain(lets("a", Resource=f"{HEAD}/claims/metrics-*")),
        domain(lets("clerk"), deny("*", Principal={"AWS": f"{ARN}role/a"})),
        aws("elasticsearch/domain", "claims", domainName="claims"),
        native("opensearchservice:Domain", "claims", domainName="claims"),
    ],
    ids=lambda one: one.type,
)
@pytest.mark.parametrize("action", ["es:UpdateDomainConfig", "es:UpdateElasticsearchDomainConfig"])
def test_who_resizes_a_domain_that_it_does_not_read_lets_itself_in(made: Resource, action: str) -> None:
    (problem,) = judged(allow(action, f"{HEAD}/claims"), made=(made,)).problems
    assert WORDS in problem.message
    assert f"({action}), by " in problem.message
    assert problem.advisory


@pytest.mark.parametrize(
    "given",
    [
        [allow("es:DescribeDomain", ALL)],
        [allow("es:UpdateDomainConfig", f"{HEAD}/other")],
        [GROWS, allow("es:ESHttpGet", ALL[1])],
        [GROWS, allow("es:ESHttpPost", f"{HEAD}/*")],
        [GROWS, allow("es:CreateDomain")],
        [GROWS, allow("es:DeleteDomain", ALL[0])],
        [GROWS, deny("es:UpdateDomainConfig", ALL[0])],
        [GROWS, deny("es:ESHttp*")],
        [{**GROWS, "Condition": {"StringEquals": {"aws:ResourceTag/open": "yes"}}}],
    ],
    ids=str,
)
def test_who_reads_it_makes_it_or_is_kept_from_it_is_quiet(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


def test_what_it_makes_or_reads_elsewhere_says_nothing_of_this_domain() -> None:
    for given in (
        allow("es:DeleteDomain", f"{HEAD}/other"),
        allow("es:ESHttp*", f"{HEAD}/other/*"),
        allow("es:ESHttpGet", f"{HEAD}/claims/_cluster/health"),
        deny("es:ESHttpGet"),
    ):
        assert WORDS in only(judged(GROWS, given))


@pytest.mark.parametrize("beside", [False, True])
def test_who_is_let_in_by_the_access_policy_was_given_it(*, beside: bool) -> None:
    for statement in (lets("a"), lets("a", "es:*"), lets("*"), lets("a", "es:ESHttpGet")):
        policy = aws("opensearch/domainPolicy", "p", domainName="claims", accessPolicies=document(statement))
        made = (domain(lets("clerk")), policy) if beside else (domain(statement),)
        assert passes(judged(GROWS, made=made))


def test_a_boundary_holds_the_call_back() -> None:
    fence = aws("iam/policy", "fence", name="fence", arn=f"{ARN}policy/fence", policy=document(allow("es:Describe*")))
    made = (domain(lets("clerk")), fence)
    assert passes(judged(GROWS, made=made, permissionsBoundary=f"{ARN}policy/fence"))


@pytest.mark.parametrize("enabled", [True, "true", Secret(True)])
def test_fine_grained_access_control_leaves_that_to_the_master_user(enabled: Any) -> None:
    options = {"enabled": enabled, "masterUserOptions": {"masterUserArn": f"{ARN}role/clerk"}}
    assert passes(judged(GROWS, made=(domain(lets("clerk"), advancedSecurityOptions=options),)))


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({"advancedSecurityOptions": UNKNOWN}, "advancedSecurityOptions"),
        ({"advancedSecurityOptions": {"enabled": UNKNOWN}}, "advancedSecurityOptions.enabled"),
        ({"accessPolicies": UNKNOWN}, "accessPolicies"),
        ({"accessPolicies": {"Statement": [{**lets("a"), "Principal": {"AWS": UNKNOWN}}]}}, "accessPolicies"),
    ],
    ids=str,
)
def test_what_keeps_a_domain_may_not_be_known(inputs: dict[str, Any], path: str) -> None:
    answer = judged(GROWS, made=(domain(lets("clerk"), **inputs),))
    assert not answer.problems
    assert any(one.startswith(path) for one in unknowns(answer))
    assert passes(judged(allow("es:DescribeDomain", ALL), made=(domain(lets("clerk"), **inputs),)))


def test_pipelines_people_tests_and_what_is_called_alike_are_quiet() -> None:
    assert passes(judged(GROWS, tags={"daypass:class": "pipeline"}))
    assert passes(judge_stack(no_path_to_more_rights, role("a", f"{ARN}root"), may("a", GROWS), domain(lets("clerk"))))
    trial = domain(lets("clerk"), domainName="test", arn=f"{HEAD}/test")
    assert passes(judged(allow("es:UpdateDomainConfig", f"{HEAD}/test"), made=(trial,)))
    assert passes(judged(GROWS, called="settle-claims"))


def test_a_domain_of_another_stack_or_account_is_quiet() -> None:
    assert passes(judge_stack(no_path_to_more_rights, role("a", TASKS), may("a", GROWS)))
    other = domain(lets("clerk"), arn=f"arn:aws:es:eu-west-1:{OTHER}:domain/claims")
    assert passes(judged(GROWS, made=(other,)))


@pytest.mark.parametrize("odd", [7, [], {}, "", Secret(""), [7], [[]], {"enabled": 7}, "no document"])
def test_no_shape_breaks_it(odd: Any) -> None:
    for key in ("domainName", "arn", "accessPolicies", "advancedSecurityOptions"):
        assert isinstance(judged(GROWS, made=(domain(lets("clerk"), **{key: odd}),)).problems, tuple)


@pytest.mark.parametrize(("changes", "reads"), [("d{}", ""), ("d{}*", ""), ("*", "d{}/*"), ("d{}", "*"), ("*", "*")])
def test_many_domains_and_keepers_cost_their_sum_and_not_their_product(changes: str, reads: str) -> None:
    def whole(count: int) -> int:
        made: list[Resource] = []
        for number in range(1000, 1000 + count):
            name = f"d{number}"
            right = [allow("es:UpdateDomainConfig", f"{HEAD}/{changes.format(number)}")]
            right += [allow("es:ESHttpGet", f"{HEAD}/{reads.format(number)}")] if reads else []
            made += [
                aws("opensearch/domain", name, domainName=name, arn=f"{HEAD}/{name}"),
                role(f"r{number}", TASKS),
                may(f"r{number}", *right),
            ]
        return calls(lambda: judge_stack(no_path_to_more_rights, *made))

    whole(2)
    assert whole(40) < 4.3 * whole(10)
