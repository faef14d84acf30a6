"""Nothing that a program declares takes the revoker's policy away again."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns, with_outputs

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.attachments_do_not_undo_a_revocation import attachments_do_not_undo_a_revocation

ROLE = "aws:iam/role:Role"
POLICIES = "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive"
ATTACHED = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
ENTRY = {"name": "work", "policy": "{}"}
ARN = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(attachments_do_not_undo_a_revocation, *resources, **ask)


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (POLICIES, {"roleName": "app", "policyNames": ["work"]}),
        (POLICIES, {"roleName": "app", "policyNames": []}),
        (POLICIES, {"roleName": "app", "policyNames": "daypass-revoked"}),
        ("aws:iam/userPoliciesExclusive:UserPoliciesExclusive", {"userName": "ci", "policyNames": ["work"]}),
        (ATTACHED, {"roleName": "app", "policyArns": [ARN]}),
        (ATTACHED, {"roleName": "app", "policyArns": UNKNOWN}),
        ("aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", {"userName": "ci", "policyArns": []}),
    ],
)
def test_what_holds_all_policies_takes_a_revocation_away(type_: str, inputs: dict[str, Any]) -> None:
    (message,) = messages(judged(Resource.of(type_, "only-these", **inputs)))
    assert message.startswith("'only-these' takes away every")


def test_what_holds_attached_policies_is_told_once_in_a_stack_but_to_the_strict() -> None:
    each = [Resource.of(ATTACHED, name, roleName=name, policyArns=[ARN]) for name in ("web", "api", "cron")]
    user = Resource.of("aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", "ci", policyArns=[])
    (problem,) = judged(*each, user).problems
    assert problem == judged(user, *reversed(each)).problems[0]
    assert problem.on == each[1]
    assert problem.message == (
        "'api', 'cron', 'web', 'ci' take away every attached policy that they do not list, a revocation among them"
    )
    assert len(judged(*each, user, profile="strict").problems) == 4


def test_what_holds_inline_policies_is_told_each_by_itself() -> None:
    each = [Resource.of(POLICIES, name, roleName=name, policyNames=[]) for name in ("web", "api")]
    assert len(judged(*each, Resource.of(ATTACHED, "only", roleName="web", policyArns=[])).problems) == 3


def test_a_list_that_lets_the_revoker_be_passes() -> None:
    inputs = {"roleName": "app", "policyNames": ["work", "daypass-revoked"]}
    assert passes(judged(Resource.of(POLICIES, "these", **inputs)))
    assert unknowns(judged(Resource.of(POLICIES, "these", roleName="app", policyNames=UNKNOWN))) == ["policyNames"]


@pytest.mark.parametrize("value", [[{}], Secret([{}]), [Secret({})]])
def test_a_role_that_shall_have_no_inline_policies_is_told(value: Any) -> None:
    (problem,) = judged(Resource.of(ROLE, "app", inlinePolicies=value)).problems
    assert problem.message == "role 'app' holds its inline policies exclusively, and takes a revocation away again"


@pytest.mark.parametrize("value", [[ENTRY], [{}], UNKNOWN, Secret([ENTRY])])
def test_strict_asks_about_every_list_of_a_role(value: Any) -> None:
    assert len(judged(Resource.of(ROLE, "app", inlinePolicies=value), profile="strict").problems) == 1


@pytest.mark.parametrize(
    "inputs", [{}, {"inlinePolicies": []}, {"inlinePolicies": [ENTRY]}, {"managedPolicyArns": [ARN]}]
)
def test_a_role_that_holds_none_passes(inputs: dict[str, Any]) -> None:
    assert passes(judged(Resource.of(ROLE, "app", **inputs)))


APP = "arn:aws:iam::111122223333:role/app"
STATEMENT = {"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": APP}


def listing(value: Any = None, **inputs: Any) -> Resource:
    role = Resource.of(ROLE, "app", name="app", inlinePolicies=[ENTRY] if value is None else value, **inputs)
    return with_outputs(role, arn=APP)


def revoker(called: str = "session-revoker", resource: Any = APP, **inputs: Any) -> tuple[Resource, Resource]:
    policy = {"Version": "2012-10-17", "Statement": [{**STATEMENT, "Resource": resource}]}
    return (
        Resource.of(ROLE, called, name=called, **inputs),
        Resource.of("aws:iam/rolePolicy:RolePolicy", "cuts-off", role=called, policy=policy),
    )


@pytest.mark.parametrize("value", [[ENTRY], UNKNOWN, Secret([ENTRY])])
def test_a_list_is_told_where_somebody_is_there_to_revoke_the_role(value: Any) -> None:
    (problem,) = judged(listing(value), *revoker()).problems
    assert problem.message == "role 'app' holds its inline policies exclusively, and takes a revocation away again"
    assert passes(judged(Resource.of(ROLE, "app", managedPolicyArns=[ARN]), *revoker()))


def test_whoever_says_that_it_is_for_incidents_is_there_for_it() -> None:
    said = revoker("security-fn", tags={"daypass:purpose": "Cuts stolen sessions off in an incident"})
    assert len(judged(listing(), *said).problems) == 1


@pytest.mark.parametrize("called", ["security-response", "incident-fn", "roleQuarantine", "remediation-runner"])
def test_revokers_are_called_by_what_they_do(called: str) -> None:
    assert len(judged(listing(), *revoker(called)).problems) == 1


def test_who_is_responsible_for_something_revokes_nobody() -> None:
    assert passes(judged(listing(), *revoker("deployer", tags={"daypass:purpose": "Responsible for billing"})))


@pytest.mark.parametrize("tags", [{}, {"daypass:owner": "team-payments"}])
def test_a_list_that_no_revoker_of_the_stack_would_touch_is_left_alone(tags: dict[str, str]) -> None:
    assert passes(judged(listing(tags=tags)))
    assert passes(judged(listing(tags=tags), *revoker("deployer")))
    assert passes(judged(listing(tags=tags), *revoker(resource=f"{APP}-else")))


def test_nobody_revokes_itself() -> None:
    (_, rights) = revoker("app")
    assert passes(judged(listing(tags={"daypass:purpose": "Incidents"}), rights))


def test_what_a_revoker_may_write_and_is_not_known_yet_leaves_it_open() -> None:
    assert unknowns(judged(listing(), *revoker(resource=UNKNOWN))) == ["inlinePolicies"]
    unsaid = revoker("security-fn", tags={"daypass:purpose": UNKNOWN})
    assert unknowns(judged(listing(), *unsaid)) == ["inlinePolicies"]
    assert len(judged(listing(), *unsaid, *revoker()).problems) == 1  # of another one it is certain
    assert len(judged(listing(), *revoker(tags={"daypass:purpose": UNKNOWN})).problems) == 1  # its name says so


def test_strict_also_asks_about_attached_policies() -> None:
    (problem,) = judged(Resource.of(ROLE, "app", managedPolicyArns=[ARN]), profile="strict").problems
    assert problem.key == "managedPolicyArns"


def test_what_the_provider_only_reports_is_not_declared() -> None:
    assert passes(judged(with_outputs(Resource.of(ROLE, "app"), inlinePolicies=[ENTRY])))
    looked_up = Resource(
        f"urn:pulumi:dev::p::{ROLE}::app", ROLE, "app", outputs=Properties({"inlinePolicies": [ENTRY]}), external=True
    )
    assert passes(judged(looked_up))


def test_the_revokers_own_name_is_not_for_others() -> None:
    policy = Resource.of("aws:iam/rolePolicy:RolePolicy", "mine", role="app", name="daypass-revoked", policy="{}")
    (message,) = messages(judged(policy))
    assert "has the revoker's own name" in message
    assert len(judged(Resource.of("aws-native:iam:UserPolicy", "mine", policyName="daypass-revoked")).problems) == 1
    for name in ("work", UNKNOWN, None):
        assert passes(judged(Resource.of("aws:iam/rolePolicy:RolePolicy", "w", role="app", name=name, policy="{}")))


def test_an_attachment_that_is_alone_in_the_account_is_told_with_less_weight() -> None:
    own = ARN.replace("::aws:", "::111122223333:")
    (problem,) = judged(Resource.of("aws:iam/policyAttachment:PolicyAttachment", "all", policyArn=own)).problems
    assert (problem.severity, problem.confidence) == ("low", "medium")
    assert problem.message.endswith("whom it does not list; instead: a RolePolicyAttachment")
    of_users = Resource.of(
        "aws:iam/policyAttachment:PolicyAttachment", "all", policyArn=own, users=["ci"], groups=["g"]
    )
    assert judged(of_users).problems[0].message.endswith("a UserPolicyAttachment or a GroupPolicyAttachment")
    (problem,) = judged(Resource.of("aws:iam/policyAttachment:PolicyAttachment", "all", policyArn=ARN)).problems
    assert problem.severity == "medium"  # of a policy of AWS others have more to lose


OWN = "arn:aws:iam::111122223333:policy/own"


def own_policy(document: Any) -> Resource:
    return with_outputs(Resource.of("aws:iam/policy:Policy", "own", name="own", policy=document), arn=OWN)


def says(effect: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": "*", "Resource": "*"}]})


def test_an_attachment_of_a_policy_that_is_made_for_it_takes_it_from_nobody() -> None:
    attached = Resource.of("aws:iam/policyAttachment:PolicyAttachment", "all", policyArn=OWN, roles=["app"])
    assert passes(judged(own_policy(says("Allow")), attached))
    assert len(judged(own_policy(says("Allow")), attached, profile="strict").problems) == 1
    assert len(judged(own_policy(says("Deny")), attached).problems) == 1
    assert unknowns(judged(own_policy(UNKNOWN), attached)) == ["policyArn"]
    for unreadable in ("{", None):
        assert len(judged(own_policy(unreadable), attached).problems) == 1
    later = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": UNKNOWN}]}
    assert passes(judged(own_policy(later), attached))
    for type_ in (ROLE, "aws-native:iam:Role"):
        holder = Resource.of(type_, "holder", managedPolicyArns=[OWN])
        assert len(judged(own_policy(says("Allow")), attached, holder).problems) == 1
    other = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "other", policyArn=OWN, role="other")
    assert len(judged(own_policy(says("Allow")), attached, other).problems) == 1
    looked_up = replace(own_policy(says("Allow")), external=True)
    assert len(judged(looked_up, attached).problems) == 1


def test_groups_and_separate_policies_are_none_of_its_business() -> None:
    applies = attachments_do_not_undo_a_revocation.applies_to
    assert "aws:iam/groupPoliciesExclusive:GroupPoliciesExclusive" not in applies
    attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    assert attachment not in applies
