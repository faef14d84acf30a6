"""The statement that decided is found where the finding says, a request shows what it lets in, and secrets stay."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.roles import GITHUB, PROVIDER, github, role, statement, trust

from daypass.data.resource_policies import resource_policies
from daypass.iam.admits import admits
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass.report.deciding import Deciding, deciding

WIDE = github(StringLike={"sub": "repo:acme/*"})
AT = "assumeRolePolicy.Statement[0]"


def found(resource: Resource, at: str | None = AT) -> Deciding:
    decided = deciding(resource, at)
    assert decided is not None
    return decided


def policy(*statements: dict[str, Any]) -> Resource:
    return Resource.of("aws:iam/policy:Policy", "p", policy=json.dumps(trust(*statements)))


def made(value: Any) -> Resource:
    return Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=value)


ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
INLINE = {"policy": json.dumps(trust(ALLOW))}
NATIVE = Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=trust(WIDE))


@pytest.mark.parametrize(
    ("resource", "at"),
    [
        (role(LAMBDA := statement({"Service": "lambda.amazonaws.com"}), WIDE), "assumeRolePolicy.Statement[1]"),
        (role(WIDE), AT),
        (role(WIDE), f"{AT}.Condition"),
        (
            Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=trust(WIDE)),
            "assumeRolePolicyDocument.Statement[0]",
        ),
        (
            Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=json.dumps({"Statement": WIDE})),
            "assumeRolePolicy.Statement",
        ),
    ],
)
def test_the_statement_is_the_one_at_the_place_that_the_finding_names(resource: Resource, at: str) -> None:
    assert found(resource, at).statement.as_written() == WIDE


def test_a_policy_within_a_role_is_found_as_well() -> None:
    policies = [{"name": "a"}, {"name": "b", "policy": json.dumps(trust(LAMBDA_DO, ALLOW))}]
    inline = Resource.of("aws:iam/role:Role", "r", inlinePolicies=policies)
    decided = found(inline, "inlinePolicies[1].policy.Statement[1]")
    assert decided.statement.as_written() == ALLOW
    assert not decided.is_trust


LAMBDA_DO = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}


@pytest.mark.parametrize(
    ("resource", "at"),
    [
        (role(WIDE), None),
        (role(WIDE), "tags"),
        (role(WIDE), "assumeRolePolicy"),
        (role(WIDE), "assumeRolePolicy.Statement[7]"),
        (role(WIDE), "nowhere.Statement[0]"),
        (made("{"), AT),
        (made(UNKNOWN), AT),
        (made(Secret(json.dumps(trust(WIDE)))), AT),
        (made(trust({**WIDE, "Sid": Secret("x")})), AT),
        (made(trust({**WIDE, "Sid": UNKNOWN})), AT),
        (
            Resource.of("aws:iam/role:Role", "r", inlinePolicies=Secret([{"policy": json.dumps(trust(ALLOW))}])),
            "inlinePolicies[0].policy.Statement[0]",
        ),
        (made(5), AT),
        (Resource.of("aws:iam/role:Role", "r"), AT),
    ],
)
def test_where_there_is_nothing_that_may_be_shown_there_is_none(resource: Resource, at: str | None) -> None:
    assert deciding(resource, at) is None


def test_a_token_with_the_subject_of_the_finding_gets_in() -> None:
    subject = "repo:acme/another-repository:pull_request"
    request = found(role(WIDE)).request(subject)
    assert request is not None
    assert request.context.get(f"{GITHUB}:sub") == (subject,)
    assert request.principal.text == PROVIDER
    decided = admits(
        found(role(WIDE)).document, action=request.action, principal=request.principal, context=request.context
    )
    assert decided.is_allowed


def test_a_deny_is_heeded_and_other_statements_are_not() -> None:
    closed = {**statement("*", StringLike={f"{GITHUB}:sub": "*"}), "Effect": "Deny", "Action": "*"}
    assert found(role(WIDE, closed)).request() is None
    other = github(StringEquals={"sub": "repo:acme/a:environment:prod"})
    request = found(role(other, WIDE), "assumeRolePolicy.Statement[1]").request("repo:acme/b:pull_request")
    assert request is not None
    assert request.context.get(f"{GITHUB}:sub") == ("repo:acme/b:pull_request",)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        (statement({"AWS": "444455556666"}), "arn:aws:iam::444455556666:role/any-role"),
        (statement("*"), "arn:aws:iam::"),
        (statement({"Service": "lambda.amazonaws.com"}), "lambda.amazonaws.com"),
    ],
    ids=["account", "everyone", "service"],
)
def test_a_principal_that_gets_in_is_shown(said: dict[str, Any], who: str) -> None:
    request = found(role(said)).request()
    assert request is not None
    assert request.principal.text.startswith(who)
    assert request.action == "sts:AssumeRole"


def test_a_permission_shows_a_request_that_it_allows() -> None:
    request = found(policy(ALLOW), "policy.Statement[0]").request()
    assert request is not None
    assert request.action.startswith("s3:")


def test_the_role_is_named_where_it_is_known() -> None:
    arn = "arn:aws:iam::111122223333:role/deploy"
    request = found(role(WIDE, arn=arn)).request()
    assert request is not None
    assert request.resource == arn


def test_what_looks_like_a_credential_is_masked() -> None:
    key = "AKIA" + "Z" * 12 + "ABCD"
    marked = replace(role({**WIDE, "Sid": key}))
    assert key not in found(marked).as_json()


DENIED = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
OPEN = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


def around(path: str, value: Any) -> dict[str, Any]:
    """The inputs in which the value stands at a path such as `replicas[].resourcePolicy.policyDocument`."""
    first, *rest = path.split(".")
    inner = around(".".join(rest), value) if rest else value
    return {first.removesuffix("[]"): [inner] if first.endswith("[]") else inner}


@pytest.mark.parametrize("type_", [type_ for type_, place in resource_policies().items() if place.form != "grant"])
def test_the_policy_of_each_kind_of_resource_is_found_as_text_and_as_object(type_: str) -> None:
    place = resource_policies()[type_]
    body = trust(DENIED, OPEN)
    for written in (json.dumps(body), body) if place.form == "document" else (body["Statement"],):
        resource = Resource.of(type_, "shared", **around(place.path, written))
        decided = found(resource, f"{place.path.replace('[]', '[0]')}.Statement[1]")
        assert decided.statement.as_written() == OPEN
        assert decided.lets_in


@pytest.mark.parametrize("principal", ["*", {"AWS": "444455556666"}, {"Service": "events.amazonaws.com"}], ids=str)
def test_the_policy_of_a_resource_shows_who_gets_in(principal: Any) -> None:
    said = {"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": "*"}
    queue = Resource.of("aws:sqs/queuePolicy:QueuePolicy", "q", policy=json.dumps(trust(said)))
    request = found(queue, "policy.Statement[0]").request()
    assert request is not None
    assert request.action == "sqs:SendMessage"
    who = "999988887777" if principal == "*" else next(iter(principal.values()))
    assert who in request.principal.text


def test_a_policy_of_aws_is_found_by_its_name() -> None:
    attached = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", role="r", policyArn="…")
    decided = found(attached, "AdministratorAccess.Statement[0]")
    assert decided.by_aws
    assert decided.statement.actions == ("*",)
    assert deciding(attached, "NoSuchPolicy.Statement[0]") is None


def test_what_is_known_only_once_it_was_made_is_found_in_the_outputs() -> None:
    later = replace(
        Resource.of("aws:iam/policy:Policy", "p", policy=UNKNOWN),
        outputs=Properties({"policy": json.dumps(trust(ALLOW))}),
    )
    assert found(later, "policy.Statement[0]").statement.as_written() == ALLOW
