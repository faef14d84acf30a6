"""A condition on the instance profile leads to the role in that profile alone, however many roles may be passed."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, graph, inner, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

EC2 = "ec2.amazonaws.com"
ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
ROLES = (role("weak", EC2), may("weak", allow("logs:PutLogEvents")), role("strong", EC2, **ADMINISTRATOR))
PASSES = allow("iam:PassRole", f"{ARN}role/*")
INSTANCES = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/*"
ASSOCIATES, REPLACES = "ec2:AssociateIamInstanceProfile", "ec2:ReplaceIamInstanceProfileAssociation"
SWAPS = [(ASSOCIATES, "ec2:NewInstanceProfile"), (REPLACES, "ec2:NewInstanceProfile")]
WAYS = [*SWAPS, ("ec2:RunInstances", "ec2:InstanceProfile")]


def profile(name: str, inside: object, **inputs: Any) -> Resource:
    arn = f"{ARN}instance-profile/{name}"
    return aws("iam/instanceProfile", name, **{"name": name, "arn": arn, "role": inside, **inputs})


def by(key: str, name: str, operator: str = "ArnEquals") -> dict[str, Any]:
    return {"Condition": {operator: {key: f"{ARN}instance-profile/{name}"}}}


BOTH = (profile("nodes", "weak"), profile("boss", "strong"))


def reached(*made: Resource, given: tuple[dict[str, Any], ...]) -> set[str]:
    found = inner(graph(role("a"), may("a", *given), *ROLES, *made), "a")
    return {edge.target.name for edge in found if edge.how == "pass role"}


@pytest.mark.parametrize(("action", "key"), WAYS)
def test_only_the_role_in_the_profile_that_the_key_names_is_handed_over(action: str, key: str) -> None:
    assert reached(*BOTH, given=(PASSES, allow(action))) == {"weak", "strong"}
    for operator in ("ArnEquals", "ArnLike", "StringEquals", "StringLike"):
        assert reached(*BOTH, given=(PASSES, allow(action, INSTANCES, **by(key, "nodes", operator)))) == {"weak"}
        assert reached(*BOTH, given=(PASSES, allow(action, INSTANCES, **by(key, "boss", operator)))) == {"strong"}
    not_others = deny(action, "arn:aws:ec2:*:*:instance/*", **by(key, "nodes", "ArnNotEquals"))
    assert reached(*BOTH, given=(PASSES, allow(action), not_others)) == {"weak"}
    not_there = deny(action, INSTANCES, **by(key, "nodes", "ArnNotEquals"))  # and anything elsewhere
    assert reached(*BOTH, given=(PASSES, allow(action), not_there)) == {"weak", "strong"}


@pytest.mark.parametrize(("action", "key"), WAYS)
def test_a_pattern_or_a_negation_that_takes_in_another_profile_leads_to_its_role(action: str, key: str) -> None:
    for condition in (by(key, "*", "ArnLike"), by(key, "b*", "StringLike"), by(key, "nodes", "ArnNotEquals")):
        assert "strong" in reached(*BOTH, given=(PASSES, allow(action, INSTANCES, **condition)))
    if_exists = by(key, "nodes", "ArnEqualsIfExists")
    assert reached(*BOTH, given=(PASSES, allow(action, INSTANCES, **if_exists))) == {"weak"}


@pytest.mark.parametrize(("action", "key"), WAYS)
def test_a_profile_that_the_stack_does_not_have_is_that_of_the_role_called_like_it(action: str, key: str) -> None:
    assert reached(given=(PASSES, allow(action, INSTANCES, **by(key, "strong")))) == {"strong"}
    assert reached(given=(PASSES, allow(action, INSTANCES, **by(key, "app/strong")))) == {"strong"}
    assert reached(given=(PASSES, allow(action, INSTANCES, **by(key, "weak")))) == {"weak"}
    swapped = (profile("strong", "weak"), profile("weak", "strong"))
    assert reached(*swapped, given=(PASSES, allow(action, INSTANCES, **by(key, "strong")))) == {"weak"}


@pytest.mark.parametrize(("action", "key"), WAYS)
def test_a_profile_of_which_the_role_is_not_known_may_have_any(action: str, key: str) -> None:
    made = (profile("nodes", UNKNOWN), profile("boss", "strong"))
    assert "strong" in reached(*made, given=(PASSES, allow(action, INSTANCES, **by(key, "nodes"))))


@pytest.mark.parametrize(("action", "key"), WAYS)
def test_who_puts_another_role_into_a_profile_is_held_to_none(action: str, key: str) -> None:
    puts = allow(["iam:AddRoleToInstanceProfile", "iam:RemoveRoleFromInstanceProfile"])
    assert "strong" in reached(*BOTH, given=(PASSES, puts, allow(action, INSTANCES, **by(key, "nodes"))))


def test_what_a_launch_needs_besides_the_instance_says_nothing_of_the_profile() -> None:
    besides = allow("ec2:RunInstances", ["arn:aws:ec2:*::image/*", f"arn:aws:ec2:*:{ACCOUNT}:subnet/*"])
    limited = allow("ec2:RunInstances", INSTANCES, **by("ec2:InstanceProfile", "nodes"))
    assert reached(*BOTH, given=(PASSES, besides, limited)) == {"weak"}
    assert reached(*BOTH, given=(PASSES, besides, allow("ec2:RunInstances", INSTANCES))) == {"weak", "strong"}


def test_the_profile_that_an_instance_has_says_nothing_of_the_new_one() -> None:
    for action, _ in SWAPS:
        given = (PASSES, allow(action, INSTANCES, **by("ec2:InstanceProfile", "nodes")))
        assert reached(*BOTH, given=given) == {"weak", "strong"}


def test_profiles_of_cloud_control_count_as_well() -> None:
    boss = native(
        "iam:InstanceProfile",
        "boss",
        instanceProfileName="boss",
        arn=f"{ARN}instance-profile/boss",
        roles=["strong"],
    )
    for action, key in WAYS:
        assert reached(boss, given=(PASSES, allow(action, INSTANCES, **by(key, "boss")))) == {"strong"}


@pytest.mark.parametrize(("action", "key"), WAYS)
def test_a_known_path_counts_to_whatever_there_is_where_no_profile_is_named(action: str, key: str) -> None:
    def told(*given: dict[str, Any]) -> list[str]:
        found = messages(judge_stack(no_path_to_more_rights, role("a"), may("a", *given), *ROLES, *BOTH))
        return [message for message in found if message.startswith("role 'a'")]

    assert any("path " in message for message in told(PASSES, allow(action)))
    assert told(PASSES, allow(action, INSTANCES, **by(key, "nodes"))) == []
    (message,) = told(PASSES, allow(action, INSTANCES, **by(key, "boss")))
    assert "may act as role 'strong', which may do everything" in message
