"""Who lets a package come from a public registry, where anybody publishes, decides what its next version is."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
SPEC = """version: 0.2
phases:
  install:
    commands:
      - aws codeartifact login --tool npm --domain acme --repository shared
      - npm install ledger@latest
"""
PACKAGE = f"arn:aws:codeartifact:eu-west-1:{ACCOUNT}:package/acme"
LEDGER = f"{PACKAGE}/shared/npm//ledger"
BUILD = aws("codebuild/project", "p", name="p", serviceRole=f"{ARN}role/b", source={"buildspec": SPEC})


def opens(package: str = LEDGER) -> dict[str, Any]:
    return allow("codeartifact:PutPackageOriginConfiguration", package)


def repository(name: str = "shared", connected: Any = "public:npmjs", **more: Any) -> Resource:
    said = {"externalConnections": {"externalConnectionName": connected}} if connected else {}
    return aws("codeartifact/repository", name, repository=name, domain="acme", **said, **more)


def judged(*made: Resource, given: dict[str, Any]) -> Answer:
    strong = role("b", "codebuild.amazonaws.com", **ADMINISTRATOR)
    return judge_stack(no_path_to_more_rights, role("a"), may("a", given), strong, BUILD, *made)


def test_whoever_opens_a_package_to_a_public_registry_may_act_as_what_installs_it() -> None:
    text = only(messages(judged(repository(), given=opens())))
    assert text.startswith("role 'a' may act as role 'b'")
    assert "(codeartifact-x02: codeartifact:PutPackageOriginConfiguration)" in text


def test_the_connection_may_be_that_of_a_repository_from_which_it_draws() -> None:
    shared = repository(connected="", upstreams=[{"repositoryName": "outside"}])
    assert messages(judged(shared, repository("outside"), given=opens()))
    assert messages(judged(shared, repository("outside"), given=opens(f"{PACKAGE}/outside/npm//ledger")))


def test_a_repository_of_the_native_provider_names_its_connections_in_a_list() -> None:
    made = native(
        "codeartifact:Repository",
        "s",
        repositoryName="shared",
        domainName="acme",
        externalConnections=["public:npmjs"],
    )
    assert messages(judged(made, given=opens()))


@pytest.mark.parametrize("connected", ["", "public:pypi", "public:maven-central"])
def test_where_no_public_registry_of_the_format_is_connected_nothing_comes_from_one(connected: str) -> None:
    assert passes(judged(repository(connected=connected), given=opens()))


def test_the_connection_of_a_repository_that_draws_from_this_one_brings_nothing_into_it() -> None:
    other = repository("other", upstreams=[{"repositoryName": "shared"}])
    assert passes(judged(repository(connected=""), other, given=opens()))


def test_another_package_is_nothing_to_it() -> None:
    assert passes(judged(repository(), given=opens(f"{PACKAGE}/shared/npm//other")))


def group(way: str, mode: Any, urn: str = "g") -> Resource:
    controls = {"restrictions": {way: {"restrictionMode": mode}}}
    return native("codeartifact:PackageGroup", urn, domainName="acme", pattern="/*", originConfiguration=controls)


def test_a_group_that_blocks_registries_outside_holds_whatever_the_package_says() -> None:
    assert passes(judged(repository(), group("externalUpstream", "BLOCK"), given=opens()))
    assert messages(judged(repository(), group("publish", "BLOCK"), given=opens()))


def test_a_connection_that_is_not_known_yet_leaves_it_undecided() -> None:
    answer = judged(repository(connected=UNKNOWN), given=opens())
    assert not messages(answer)
    assert unknowns(answer) == ["externalConnections.externalConnectionName"]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [7], {"externalConnectionName": 7}])
def test_no_shape_of_a_connection_breaks_it(odd: Any) -> None:
    made = aws("codeartifact/repository", "shared", repository="shared", domain="acme", externalConnections=odd)
    assert passes(judged(made, given=opens()))
