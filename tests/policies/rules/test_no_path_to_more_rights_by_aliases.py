"""A device that may take role aliases by a pattern has the role of each, also of those that are there for others."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"arn:aws:iot:eu-west-1:{ACCOUNT}:rolealias/"
TAKES = "iot:AssumeRoleWithCertificate"
METERS = allow("s3:PutObject", "arn:aws:s3:::acme-readings/${credentials-iot:ThingName}/*")
REPAIRS = allow("iot:CreateJob", f"arn:aws:iot:eu-west-1:{ACCOUNT}:job/*")

OWN_ROWS = {"StringEquals": {"dynamodb:LeadingKeys": "${credentials-iot:ThingName}"}}


def alias(name: str, **inputs: Any) -> Resource:
    return aws("iot/roleAlias", name, **{"alias": name, "arn": HERE + name, "roleArn": f"{ARN}role/{name}", **inputs})


def policy(*statements: dict[str, Any], **inputs: Any) -> Resource:
    return aws("iot/policy", "meter", **{"name": "meter", "policy": document(*statements), **inputs})


def judged(*policies: Resource, meters: dict[str, Any] = METERS, repairs: dict[str, Any] = REPAIRS) -> Answer:
    roles = [role(name, "credentials.iot.amazonaws.com") for name in ("meters", "repairs")]
    given = may("meters", meters), may("repairs", repairs)
    return judge_stack(no_path_to_more_rights, *roles, *given, alias("meters"), alias("repairs"), *policies)


@pytest.mark.parametrize("pattern", ["*", f"{HERE}*", "arn:aws:iot:*:*:rolealias/*", f"{HERE}re*", f"{HERE}??????*"])
@pytest.mark.parametrize("action", [TAKES, "iot:*", "iot:Assume*", "*"])
def test_any_alias_gives_the_role_that_is_there_for_others(action: str, pattern: str) -> None:
    both = policy(allow(TAKES, f"{HERE}meters"), allow(action, pattern))
    (problem,) = judged(both).problems
    assert problem.message == (
        f"policy 'meter' of IoT lets a device take role aliases by a pattern ({TAKES}), and so role 'repairs', which "
        f"may iot:CreateJob on arn:aws:iot:eu-west-1:{ACCOUNT}:job/* and that of alias 'meters' may not"
    )
    assert problem.advisory


def test_where_none_is_named_each_may_be_its_own() -> None:
    assert "role 'repairs', which may iot:CreateJob" in only(judged(policy(allow(TAKES, f"{HERE}*"))))
    message = only(judged(policy(allow(TAKES, f"{HERE}*")), repairs=allow("secretsmanager:GetSecretValue")))
    assert "role 'repairs', which may secretsmanager:GetSecretValue" in message


def test_policies_of_the_other_provider_count_alike() -> None:
    statement = allow(TAKES, f"{HERE}*")
    made = native("iot:Policy", "meter", policyDocument={"Version": "2012-10-17", "Statement": [statement]})
    assert len(judged(made).problems) == 1


@pytest.mark.parametrize(
    "statements",
    [
        (allow(TAKES, f"{HERE}meters"),),
        (allow(TAKES, [f"{HERE}meters", f"{HERE}repairs"]),),
        (allow(TAKES, f"{HERE}met*"),),
        (allow(TAKES, f"{HERE}${{iot:Connection.Thing.ThingTypeName}}"),),
        (allow(TAKES, f"{HERE}*", Condition={"StringEquals": {"iot:Connection.Thing.ThingTypeName": "van"}}),),
        (allow(TAKES, f"{HERE}*"), deny(TAKES, f"{HERE}repairs")),
        (allow("iot:Connect", "*"), allow("iot:Publish", "*")),
    ],
    ids=["named", "both named", "pattern of one", "its own", "of a type", "denied", "other actions"],
)
def test_what_is_named_or_is_limited_to_the_thing_passes(statements: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(policy(*statements)))


def test_a_condition_that_every_device_in_use_meets_limits_nothing() -> None:
    attached = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
    message = only(judged(policy(allow(TAKES, f"{HERE}*", Condition=attached))))
    assert "role 'repairs', which may iot:CreateJob" in message


@pytest.mark.parametrize(
    "right",
    [
        METERS,
        allow("s3:PutObject", "arn:aws:s3:::acme-logs/${credentials-iot:ThingName}/*"),
        allow(
            "dynamodb:PutItem",
            "*",
            Condition={"StringEquals": {"dynamodb:LeadingKeys": "${credentials-iot:ThingName}"}},
        ),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"]),
        allow("s3:GetObject", "arn:aws:s3:::acme-firmware/*"),
        allow("iot:CreateJob", f"arn:aws:iot:eu-west-1:{ACCOUNT}:job/test-*"),
    ],
    ids=["the same", "its own place", "its own rows", "logs", "what all may read", "tests"],
)
def test_aliases_of_roles_that_give_no_more_pass(right: dict[str, Any]) -> None:
    assert passes(judged(policy(allow(TAKES, f"{HERE}*")), meters=METERS, repairs=right))


def test_one_alias_or_two_of_one_role_pass() -> None:
    roles = role("repairs", "credentials.iot.amazonaws.com"), may("repairs", REPAIRS)
    any_alias = policy(allow(TAKES, f"{HERE}*"))
    twin = alias("vans", roleArn=f"{ARN}role/repairs")
    assert passes(judge_stack(no_path_to_more_rights, *roles, alias("repairs"), any_alias))
    assert passes(judge_stack(no_path_to_more_rights, *roles, alias("repairs"), twin, any_alias))


def test_what_is_not_known_yet_is_undecided() -> None:
    assert unknowns(judged(policy(policy=UNKNOWN))) == ["policy"]
    unsure = native(
        "iot:Policy",
        "meter",
        policyDocument={"Version": "2012-10-17", "Statement": [{**allow(TAKES), "Resource": UNKNOWN}]},
    )
    assert unknowns(judged(unsure)) == ["policyDocument.Statement[0].Resource"]


def test_nothing_of_a_marked_role_is_quoted() -> None:
    roles = [role(name, "credentials.iot.amazonaws.com") for name in ("meters", "repairs")]
    marked = aws("iam/rolePolicy", "hidden", role="repairs", policy=Secret(document(REPAIRS)))
    given = may("meters", METERS), marked, alias("meters"), alias("repairs"), policy(allow(TAKES, f"{HERE}*"))
    (message,) = messages(judge_stack(no_path_to_more_rights, *roles, *given))
    assert "which may change something and that of" in message


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", '{"Statement": 1}', Secret(document(METERS))])
def test_no_shape_breaks_it(odd: Any) -> None:
    assert judged(policy(policy=odd), aws("iot/roleAlias", "odd", alias=odd, arn=odd, roleArn=odd)).error is None


def unsure(*statements: Any) -> Resource:
    """A policy of which a part is not known yet."""
    return native("iot:Policy", "meter", policyDocument={"Version": "2012-10-17", "Statement": list(statements)})


def with_unknown(statement: dict[str, Any], element: str) -> dict[str, Any]:
    return {**statement, element: UNKNOWN}


@pytest.mark.parametrize(
    ("further", "path"),
    [
        (with_unknown(deny(TAKES), "Resource"), "Statement[1].Resource"),
        (with_unknown(deny("iot:Connect"), "Action"), "Statement[1].Action"),
        (with_unknown(deny(TAKES), "Condition"), "Statement[1].Condition"),
        (with_unknown(deny(TAKES, f"{HERE}repairs"), "Condition"), "Statement[1].Condition"),
        (with_unknown(deny(TAKES, f"{HERE}repairs"), "Effect"), "Statement[1].Effect"),
        (with_unknown(allow(TAKES), "Resource"), "Statement[1].Resource"),
        (UNKNOWN, "Statement[1]"),
    ],
    ids=["denied", "action", "condition", "condition of one", "effect", "named", "whole"],
)
def test_what_may_be_a_deny_or_name_its_own_is_undecided(further: Any, path: str) -> None:
    answer = judged(unsure(allow(TAKES, f"{HERE}*"), further))
    assert not answer.problems
    assert unknowns(answer) == [f"policyDocument.{path}"]


def test_what_is_unknown_of_other_actions_or_takes_nothing_more_changes_nothing() -> None:
    publishes = with_unknown(allow("iot:Publish"), "Resource")
    assert "role 'repairs', which may iot:CreateJob" in only(judged(unsure(allow(TAKES, f"{HERE}*"), publishes)))
    elsewhere = with_unknown(deny(TAKES, f"{HERE}meters"), "Condition")
    assert passes(judged(unsure(allow(TAKES, f"{HERE}meters"), elsewhere)))
    assert passes(judged(unsure(deny(TAKES), with_unknown(allow(TAKES), "Resource"))))


@pytest.mark.parametrize("element", ["Resource", "Condition", "Action", "Effect"])
def test_a_role_that_may_turn_out_to_give_more_is_undecided(element: str) -> None:
    roles = [role(name, "credentials.iot.amazonaws.com") for name in ("meters", "repairs")]
    statement = with_unknown(REPAIRS, element)
    unknown = native(
        "iam:RolePolicy",
        "unknown",
        roleName="repairs",
        policyName="unknown",
        policyDocument={"Version": "2012-10-17", "Statement": [statement]},
    )
    stack = *roles, may("meters", METERS), unknown, alias("meters"), alias("repairs")
    answer = judge_stack(no_path_to_more_rights, *stack, policy(allow(TAKES, f"{HERE}*")))
    assert not answer.problems
    assert f"policyDocument.Statement[0].{element}" in unknowns(answer)
    alone = judge_stack(no_path_to_more_rights, *stack, policy(allow(TAKES, f"{HERE}meters")))
    assert not alone.problems
    assert passes(alone) or element == "Action"  # which may turn out to attach policies to certificates


def test_what_its_own_role_may_turn_out_not_to_have_is_undecided() -> None:
    roles = [role(name, "credentials.iot.amazonaws.com") for name in ("meters", "repairs")]
    unknown = native(
        "iam:RolePolicy",
        "unknown",
        roleName="meters",
        policyName="unknown",
        policyDocument={"Version": "2012-10-17", "Statement": [with_unknown(REPAIRS, "Resource")]},
    )
    stack = *roles, may("repairs", REPAIRS), unknown, alias("meters"), alias("repairs")
    named = policy(allow(TAKES, f"{HERE}meters"), allow(TAKES, f"{HERE}*"))
    answer = judge_stack(no_path_to_more_rights, *stack, named)
    assert not answer.problems
    assert unknowns(answer) == ["policyDocument.Statement[0].Resource"]


def test_an_alias_of_which_no_name_is_known_is_undecided_where_a_pattern_may_take_it_in() -> None:
    unnamed = alias("repairs", alias=UNKNOWN, arn=UNKNOWN)
    roles = [role(name, "credentials.iot.amazonaws.com") for name in ("meters", "repairs")]
    stack = *roles, may("meters", METERS), may("repairs", REPAIRS), alias("meters"), unnamed

    def answer(pattern: str) -> Answer:
        named = policy(allow(TAKES, f"{HERE}meters"), allow(TAKES, pattern))
        return judge_stack(no_path_to_more_rights, *stack, named)

    assert unknowns(answer(f"{HERE}*")) == unknowns(answer(f"{HERE}re*")) == ["alias"]
    assert passes(answer(f"{HERE}meters"))


def test_an_alias_that_is_named_in_its_arn_alone_is_named() -> None:
    repairs = alias("repairs", alias=UNKNOWN)
    roles = [role(name, "credentials.iot.amazonaws.com") for name in ("meters", "repairs")]
    stack = *roles, may("meters", METERS), may("repairs", REPAIRS), alias("meters"), repairs
    message = only(judge_stack(no_path_to_more_rights, *stack, policy(allow(TAKES, f"{HERE}*"))))
    assert "role 'repairs', which may iot:CreateJob" in message


def test_of_very_many_aliases_the_order_of_registration_says_nothing() -> None:
    stack = fleet(120, [f"{HERE}*"])
    assert messages(judge_stack(no_path_to_more_rights, *stack)) == messages(
        judge_stack(no_path_to_more_rights, *reversed(stack))
    )


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_very_many_that_are_named_hide_none_that_is_not(effect: str) -> None:
    named = [f"{HERE}v{at}" for at in range(150)]
    stack = fleet(150, [f"{HERE}*"], policies=0, gives="all")
    more = (
        role("zoo", "credentials.iot.amazonaws.com"),
        may("zoo", allow("secretsmanager:GetSecretValue")),
        alias("zoo"),
    )
    given = policy(allow(TAKES, f"{HERE}*"), allow(TAKES, f"{HERE}meters"), {**allow(TAKES, named), "Effect": effect})
    meters = role("meters", "credentials.iot.amazonaws.com"), may("meters", METERS), alias("meters")
    assert "role 'zoo'" in only(judge_stack(no_path_to_more_rights, *stack, *more, *meters, given))


def test_one_that_is_named_in_several_regions_or_under_a_condition_is_its_own() -> None:
    elsewhere = HERE.replace("eu-west-1", "us-east-1")
    for_vans = {"StringEquals": {"iot:Connection.Thing.ThingTypeName": "van"}}
    for named in (
        [allow(TAKES, [f"{HERE}repairs", f"{elsewhere}repairs"])],
        [allow(TAKES, f"{elsewhere}repairs")],
        [allow(TAKES, f"{HERE}repairs", Condition=for_vans)],
    ):
        assert passes(judged(policy(allow(TAKES, f"{HERE}*"), *named)))


def test_what_is_not_known_of_a_role_is_said_once_however_many_policies_may_give_it() -> None:
    roles = [role(name, "credentials.iot.amazonaws.com") for name in ("meters", "repairs")]
    statement = with_unknown(REPAIRS, "Resource")
    rights = {"Version": "2012-10-17", "Statement": [statement]}
    given = native("iam:RolePolicy", "unknown", roleName="repairs", policyName="unknown", policyDocument=rights)
    any_alias = [aws("iot/policy", name, policy=document(allow(TAKES, f"{HERE}*"))) for name in ("a", "b")]
    stack = *roles, may("meters", METERS), given, alias("meters"), alias("repairs"), *any_alias
    assert unknowns(judge_stack(no_path_to_more_rights, *stack)) == ["policyDocument.Statement[0].Resource"]


def fleet(many: int, *statements: list[str], policies: int = 1, gives: str = "{}") -> list[Resource]:
    """So many aliases whose roles give the same or, with a place for the number, each something else."""
    stack = list[Resource]()
    for at in range(many):
        job = allow("iot:CreateJob", f"arn:aws:iot:eu-west-1:{ACCOUNT}:job/{gives.format(f'v{at}')}")
        stack += [role(f"v{at}", "credentials.iot.amazonaws.com"), may(f"v{at}", job), alias(f"v{at}")]
    for at in range(policies):
        given = [allow(TAKES, [one.replace("OWN", f"v{at}") for one in each]) for each in statements]
        stack.append(aws("iot/policy", f"p{at}", name=f"p{at}", policy=document(*given)))
    return stack


SHAPES = {
    "one policy, all alike": lambda n: fleet(n, [f"{HERE}*"], gives="all"),
    "one policy, each another": lambda n: fleet(n, [f"{HERE}*"]),
    "one policy that names all": lambda n: fleet(n, [f"{HERE}v{at}" for at in range(n)]),
    "many policies, each another": lambda n: fleet(n, [f"{HERE}*"], policies=n),
    "each names its own": lambda n: fleet(n, [f"{HERE}OWN"], policies=n),
    "each names its own anywhere": lambda n: fleet(n, ["arn:aws:iot:*:*:rolealias/OWN*"], policies=n, gives="all"),
    "each names its own and any": lambda n: fleet(n, [f"{HERE}OWN"], ["*"], policies=n, gives="all"),
    "one policy that names all and any": lambda n: fleet(n, [f"{HERE}v{at}" for at in range(n)], ["*"]),
    "each for its type": lambda n: fleet(n, [HERE + "${iot:Connection.Thing.ThingTypeName}"], policies=n),
}


def cost(stack: list[Resource]) -> int:
    return calls(lambda: judge_stack(no_path_to_more_rights, *stack))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_many_aliases_and_policies_cost_in_proportion(shape: Callable[[int], list[Resource]]) -> None:
    judge_stack(no_path_to_more_rights, *shape(2))
    assert cost(shape(40)) < 4.7 * cost(shape(10))  # to work out anew for each policy what there is costs more


def test_each_of_very_many_policies_is_compared_with_the_first_aliases_alone() -> None:
    few, many = (fleet(n, [f"{HERE}*"], policies=n, gives="all") for n in (100, 200))
    assert cost(many) < 2.2 * cost(few)  # to compare each with each costs four times as much
