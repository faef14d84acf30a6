"""What a boundary of the stack or another policy takes back from everyone who has it, nobody was given."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_admin_access import no_admin_access
from daypass_policies.wording import listed

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
FENCE = "arn:aws:iam::111122223333:policy/ceiling"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
STORE = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def text(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def fence(*statements: Any, **inputs: Any) -> Resource:
    return Resource.of(POLICY, "ceiling", **{"name": "ceiling", "arn": FENCE, "policy": text(*statements), **inputs})


def role(name: str = "app", **inputs: Any) -> Resource:
    return Resource.of(ROLE, name, **{"name": name, "permissionsBoundary": FENCE, **inputs})


def access(*statements: Any, of: str = "app", name: str = "access") -> Resource:
    return Resource.of("aws:iam/rolePolicy:RolePolicy", name, role=of, policy=text(*statements or (ALL,)))


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(no_admin_access, *resources, **ask)


ATTACHED = Resource.of(ATTACHMENT, "attached", role="app", policyArn=ADMIN)
INLINE = {"inlinePolicies": [{"name": "all", "policy": text(ALL)}]}


@pytest.mark.parametrize(
    "given_by",
    [
        (role(), access()),
        (role(**INLINE),),
        (role(managedPolicyArns=[ADMIN]),),
        (role(), ATTACHED),
        (role(), access({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})),
    ],
    ids=["inline policy", "inline in the role", "listed", "attached", "all but some"],
)
def test_a_boundary_that_leaves_no_whole_service_makes_an_administrator_none(given_by: tuple[Resource, ...]) -> None:
    assert passes(judged(fence(STORE), *given_by))
    _, given_too = messages(judged(fence(ALL), *given_by))
    assert given_too == only(judged(*given_by)), "a boundary that is not in the stack excuses nothing"
    assert "allows everything" in given_too


def test_what_the_boundary_leaves_is_told() -> None:
    wide = fence({**STORE, "Action": ["s3:*", "sqs:SendMessage"]})
    assert messages(judged(wide, role(), access())) == ["policy of 'access' allows all of s3 on every resource"]
    assert passes(judged(fence({**STORE, "Action": "logs:*"}), role(), access()))
    assert passes(judged(fence({**STORE, "Action": "sqs:*"}), role(), access({**STORE, "Action": "s3:*"})))
    message = only(judged(fence({**STORE, "Action": "s*:*"}), role(), access({**STORE, "Action": "s3:*"})))
    assert "allows all of s3 on every resource" in message


def test_a_boundary_of_all_but_some_leaves_the_rest() -> None:
    power = fence({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"})
    assert "allows everything on every resource" in only(judged(power, role(), access()))
    assert "allows all of s3 on every resource" in only(judged(power, role(), access({**STORE, "Action": "s3:*"})))
    assert passes(judged(power, role(), access({**STORE, "Action": "iam:*"})))


def test_a_boundary_that_allows_all_and_denies_services_takes_these() -> None:
    denying = fence(ALL, {"Effect": "Deny", "Action": ["iam:*", "s3:*"], "Resource": "*"})
    assert passes(judged(denying, role(), access({**STORE, "Action": ["iam:*", "s3:*"]})))
    assert "allows all of sqs on every resource" in only(judged(denying, role(), access({**STORE, "Action": "sqs:*"})))
    assert "allows everything on every resource" in only(judged(denying, role(), access()))


def test_a_boundary_on_named_things_leaves_these() -> None:
    narrow = fence({**STORE, "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*"})
    assert passes(judged(narrow, role(), access()))
    (problem,) = judged(narrow, role(), access(), profile="strict").problems
    assert problem.advisory


def test_a_denial_in_another_policy_counts_and_one_with_a_condition_does_not() -> None:
    deny = {"Effect": "Deny", "NotAction": "s3:GetObject", "Resource": "*"}
    bare = role(permissionsBoundary=None)
    assert passes(judged(bare, access(), access(deny, name="denials")))
    assert passes(judged(bare, ATTACHED, access(deny, name="denials")))
    when = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    message = only(judged(bare, access(), access({**deny, **when}, name="denials")))
    assert "allows everything on every resource" in message
    message = only(judged(bare, access(), access(deny, name="denials", of="other")))
    assert "allows everything on every resource" in message


def test_each_who_has_it_must_be_held_back() -> None:
    shared = Resource.of(
        POLICY, "shared", name="shared", arn="arn:aws:iam::111122223333:policy/shared", policy=text(ALL)
    )
    attached = [
        Resource.of(ATTACHMENT, name, role=name, policyArn="arn:aws:iam::111122223333:policy/shared")
        for name in ("app", "free")
    ]
    assert passes(judged(fence(STORE), role(), shared, attached[0]))
    message = only(judged(fence(STORE), role(), role("free", permissionsBoundary=None), shared, *attached))
    assert "allows everything on every resource" in message
    elsewhere = judged(fence(STORE), role(), shared, *attached)  # where one of them is made
    assert "allows everything on every resource" in only(elsewhere)


def test_a_policy_that_is_only_a_boundary_gives_nothing_whatever_its_name() -> None:
    wide = {**ALL, "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}
    assert passes(judged(fence(wide), role()))
    assert "allows everything on every resource" in only(judged(fence(wide)))
    assert "allows everything on every resource" in only(judged(fence(ALL), role())), "that one limits nothing"
    message = only(judged(fence(wide), role(), Resource.of(ATTACHMENT, "a", role="app", policyArn=FENCE)))
    assert "allows everything on every resource" in message


def test_a_boundary_that_is_attached_as_well_gives_what_it_says() -> None:
    arn = "arn:aws:iam::111122223333:policy/app-boundary"
    attached = Resource.of(ATTACHMENT, "a", role="app", policyArn=arn)
    named: dict[str, Any] = {"name": "app-boundary", "arn": arn}
    free = role(permissionsBoundary=None)
    assert passes(judged(fence(STORE, **named), free, attached))
    (problem,) = judged(fence({**STORE, "Action": ["s3:*", "dynamodb:*"]}, **named), free, attached).problems
    assert problem.message == "policy of 'ceiling' allows all of dynamodb, s3 on every resource"
    (problem,) = judged(fence({**STORE, "Action": ["s3:*", "dynamodb:*"]}, **named), free).problems
    assert problem.advisory, "it may be one for others"
    # What the stack does not have may allow anything.
    assert "attaches a permissions boundary as a permission" in only(judged(free, attached))


def test_in_a_preview_a_boundary_is_known_by_the_dependency() -> None:
    ceiling = fence(STORE, arn=UNKNOWN)
    held = replace(role(permissionsBoundary=UNKNOWN), property_dependencies={"permissionsBoundary": (ceiling.urn,)})
    assert passes(judged(ceiling, held, access()))


def test_a_boundary_that_is_not_known_yet_leaves_it_open() -> None:
    answer = judged(fence(policy=UNKNOWN), role(), access())
    assert messages(answer) == []
    assert unknowns(answer)
    assert messages(judged(role(permissionsBoundary=UNKNOWN), access())) == []
    assert unknowns(judged(role(permissionsBoundary=UNKNOWN), access())) == ["permissionsBoundary"]


def test_a_denial_that_is_not_known_yet_excuses_nothing() -> None:
    unknown = Resource.of("aws:iam/rolePolicy:RolePolicy", "denials", role="app", policy=UNKNOWN)
    assert "allows everything on every resource" in only(judged(role(permissionsBoundary=None), access(), unknown))


SERVICES = st.lists(st.sampled_from(["s3", "sqs", "iam", "dynamodb", "lambda"]), min_size=1, unique=True)


@given(SERVICES, SERVICES)
def test_what_remains_is_what_both_give(allowed: list[str], kept: list[str]) -> None:
    wide = [{**STORE, "Action": [f"{service}:*" for service in services]} for services in (allowed, kept)]
    answer = judged(fence(wide[1]), role(), access(wide[0]))
    said = listed(sorted(set(allowed) & set(kept), key=lambda service: (service != "iam", service)))
    assert messages(answer) == ([f"policy of 'access' allows all of {said} on every resource"] if said else [])
