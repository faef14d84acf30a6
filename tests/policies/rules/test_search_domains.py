"""Whoever resizes a search domain may name its master user too, and sees all that others were kept from."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

TASKS = "ecs-tasks.amazonaws.com"
HEAD = f"arn:aws:es:eu-west-1:{ACCOUNT}:domain"
ALL = [f"{HEAD}/claims", f"{HEAD}/claims/*"]
GROWS = allow(["es:UpdateDomainConfig", "es:DescribeDomain"], ALL)
SEARCHES = allow(["es:ESHttpGet", "es:ESHttpPost"], ALL)


def guarded(**master: Any) -> dict[str, Any]:
    return {"enabled": True, "masterUserOptions": master or {"masterUserArn": f"{ARN}role/clerk"}}


def domain(options: Any, **inputs: Any) -> Resource:
    said = {"domainName": "claims", "arn": f"{HEAD}/claims", "advancedSecurityOptions": options, **inputs}
    return aws("opensearch/domain", "claims", **said)


def judged(*given: dict[str, Any], made: Resource | None = None, **inputs: Any) -> Answer:
    found = made or domain(guarded())
    return judge_stack(no_path_to_more_rights, role("a", TASKS, **inputs), may("a", *given), found)


@pytest.mark.parametrize(
    "made",
    [
        domain(guarded()),
        domain(guarded(masterUserName="admin", masterUserPassword=Secret("x"))),
        domain(guarded(), arn=None),
        aws("elasticsearch/domain", "claims", domainName="claims", advancedSecurityOptions=guarded()),
        native("opensearchservice:Domain", "claims", domainName="claims", advancedSecurityOptions=guarded()),
    ],
    ids=lambda one: one.type,
)
@pytest.mark.parametrize("searches", [SEARCHES, allow("es:ESHttp*", f"{HEAD}/*")], ids=["named", "any"])
def test_who_resizes_and_searches_a_guarded_domain_makes_itself_its_master(
    made: Resource, searches: dict[str, Any]
) -> None:
    (problem,) = judged(GROWS, searches, made=made).problems
    assert "may make itself the master user of search domain 'claims'" in problem.message
    assert "(es:UpdateDomainConfig), by " in problem.message
    assert problem.advisory


@pytest.mark.parametrize(
    "given",
    [
        [GROWS],
        [SEARCHES],
        [GROWS, allow("es:ESHttpGet", f"{HEAD}/claims/metrics-*")],
        [GROWS, allow("es:ESHttp*", f"{HEAD}/other/*")],
        [GROWS, SEARCHES, deny("es:Update*")],
        [allow("es:UpdateDomainConfig", f"{HEAD}/other"), SEARCHES],
        [GROWS, SEARCHES, allow("es:CreateDomain")],
        [GROWS, {**SEARCHES, "Condition": {"StringEquals": {"aws:ResourceTag/open": "yes"}}}],
    ],
    ids=str,
)
def test_who_lacks_one_of_both_or_makes_domains_is_quiet(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "options",
    [
        None,
        {"enabled": False},
        {"enabled": False, "masterUserOptions": {"masterUserArn": f"{ARN}role/clerk"}},
        guarded(masterUserArn=f"{ARN}role/a"),
    ],
    ids=str,
)
def test_a_domain_without_such_a_guard_or_that_is_its_own_is_quiet(options: Any) -> None:
    assert passes(judged(GROWS, SEARCHES, made=domain(options)))


@pytest.mark.parametrize("enabled", ["true", "True", "1", Secret("true"), Secret(True)])
def test_the_text_true_guards_a_domain_as_well(enabled: Any) -> None:
    message = only(judged(GROWS, SEARCHES, made=domain({**guarded(), "enabled": enabled})))
    assert "may make itself the master user of search" in message
    assert passes(judged(GROWS, SEARCHES, made=domain({**guarded(), "enabled": "false"})))


def test_a_guard_that_is_not_known_yet_is_undecided() -> None:
    for options in (
        UNKNOWN,
        [UNKNOWN],
        Secret(UNKNOWN),
        {**guarded(), "enabled": UNKNOWN},
        {**guarded(), "enabled": 7},
    ):
        answer = judged(GROWS, SEARCHES, made=domain(options))
        assert not answer.problems
        assert any(path.startswith("advancedSecurityOptions") for path in unknowns(answer))
        assert passes(judged(SEARCHES, made=domain(options)))


def test_of_two_domains_of_one_name_that_are_not_made_yet_each_counts() -> None:
    own, other = guarded(masterUserArn=f"{ARN}role/a"), guarded()
    for first, second in ((own, other), (other, own)):
        made = [
            aws("opensearch/domain", name, domainName="claims", advancedSecurityOptions=options)
            for name, options in (("x", first), ("y", second))
        ]
        answer = judge_stack(no_path_to_more_rights, role("a", TASKS), may("a", GROWS, SEARCHES), *made)
        assert f"search domain '{'y' if second is other else 'x'}'" in only(answer)


def test_a_domain_for_tests_and_a_pipeline_are_quiet() -> None:
    trial = domain(guarded(), domainName="test", arn=f"{HEAD}/test")
    assert passes(judged(allow(["es:UpdateDomainConfig", "es:ESHttp*"], f"{HEAD}/test*"), made=trial))
    assert passes(judged(GROWS, SEARCHES, tags={"daypass:class": "pipeline"}))


@pytest.mark.parametrize("odd", [7, [], {}, "", UNKNOWN, Secret(""), [7], [UNKNOWN], [[]], {"enabled": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    assert not judged(GROWS, SEARCHES, made=domain(odd)).problems
    assert not judged(GROWS, SEARCHES, made=domain({"enabled": True, "masterUserOptions": odd})).problems
    assert isinstance(judged(GROWS, SEARCHES, made=domain(guarded(), domainName=odd, arn=odd)).problems, tuple)


@pytest.mark.parametrize("known", ["arn", "name"])
@pytest.mark.parametrize(
    ("changes", "reads"), [("d{}", ""), ("d{}*", "d{}*"), ("*", "d{}/*"), ("d{}", "*"), ("*", "*")]
)
def test_many_domains_and_keepers_cost_their_sum_and_not_their_product(changes: str, reads: str, known: str) -> None:
    def whole(count: int) -> int:
        made: list[Resource] = []
        for number in range(1000, 1000 + count):
            name = f"d{number}"
            said = {"arn": f"{HEAD}/{name}"} if known == "arn" else {"domainName": name}
            right = [allow("es:UpdateDomainConfig", f"{HEAD}/{changes.format(number)}")]
            right += [allow("es:ESHttpGet", f"{HEAD}/{reads.format(number)}")] if reads else []
            made += [
                aws("opensearch/domain", name, advancedSecurityOptions=guarded(), **said),
                role(f"r{number}", TASKS),
                may(f"r{number}", *right),
            ]
        return calls(lambda: judge_stack(no_path_to_more_rights, *made))

    whole(2)
    assert whole(40) < 4.3 * whole(10)
