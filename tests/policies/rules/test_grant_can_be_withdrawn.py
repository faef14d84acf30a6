"""What `grant-can-be-withdrawn` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes

from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["grant-can-be-withdrawn"]
GRANTS = [
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws-native:iam:RolePolicy",
]
IDENTITIES = ["aws:iam/role:Role", "aws:iam/user:User", "aws-native:iam:Role", "aws-native:iam:User"]


def made(type_: str, **options: Any) -> Resource:
    return replace(Resource.of(type_, "write", role="app", policy=UNKNOWN), **options)


@pytest.mark.parametrize("type_", GRANTS)
def test_a_protected_grant_is_told_in_strict_alone(type_: str) -> None:
    """Whoever protects a grant knows it, and the next one who wants it gone reads so."""
    (problem,) = judge(RULE, made(type_, protect=True), profile="strict").problems
    assert problem.message == "'write' is protected, so that no update takes it away"
    assert problem.key == "protect"
    assert passes(judge(RULE, made(type_, protect=True)))


@pytest.mark.parametrize("type_", [*GRANTS, *IDENTITIES, "aws:iam/accessKey:AccessKey"])
def test_what_stays_without_the_program_is_told(type_: str) -> None:
    (problem,) = judge(RULE, made(type_, retained=True)).problems
    assert problem.message == "'write' stays when the program leaves it out, and nobody sees it then"
    assert (problem.key, problem.severity) == ("retainOnDelete", "medium")


def test_both_are_told() -> None:
    assert len(messages(judge(RULE, made(GRANTS[0], protect=True, retained=True), profile="strict"))) == 2


@pytest.mark.parametrize("type_", [*GRANTS, *IDENTITIES])
def test_what_has_neither_option_passes(type_: str) -> None:
    assert passes(judge(RULE, made(type_)))


@pytest.mark.parametrize("type_", IDENTITIES)
def test_a_protected_identity_passes(type_: str) -> None:
    assert passes(judge(RULE, made(type_, protect=True), profile="strict"))


@pytest.mark.parametrize(
    "type_",
    [
        "aws:s3/bucket:Bucket",
        "aws:iam/policy:Policy",
        "aws-native:iam:ManagedPolicy",
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        "aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment",
    ],
)
def test_what_gives_nothing_is_not_asked(type_: str) -> None:
    """A boundary, and what holds data, should be protected."""
    assert type_ not in RULE.applies_to


def test_what_was_looked_up_is_somebody_elses() -> None:
    assert passes(judge(RULE, made(GRANTS[0], protect=True, retained=True, external=True), profile="strict"))
    assert passes(judge(RULE, made(GRANTS[0], retained=True, inputs=Properties(Partial()))))


def test_properties_do_not_count() -> None:
    for inputs in ({"protect": True}, {"protect": UNKNOWN}, {"retainOnDelete": Secret(True)}, {}):
        assert passes(judge(RULE, Resource.of(GRANTS[0], "write", **inputs)))
