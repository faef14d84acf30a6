"""Plans that have a role of their own are told where they get the one that applies as well."""

from itertools import permutations
from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

TERRAFORM = "app.terraform.io"
WORKSPACE = "organization:acme:project:data:workspace:lake:run_phase"
WRITES = allow(["sqs:SendMessage", "sqs:CreateQueue"], "*")
READS = allow("sqs:List*", "*")


def judged(*resources: Resource) -> Answer:
    return judge_stack(low_trust_does_not_trigger_high, *resources)


def runs(*subjects: Any, issuer: str = TERRAFORM, audience: str = "aws.workload.identity") -> dict[str, Any]:
    """Whoever a provider says that for."""
    asked = {
        "StringEquals": {f"{issuer}:aud": audience},
        "StringLike": {f"{issuer}:sub": list(subjects)},
    }
    return lets_in({"Federated": f"{ARN}oidc-provider/{issuer}"}, "sts:AssumeRoleWithWebIdentity", Condition=asked)


def pair(wide: dict[str, Any], narrow: dict[str, Any], *rights: dict[str, Any]) -> tuple[Resource, ...]:
    """A role that changes things, and one that plans."""
    return role("lake", wide), may("lake", *rights or (WRITES,)), role("lake-plan", narrow), may("lake-plan", READS)


def test_a_role_of_any_phase_beside_one_for_plans_is_told_as_advice() -> None:
    (problem,) = judged(*pair(runs(f"{WORKSPACE}:*"), runs(f"{WORKSPACE}:plan"))).problems
    assert problem.message == (
        "role 'lake' lets in plans of what nobody has looked at, for which there is role 'lake-plan', "
        "and may sqs:SendMessage on * and that one may not"
    )
    assert (problem.severity, problem.advisory, problem.at) == ("medium", True, "assumeRolePolicy.Statement[0]")


@pytest.mark.parametrize(
    ("issuer", "wide", "narrow"),
    [
        (TERRAFORM, "organization:acme:project:data:workspace:lake:*", f"{WORKSPACE}:plan"),
        (
            TERRAFORM,
            "organization:acme:project:data:stack:lake:deployment:*:operation:*",
            "organization:acme:project:data:stack:lake:deployment:eu:operation:plan",
        ),
        (
            "api.pulumi.com/oidc",
            "pulumi:deploy:org:acme:project:data:stack:lake:*",
            "pulumi:deploy:org:acme:project:data:stack:lake:operation:preview:scope:write",
        ),
        (
            "acme.app.spacelift.io",
            "space:root:stack:lake:run_type:*:scope:*",
            "space:root:stack:lake:run_type:*:scope:read",
        ),
    ],
)
def test_each_provider_that_says_the_phase_is_read(issuer: str, wide: str, narrow: str) -> None:
    made = pair(runs(wide, issuer=issuer, audience="acme"), runs(narrow, issuer=issuer, audience="acme"))
    assert len(messages(judged(*made))) == 1


def test_the_open_phase_alone_passes() -> None:
    assert passes(judged(role("lake", runs(f"{WORKSPACE}:*")), may("lake", WRITES)))


@pytest.mark.parametrize(
    "wide",
    [
        (f"{WORKSPACE}:apply",),
        (f"{WORKSPACE}:plan",),
        (f"{WORKSPACE}:plan", f"{WORKSPACE}:apply"),
        (f"{WORKSPACE}:*".replace("lake", "shop"),),
        (f"{WORKSPACE}:*".replace("acme", "other"),),
    ],
)
def test_one_phase_each_as_it_is_named_and_other_workspaces_pass(wide: tuple[str, ...]) -> None:
    assert passes(judged(*pair(runs(*wide), runs(f"{WORKSPACE}:plan"))))


def test_a_role_for_both_beside_one_for_each_was_meant_so() -> None:
    both = pair(runs(f"{WORKSPACE}:*"), runs(f"{WORKSPACE}:plan"))
    assert passes(judged(*both, role("lake-apply", runs(f"{WORKSPACE}:apply")), may("lake-apply", allow("ec2:*"))))


