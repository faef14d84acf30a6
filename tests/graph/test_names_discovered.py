"""Who registers an instance with a service of Cloud Map serves the script that a host fetches by the name of that."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, aws, depending, native, new
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
REGISTERS = "servicediscovery:RegisterInstance"
ARN = f"arn:aws:servicediscovery:eu-west-1:{ACCOUNT}:service/srv-1"
FETCH = "curl -fsS http://tools.core.internal/boot.sh"
NAMESPACE = aws("servicediscovery/privateDnsNamespace", "n", id="ns-1", name="core.internal")
SERVICE = aws("servicediscovery/service", "s", arn=ARN, name="tools", dnsConfig={"namespaceId": "ns-1"})


def judged(*made: Resource, script: str = f"{FETCH} | bash", given: tuple[dict[str, Any], ...] = ()) -> Answer:
    strong = role("b", "ec2.amazonaws.com", **ADMINISTRATOR)
    profile = aws("iam/instanceProfile", "p", name="p", role="b")
    host = aws("ec2/instance", "i", iamInstanceProfile="p", userData=script)
    rights = may("a", *(given or (allow(REGISTERS, ARN),)))
    return judge_stack(no_path_to_more_rights, role("a"), rights, strong, profile, host, *made)


def test_whoever_registers_there_runs_as_what_fetches_from_it() -> None:
    assert f"(servicediscovery-x01: {REGISTERS})" in only(judged(NAMESPACE, SERVICE))


def test_so_they_do_as_cloudformation_has_it() -> None:
    namespace = native("servicediscovery:PrivateDnsNamespace", "n", awsId="ns-1", name="core.internal")
    service = native("servicediscovery:Service", "s", arn=ARN, name="tools", namespaceId="ns-1")
    assert only(judged(namespace, service))


@pytest.mark.parametrize(
    "script",
    [
        FETCH,
        f"{FETCH.replace('http', 'https')} | bash",
        f"{FETCH.replace('tools', 'data')} | bash",
        f"{FETCH.replace('core', 'other')} | bash",
    ],
)
def test_what_is_only_fetched_proved_or_of_another_name_is_not_theirs(script: str) -> None:
    assert passes(judged(NAMESPACE, SERVICE, script=script))


def test_who_may_not_register_there_or_only_looks_serves_nothing() -> None:
    assert passes(judged(NAMESPACE, SERVICE, given=(allow(REGISTERS, f"{ARN}x"),)))
    assert passes(judged(NAMESPACE, SERVICE, given=(allow("servicediscovery:DiscoverInstances"),)))
    assert passes(judged(NAMESPACE, SERVICE, given=(allow(REGISTERS, "*"), deny(REGISTERS, ARN))))
    assert passes(judged(NAMESPACE))


def test_a_namespace_that_is_not_made_yet_is_the_one_that_the_service_depends_on() -> None:
    assert only(judged(NAMESPACE, depending(SERVICE, dnsConfig=NAMESPACE)))


@pytest.mark.parametrize(
    ("made", "path"),
    [
        ((new(NAMESPACE, "name"), SERVICE), "name"),
        ((NAMESPACE, new(SERVICE, "name")), "name"),
        ((NAMESPACE, new(SERVICE, "dnsConfig")), "dnsConfig"),
    ],
    ids=["the namespace", "the service", "which namespace"],
)
def test_a_name_that_is_not_known_leaves_it_undecided(made: tuple[Resource, ...], path: str) -> None:
    answer = judged(*made)
    assert not answer.problems
    assert path in unknowns(answer)
    assert passes(judged(*made, script=FETCH))
