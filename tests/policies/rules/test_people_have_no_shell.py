"""People who open shells in tasks every day are the workload; those on call, and those for whom it ends, may."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, lets_in, may, role, user_may
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.people_have_no_shell import people_have_no_shell

SET = "arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef"
SIGNED_IN = f"{ARN}role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Developers_0123456789abcdef"
TASK = aws("ecs/taskDefinition", "web", family="web", taskRoleArn=f"{ARN}role/web")
EXECUTE = "ecs:ExecuteCommand"
ON_SHOP = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task/shop/*"


def service(**inputs: Any) -> Resource:
    tags = {"daypass:environment": "prod"}
    said = {"taskDefinition": "web:1", "cluster": "shop", "enableExecuteCommand": True, "tags": tags, **inputs}
    return aws("ecs/service", "web", **said)


def people(*statements: dict[str, Any], called: str = "Developers", **inputs: Any) -> tuple[Resource, ...]:
    """A permission set that may do this."""
    made = aws("ssoadmin/permissionSet", called, name=called, arn=SET, **inputs)
    given = document(*(statements or (allow(EXECUTE),)))
    return made, aws("ssoadmin/permissionSetInlinePolicy", "given", permissionSetArn=SET, inlinePolicy=given)


def judged(*resources: Resource, **inputs: Any) -> Answer:
    return judge_stack(people_have_no_shell, TASK, service(**inputs), *resources)


def test_a_permission_set_that_opens_a_shell_is_told() -> None:
    assert only(judged(*people())) == (
        "'web' opens a shell, in which they have the workload's role, to permission set 'Developers'"
    )
    assert judged(*people(allow(EXECUTE, ON_SHOP))).problems
    assert judged(*people(allow("ecs:Execute*"))).problems
    assert judged(*people(allow("ssm:StartSession", ON_SHOP))).problems


def test_whatever_gives_it_counts() -> None:
    policy = aws("iam/policy", "shells", name="shells", arn=f"{ARN}policy/shells", policy=document(allow(EXECUTE)))
    made, _ = people()
    reference = {"name": "shells", "path": "/"}
    referred = aws(
        "ssoadmin/customerManagedPolicyAttachment",
        "shells",
        permissionSetArn=SET,
        customerManagedPolicyReference=reference,
    )
    assert judged(policy, made, referred).problems
    assert judged(people()[1]).problems  # of a set that another stack makes
    assert judged(native("sso:PermissionSet", "Devs", name="Devs", inlinePolicy=document(allow(EXECUTE)))).problems


def test_a_role_and_a_user_of_people_are_people() -> None:
    assert judged(role("desk", SIGNED_IN), may("desk", allow(EXECUTE))).problems
    assert judged(aws("iam/user", "maria", name="maria"), user_may("maria", allow(EXECUTE))).problems


def test_a_machine_that_opens_a_shell_is_none() -> None:
    assert passes(judged(role("probe"), may("probe", allow(EXECUTE))))
    assert passes(judged(aws("iam/user", "ci", name="ci"), user_may("ci", allow(EXECUTE))))
    elsewhere = lets_in({"AWS": f"{ARN}root"})
    assert passes(judged(role("desk", elsewhere), may("desk", allow(EXECUTE))))


def test_a_service_that_lets_nobody_in_and_a_task_without_a_role_pass() -> None:
    assert passes(judged(*people(), enableExecuteCommand=False))
    without = aws("ecs/taskDefinition", "web", family="web")
    assert passes(judge_stack(people_have_no_shell, without, service(), *people()))
    assert passes(judge_stack(people_have_no_shell, service(), *people()))


@pytest.mark.parametrize("environment", ["dev", "staging", "sandbox"])
def test_shells_are_for_what_is_not_production(environment: str) -> None:
    assert passes(judged(*people(), tags={"daypass:environment": environment}))
    assert passes(judged(*people(), tags={}))  # as the name of its stack says


def of_no_environment(cluster: str) -> Answer:
    """Of a service of which neither a tag nor its stack says where it works."""
    web = service(cluster=cluster, tags={})
    return judge_stack(people_have_no_shell, TASK, replace(web, urn=web.urn.replace(":dev::", ":main::")), *people())


def test_where_nobody_says_it_the_cluster_does_and_else_it_may_be_production() -> None:
    assert of_no_environment("shop-prod").problems
    assert of_no_environment("shop").problems
    assert passes(of_no_environment("shop-dev"))


@pytest.mark.parametrize(
    "called", ["OnCall", "payments-on-call", "BreakGlass", "EmergencyAccess", "IncidentResponders"]
)
def test_who_is_on_call_has_it_for_that(called: str) -> None:
    assert passes(judged(*people(called=called)))


def test_what_is_for_emergencies_or_ends_passes() -> None:
    assert passes(judged(*people(tags={"daypass:class": "break-glass"})))
    assert passes(judged(*people(tags={"expires-on": "2027-01-31"})))
    ends = {"DateLessThan": {"aws:CurrentTime": "2027-01-31T00:00:00Z"}}
    assert passes(judged(*people(allow(EXECUTE, Condition=ends))))
    assert judged(*people(allow(EXECUTE, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}))).problems


def test_a_deny_another_cluster_and_another_tag_keep_them_out() -> None:
    assert passes(judged(*people(allow("ecs:*"), deny(EXECUTE))))
    assert passes(judged(*people(allow(EXECUTE, ON_SHOP.replace("shop", "tools")))))
    of_another = allow(EXECUTE, Condition={"StringEquals": {"aws:ResourceTag/team": "shop"}})
    assert passes(judged(*people(of_another), tags={"team": "web", "Environment": "prod"}))
    assert judged(*people(of_another), tags={"team": "shop", "Environment": "prod"}).problems


def test_who_looks_on_and_who_administers_everything_is_not_told() -> None:
    assert passes(judged(*people(allow(["ecs:Describe*", "ecs:List*"]))))
    assert passes(judged(*people(allow("*"))))


def test_all_of_them_are_told_at_once() -> None:
    answer = judged(*people(), role("desk", SIGNED_IN), may("desk", allow(EXECUTE)))
    assert only(answer).endswith("to permission set 'Developers', role 'desk'")


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(*people(), enableExecuteCommand=UNKNOWN)) == ["enableExecuteCommand"]
    made, given = people()
    assert unknowns(
        judged(made, aws("ssoadmin/permissionSetInlinePolicy", "p", permissionSetArn=SET, inlinePolicy=UNKNOWN))
    )
    assert unknowns(judged(given, aws("ssoadmin/permissionSet", "Devs", name="Devs", arn=SET, tags=UNKNOWN)))
    assert passes(judged(*people(allow("s3:GetObject")), enableExecuteCommand=UNKNOWN))


def test_what_ends_in_more_than_a_year_is_for_good() -> None:
    assert judged(*people(tags={"Expires": "2999-01-01"})).problems
    assert passes(judged(*people(tags={"Expires": "2026-01-01"})))
    for key, until in (("CurrentTime", "2999-01-01T00:00:00Z"), ("EpochTime", "32472144000")):
        ends = {"DateLessThan": {f"aws:{key}": until}}
        assert judged(*people(allow(EXECUTE, Condition=ends))).problems


def test_all_but_iam_makes_no_administrator() -> None:
    but_iam = {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}
    assert judged(*people(but_iam)).problems
    managed = "arn:aws:iam::aws:policy/{}"
    for name, is_told in (("PowerUserAccess", True), ("AdministratorAccess", False)):
        made = native("sso:PermissionSet", "Devs", name="Devs", managedPolicies=[managed.format(name)])
        assert bool(judged(made).problems) == is_told


@pytest.mark.parametrize("called", ["CoincidentalAnalysts", "PermissionCallers", "NonCalling"])
def test_who_has_such_a_word_within_another_is_not_on_call(called: str) -> None:
    assert judged(*people(called=called)).problems


def group(name: str) -> tuple[Resource, ...]:
    given = aws("iam/groupPolicy", "given", group=name, policy=document(allow(EXECUTE)))
    return aws("iam/group", name, name=name, arn=f"{ARN}group/{name}"), given


def test_a_group_is_of_people_unless_it_is_called_after_machines() -> None:
    assert only(judged(*group("developers"))).endswith("to group 'developers'")
    assert passes(judged(*group("ci-runners")))
    assert passes(judged(*group("on-call")))


def test_the_members_of_a_group_speak_for_it() -> None:
    anna = aws("iam/user", "anna", name="anna", arn=f"{ARN}user/anna")
    login = aws("iam/userLoginProfile", "anna", user="anna")
    joined = aws("iam/userGroupMembership", "anna", user="anna", groups=["developers"])
    assert only(judged(*group("developers"), anna, login, joined)).endswith("to user 'anna'")


CHANNELS = may("web", allow(["ssmmessages:CreateDataChannel", "ssmmessages:OpenDataChannel"]))
OPEN = (role("web", lets_in("ecs-tasks.amazonaws.com")), CHANNELS)


def test_a_shell_that_stands_open_in_production_is_told_where_nothing_says_for_whom() -> None:
    answer = judged(*OPEN)
    assert only(answer) == "'web' opens a shell in production, and nothing here says for whom"
    assert [one.severity for one in answer.problems] == ["low"]


@pytest.mark.parametrize("environment", ["dev", "staging"])
def test_such_a_one_elsewhere_passes(environment: str) -> None:
    assert passes(judged(*OPEN, tags={"daypass:environment": environment}))


def test_such_a_one_that_is_shut_or_that_no_role_can_open_or_that_is_for_emergencies_passes() -> None:
    assert passes(judged(*OPEN, enableExecuteCommand=False))
    assert passes(judged(OPEN[0], may("web", allow("sqs:SendMessage"))))
    assert passes(judged(*OPEN, *people(tags={"daypass:class": "break-glass"})))
    assert unknowns(judged(*OPEN, tags=UNKNOWN)) == ["tags"]