def test_what_changes_no_more_than_the_plan_may_passes() -> None:
    made = pair(runs(f"{WORKSPACE}:*"), runs(f"{WORKSPACE}:plan"), allow("s3:GetObject", "arn:aws:s3:::modules/*"))
    assert passes(judged(*made))


def test_the_order_of_registration_says_nothing() -> None:
    made = pair(runs(f"{WORKSPACE}:*"), runs(f"{WORKSPACE}:plan"))
    assert len({tuple(messages(judged(*each))) for each in permutations(made)}) == 1


def test_a_trust_that_is_not_known_is_no_plan_and_keeps_nothing_from_being_told() -> None:
    later = aws("iam/role", "x", name="x", arn=f"{ARN}role/x", assumeRolePolicy=UNKNOWN)
    assert len(messages(judged(*pair(runs(f"{WORKSPACE}:*"), runs(f"{WORKSPACE}:plan")), later))) == 1


def later(of: str, *statements: Any) -> Resource:
    """The policy of a role, of which a preview does not know some part."""
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    return native("iam:RolePolicy", f"{of}-later", roleName=of, policyName="later", policyDocument=policy)


LATER: Any = UNKNOWN
OPEN, PLANS = runs(f"{WORKSPACE}:*"), runs(f"{WORKSPACE}:plan")


def with_rights(*rights: Resource) -> Answer:
    return judged(role("lake", OPEN), role("lake-plan", PLANS), *rights)


@pytest.mark.parametrize(
    "right",
    [
        allow(LATER),
        allow("sqs:SendMessage", LATER),
        {**WRITES, "Condition": UNKNOWN},
        {**WRITES, "Effect": UNKNOWN},
        UNKNOWN,
    ],
    ids=str,
)
def test_a_right_to_apply_that_is_not_known_is_undecided(right: Any) -> None:
    answer = with_rights(later("lake", right), may("lake-plan", READS))
    assert not answer.problems
    assert answer.undecided
    one_queue = allow("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:plans")
    assert with_rights(later("lake", right), may("lake-plan", one_queue)).undecided
    assert passes(with_rights(later("lake", right), may("lake-plan", allow("*"))))


def test_policies_that_are_not_known_are_undecided_and_what_is_certain_beside_them_is_told() -> None:
    whole = aws("iam/rolePolicy", "whole", role="lake", policy=UNKNOWN)
    answer = with_rights(whole, may("lake-plan", READS))
    assert (messages(answer), [one.on.name for one in answer.undecided]) == ([], ["whole"])
    message = only(with_rights(whole, may("lake", WRITES), may("lake-plan", READS)))
    assert "lets in plans of what nobody has looked at" in message
    attached = role("lake", OPEN, managedPolicyArns=UNKNOWN)
    assert unknowns(judged(attached, role("lake-plan", PLANS), may("lake-plan", READS))) == ["managedPolicyArns"]


def test_what_plans_may_already_is_undecided_where_that_is_not_known() -> None:
    whole = aws("iam/rolePolicy", "whole", role="lake-plan", policy=UNKNOWN)
    answer = with_rights(may("lake", WRITES), whole)
    assert (messages(answer), [one.on.name for one in answer.undecided]) == ([], ["whole"])
    assert passes(with_rights(may("lake", READS), whole))


def test_what_never_counts_passes_unknown_as_it_is() -> None:
    assert passes(with_rights(later("lake", allow("logs:PutLogEvents", LATER)), may("lake-plan", READS)))
    denies = {**allow("sqs:SendMessage", LATER), "Effect": "Deny"}
    assert passes(with_rights(later("lake", denies), may("lake-plan", READS)))


def test_the_order_of_registration_says_nothing_of_what_is_not_known() -> None:
    made = role("lake", OPEN), role("lake-plan", PLANS), later("lake", allow(LATER)), may("lake-plan", READS)
    assert len({tuple(unknowns(judged(*each))) for each in permutations(made)}) == 1
