"""A workload that searches or fills a domain is not its master user, who changes the users and roles of it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_data_admin import no_data_admin

TASKS = "ecs-tasks.amazonaws.com"
HEAD = f"arn:aws:es:eu-west-1:{ACCOUNT}:domain/logs"
SHIPS = allow(["es:ESHttpGet", "es:ESHttpPost", "es:ESHttpPut"], f"{HEAD}/*")
SHIPPER = f"{ARN}role/shipper"


def options(master: Any = SHIPPER, *, enabled: Any = True) -> dict[str, Any]:
    return {"enabled": enabled, "masterUserOptions": {"masterUserArn": master}}


def domain(guard: Any = None, **inputs: Any) -> Resource:
    said = {"domainName": "logs", "arn": HEAD, "advancedSecurityOptions": options() if guard is None else guard}
    return aws("opensearch/domain", "search", **{**said, **inputs})


def policy(*statements: dict[str, Any], **others: Any) -> Resource:
    says = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return aws("opensearch/domainPolicy", "p", **{"domainName": "logs", "accessPolicies": says, **others})


def lets(*actions: str, to: str = SHIPPER, on: str = f"{HEAD}/*", **others: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"AWS": to}, "Action": list(actions), "Resource": on, **others}


def judged(*made: Resource, own: tuple[Any, ...] = (SHIPS,), called: str = "shipper", **inputs: Any) -> Answer:
    return judge_stack(no_data_admin, *made, role(called, TASKS, **inputs), may(called, *own))


@pytest.mark.parametrize(
    "made",
    [
        domain(),
        domain(arn=None),
        domain(options(enabled="true")),
        native("opensearchservice:Domain", "search", domainName="logs", advancedSecurityOptions=options()),
        aws("elasticsearch/domain", "search", domainName="logs", advancedSecurityOptions=options()),
        replace(domain(options(UNKNOWN)), property_dependencies={"advancedSecurityOptions": (role("shipper").urn,)}),
    ],
)
def test_a_workload_that_is_the_master_user_and_changes_users_is_told(made: Resource) -> None:
    (problem,) = judged(made).problems
    assert problem.message == (
        "role 'shipper' of a workload administers search domain 'search' with which it works: it may change its users "
        "and roles (es:ESHttpPut)"
    )
    assert problem.at == "advancedSecurityOptions.masterUserOptions.masterUserArn"


@pytest.mark.parametrize(
    "own",
    [
        allow(["es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost"], f"{HEAD}/*"),
        allow("es:ESHttp*", f"{HEAD}/logs-*"),
        allow("es:ESHttp*", [f"{HEAD}/_bulk", f"{HEAD}/*/_search"]),
        allow("es:ESHttp*", HEAD.replace("logs", "other") + "/*"),
        allow(["es:DescribeDomain", "es:ListTags"]),
    ],
    ids=str,
)
def test_who_only_reads_or_comes_to_some_paths_alone_is_quiet(own: dict[str, Any]) -> None:
    assert passes(judged(domain(), own=(own,)))
    assert passes(judged(domain(), own=(SHIPS, deny("es:*", f"{HEAD}/_plugins/_security/*"))))


@pytest.mark.parametrize("called", ["es:ESHttpPatch", "es:ESHttpDelete", "es:ESHttp*", "es:*"])
@pytest.mark.parametrize("on", ["*", f"{HEAD}/*", f"{HEAD}/_plugins/*", f"{HEAD}/_plugins/_security/*"])
def test_each_call_that_changes_counts_on_whatever_takes_in_the_plugin(called: str, on: str) -> None:
    assert messages(judged(domain(), own=(allow(called, on),)))


def test_the_policy_of_the_domain_lets_in_as_well() -> None:
    assert messages(judged(domain(), policy(lets("es:ESHttpPut")), own=()))
    inside = domain(accessPolicies=json.dumps({"Statement": [lets("es:ESHttpPut")]}))
    assert messages(judged(inside, own=()))
    for other in (f"{ARN}role/other", f"arn:aws:iam::{ACCOUNT}:root"):
        assert passes(judged(domain(), policy(lets("es:ESHttpPut", to=other)), own=()))
    assert passes(judged(domain(), policy(lets("es:ESHttpPut", on=f"{HEAD}/logs-*")), own=()))
    assert passes(judged(domain(), policy(lets("es:ESHttpPut"), domainName="other"), own=()))


def test_what_the_policy_of_the_domain_denies_nobody_does() -> None:
    everyone = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "es:*",
        "Resource": f"{HEAD}/_plugins/_security/*",
    }
    assert passes(judged(domain(), policy(lets("es:ESHttp*"), everyone)))
    but_one = {"Condition": {"ArnNotEquals": {"aws:PrincipalArn": f"{ARN}role/search-admin"}}}
    assert passes(judged(domain(), policy(lets("es:ESHttp*"), {**everyone, **but_one})))
    but_it = {"Condition": {"ArnNotEquals": {"aws:PrincipalArn": SHIPPER}}}
    assert messages(judged(domain(), policy(lets("es:ESHttp*"), {**everyone, **but_it})))


def test_elasticsearch_has_the_plugin_elsewhere() -> None:
    old = allow("es:ESHttpPut", f"{HEAD}/_opendistro/*")
    assert passes(judged(domain(), own=(old,)))
    assert messages(judged(domain(engineVersion="Elasticsearch_7.10"), own=(old,)))
    assert messages(judged(domain(engineVersion="OpenSearch_2.19")))


@pytest.mark.parametrize(
    "guard",
    [
        {},
        options(enabled=False),
        options(f"{ARN}role/admin"),
        {"enabled": True, "internalUserDatabaseEnabled": True, "masterUserOptions": {"masterUserName": "admin"}},
    ],
    ids=str,
)
def test_a_domain_whose_master_it_is_not_is_quiet(guard: Any) -> None:
    assert passes(judged(domain(guard)))


def test_who_is_there_for_that_and_domains_for_tests_are_left_alone() -> None:
    for called in ("search-admin", "opensearch-setup", "search-bootstrap-fn", "opensearch-security", "searchConfig"):
        assert passes(judged(domain(options(f"{ARN}role/{called}")), called=called))
    assert passes(judged(domain(), tags={"daypass:purpose": "Administers the users of the domain"}))
    assert passes(judged(domain(), tags={"daypass:class": "pipeline"}))
    trial = domain(domainName="logs-test", arn=f"{HEAD}-test")
    assert passes(judged(trial, own=(allow("es:*"),)))


@pytest.mark.parametrize(
    ("made", "untold"),
    [
        ((domain(options(enabled=UNKNOWN)),), "advancedSecurityOptions.enabled"),
        ((domain(), policy(accessPolicies=UNKNOWN)), "accessPolicies"),
        ((domain(accessPolicies=UNKNOWN),), "accessPolicies"),
    ],
)
def test_what_is_not_known_of_the_domain_is_undecided(made: tuple[Resource, ...], untold: str) -> None:
    answer = judged(*made)
    assert not answer.problems
    assert [path.rpartition(" of ")[0] or path for path in unknowns(answer)] == [untold]


def test_a_master_that_may_be_one_of_two_is_undecided() -> None:
    both = (role("shipper", TASKS).urn, role("second", TASKS).urn)
    waiting = replace(domain(options(UNKNOWN)), property_dependencies={"advancedSecurityOptions": both})
    answer = judged(waiting, role("second", TASKS))
    assert not answer.problems
    assert unknowns(answer) == ["advancedSecurityOptions.masterUserOptions.masterUserArn"]


@pytest.mark.parametrize("odd", [7, [], {}, "", "{", UNKNOWN, Secret(""), [7], [UNKNOWN], True, None, [[]]])
def test_no_shape_breaks_it(odd: Any) -> None:
    for made in (
        (domain(odd if odd is not None else 7),),
        (domain(options(odd, enabled=odd)),),
        (domain({"enabled": True, "masterUserOptions": odd}),),
        (domain(arn=odd, domainName=odd),),
        (domain(accessPolicies=odd),),
        (domain(), policy(domainName=odd, accessPolicies=odd)),
    ):
        assert isinstance(messages(judged(*made)), list)
