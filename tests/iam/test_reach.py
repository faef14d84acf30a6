"""What policies could allow in some context: never "no" where a request is allowed, and "no" wherever none can be."""

from typing import Any

import pytest
from tests.support.made_policies import allow, deny, document, identity

from daypass.iam.decision import Deciding
from daypass.iam.evaluate import evaluate
from daypass.iam.policies import Policies
from daypass.iam.reach import Reach, reach

HOME, AWAY = "111122223333", "444455556666"
SESSION = f"arn:aws:sts::{HOME}:assumed-role/app/x"
ROLE = f"arn:aws:iam::{HOME}:role/app"
KEY = f"arn:aws:kms:eu-west-1:{HOME}:key/k1"
START = f"arn:aws:ssm:eu-west-1:{HOME}:parameter/a/start"


def to(who: Any, **elements: Any) -> dict[str, Any]:
    return allow(Principal=who, **elements)


def shown(policies: Policies, action: str = "*", resource: str = "*", principal: str | None = None) -> Reach:
    """What is possible, by a witness that is allowed."""
    found = reach(policies, action, resource, principal)
    assert found.possible
    assert found.witness is not None
    assert found.decision == evaluate(found.witness, policies)
    assert found.decision.is_allowed
    return found


IMPOSSIBLE: dict[str, tuple[Policies, str, str]] = {
    "nothing is allowed": (Policies(), "*", "*"),
    "another action": (identity(allow("s3:Get*")), "s3:Put*", "*"),
    "another resource": (identity(allow("s3:*", "arn:aws:s3:::reports/*")), "*", "arn:aws:s3:::invoices/*"),
    "all is denied": (identity(allow(), deny()), "*", "*"),
    "the action is denied": (identity(allow(), deny("iam:*")), "iam:PassRole", "*"),
    "all but another action is denied": (identity(allow(), deny(NotAction="s3:*")), "iam:*", "*"),
    "each half is denied": (identity(allow("s3:*"), deny("s3:*", "arn:*"), deny("s3:*", "*")), "*", "*"),
    "inside and outside is denied": (
        identity(allow(), deny("*", "arn:aws:s3:::a*"), deny(NotResource="arn:aws:s3:::a*")),
        "*",
        "*",
    ),
    "the one thing is denied, and no region has a colon in it": (
        identity(allow("ssm:*", f"arn:aws:ssm:eu-west-1:{HOME}:parameter/a/*"), deny("ssm:*", START)),
        "ssm:PutParameter",
        "arn:*:ssm:*:*:parameter/a/start",
    ),
    "the boundary leaves nothing": (identity(allow("s3:*"), boundary=document(allow("sqs:*"))), "*", "*"),
    "the boundary leaves other resources": (
        identity(allow("s3:*", "arn:aws:s3:::a/*"), boundary=document(allow("s3:*", "arn:aws:s3:::b/*"))),
        "*",
        "*",
    ),
    "what the one leaves out is all that the other allows": (
        identity(allow(NotAction="iam:*"), boundary=document(allow("iam:*"))),
        "*",
        "*",
    ),
    "nothing is left of two exceptions": (
        identity(
            allow(NotAction="iam:*"),
            boundary=document(allow(["iam:*", "s3:*"])),
            service_control=((document(allow(NotAction="s3:*")),),),
        ),
        "*",
        "*",
    ),
    "resources that both leave out": (
        identity(allow(NotResource="arn:aws:s3:::a*"), boundary=document(allow("*", "arn:aws:s3:::ab*"))),
        "*",
        "*",
    ),
    "conditions contradict each other": (
        identity(
            allow(Condition={"StringEquals": {"aws:PrincipalTag/team": "a"}}),
            boundary=document(allow(Condition={"StringEquals": {"aws:principaltag/TEAM": "b"}})),
        ),
        "*",
        "*",
    ),
    "a Deny takes what the condition asks for": (
        identity(
            allow(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
            deny(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        ),
        "*",
        "*",
    ),
    "two Deny leave no region": (
        identity(
            allow(),
            deny(Condition={"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}),
            deny(Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}),
        ),
        "*",
        "*",
    ),
    "one level of SCPs allows nothing": (identity(allow(), service_control=((document(allow()),), ())), "*", "*"),
    "an RCP denies it": (
        identity(allow("s3:*"), resource_control=((document(deny("s3:*", Principal="*")),),)),
        "s3:*",
        "*",
    ),
    "the session's policies leave nothing": (identity(allow("s3:*"), session=(document(allow("sqs:*")),)), "*", "*"),
    "a role has no policy of its own": (identity(allow()), "sts:AssumeRole", ROLE),
    "a key has no policy of its own": (identity(allow()), "kms:Decrypt", KEY),
    "a variable in a pattern that does not fit": (
        identity(allow("s3:*", "arn:aws:s3:::home/${aws:username}/*")),
        "*",
        "arn:aws:s3:::reports/*",
    ),
    "a variable within what is denied": (
        identity(allow("s3:*", "arn:aws:s3:::home/${aws:username}/*"), deny("s3:*", "arn:aws:s3:::home/*")),
        "*",
        "*",
    ),
    "several values, each of which is denied": (
        identity(
            allow(Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}}),
            deny(Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}}),
        ),
        "*",
        "*",
    ),
    "everyone is let in and everyone kept out": (
        Policies(resource=document(to("*"), deny(Principal={"AWS": "*"}))),
        "*",
        "*",
    ),
    "the only one who is let in is kept out": (
        Policies(
            resource=document(to({"Service": "sns.amazonaws.com"}), deny(Principal={"Service": "sns.amazonaws.com"}))
        ),
        "*",
        "*",
    ),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_it_is_impossible_where(name: str) -> None:
    assert reach(*IMPOSSIBLE[name]) == Reach(possible=False)


POSSIBLE: dict[str, tuple[Policies, str, str]] = {
    "a pattern meets a pattern": (identity(allow("s3:Get*"), boundary=document(allow("s3:*Object"))), "*", "*"),
    "a Deny takes only a part": (identity(allow("s3:*"), deny("s3:Get*"), deny("s3:*", "arn:aws:s3:::a*")), "*", "*"),
    "an exception is left of two": (
        identity(allow(NotAction="iam:*"), boundary=document(allow(NotAction=["s3:*", "sqs:*"]))),
        "*",
        "*",
    ),
    "a Deny of all but some leaves these": (identity(allow(), deny(NotAction="s3:Get*")), "*", "*"),
    "a Deny of all but some resources leaves these": (
        identity(allow(), deny(NotResource=["arn:aws:s3:::a/*", "arn:aws:s3:::b"])),
        "s3:GetObject",
        "*",
    ),
    "a Deny with a condition can be dodged": (
        identity(allow(), deny(Condition={"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}})),
        "*",
        "*",
    ),
    "a Deny without a key can be dodged": (
        identity(allow(), deny(Condition={"Bool": {"aws:SecureTransport": "false"}})),
        "s3:*",
        "*",
    ),
    "a Deny of an absent key can be dodged": (
        identity(allow(), deny(Condition={"Null": {"aws:SourceVpce": "true"}})),
        "*",
        "*",
    ),
    "many Deny are dodged at once": (
        identity(
            allow(), *(deny(Condition={"StringNotEquals": {f"aws:PrincipalTag/{one}": "x"}}) for one in range(60))
        ),
        "*",
        "*",
    ),
    "a number is between": (
        identity(
            allow(Condition={"NumericLessThan": {"s3:max-keys": "5"}}),
            deny(Condition={"NumericLessThanEquals": {"s3:max-keys": "4"}}),
        ),
        "*",
        "*",
    ),
    "an address is left": (
        identity(
            allow(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
            deny(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/9"}}),
        ),
        "*",
        "*",
    ),
    "a value is there and no number is asked for": (
        identity(
            allow(Condition={"Null": {"s3:max-keys": "false"}}),
            deny(Condition={"NumericGreaterThan": {"s3:max-keys": "7"}}),
        ),
        "*",
        "*",
    ),
    "several values meet what one cannot": (
        identity(
            allow(Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}),
            boundary=document(allow(Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": "b"}})),
        ),
        "*",
        "*",
    ),
    "a variable is who asks": (
        identity(allow("s3:*", "arn:aws:s3:::home/${aws:username}/*")),
        "s3:GetObject",
        "arn:aws:s3:::home/alice/*",
    ),
    "a variable has its default": (
        identity(
            allow("s3:*", "arn:aws:s3:::home/${aws:username, 'all'}/*"),
            deny(Condition={"Null": {"aws:username": "false"}}),
        ),
        "s3:GetObject",
        "*",
    ),
    "a variable in a condition takes the value that another names": (
        identity(
            allow("s3:*", Condition={"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}),
            boundary=document(allow(Condition={"StringEquals": {"aws:ResourceTag/team": "payments"}})),
        ),
        "s3:GetObject",
        "*",
    ),
    "a Deny with a variable hits someone else": (
        identity(
            allow("s3:*", "arn:aws:s3:::home/*"),
            deny("s3:*", "arn:aws:s3:::home/${aws:username}/*", Condition={"Null": {"aws:username": "false"}}),
        ),
        "s3:GetObject",
        "*",
    ),
    "an old version knows no variables": (
        Policies((document(allow("s3:*", "arn:aws:s3:::${aws:username}"), version="2008-10-17"),)),
        "*",
        "*",
    ),
    "a star is a character": (identity(allow("s3:*", "arn:aws:s3:::${*}")), "*", "*"),
    "the resource's policy lets the account in": (
        identity(allow("kms:*"), resource=document(to({"AWS": HOME}))),
        "kms:Decrypt",
        KEY,
    ),
    "the resource's policy names a role": (
        Policies(resource=document(to({"AWS": f"arn:aws:iam::{AWAY}:role/x"}))),
        "*",
        "*",
    ),
    "the resource's policy names a service, which no SCP limits": (
        Policies(
            resource=document(to({"Service": "sns.amazonaws.com"})), service_control=((document(allow("s3:*")),),)
        ),
        "sqs:*",
        "*",
    ),
    "the resource's policy lets a provider in": (
        Policies(resource=document(to({"Federated": f"arn:aws:iam::{HOME}:saml-provider/corp"}, action="sts:*"))),
        "sts:AssumeRoleWithSAML",
        ROLE,
    ),
    "everyone but one account is kept out": (
        Policies(
            resource=document(to("*"), deny(NotPrincipal={"AWS": [AWAY, f"arn:aws:sts::{AWAY}:assumed-role/a/b"]}))
        ),
        "*",
        "*",
    ),
    "a service is not kept out with an account": (
        Policies(resource=document(to("*"), deny(Principal={"AWS": [HOME, AWAY, "555566667777"]}))),
        "*",
        "*",
    ),
    "no RCP keeps a grant from being retired": (
        identity(allow("kms:*"), resource_control=((document(deny("kms:*", Principal="*")),),)),
        "kms:*",
        "*",
    ),
    "no RCP keeps a service from its own role": (
        Policies(
            resource=document(to({"Service": "ecs.amazonaws.com"})),
            resource_control=((document(deny(Principal="*")),),),
        ),
        "sts:AssumeRole",
        "arn:aws:iam::*:role/*",
    ),
    "the one thing is denied in another region": (
        identity(allow("ssm:*", f"arn:aws:ssm:*:{HOME}:parameter/a/*"), deny("ssm:*", START)),
        "ssm:PutParameter",
        "arn:*:ssm:*:*:parameter/a/start",
    ),
    "an action that nobody knows yet": (identity(allow("s3:FoldObject")), "s3:Fold*", "*"),
}


@pytest.mark.parametrize("name", POSSIBLE)
def test_it_is_possible_where(name: str) -> None:
    shown(*POSSIBLE[name])


# Witnesses -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policies", "asked", "expected"),
    [
        (identity(allow("s3:*")), ("*", "*"), ("s3:GetObject", "arn:aws:s3:::reports/x")),
        (identity(allow("iam:passrole")), ("iam:PassRole", "*"), ("iam:PassRole", ROLE)),
        (
            identity(allow("iam:Pass*", "arn:*:iam::*:role/ops/*")),
            ("*", "*"),
            ("iam:PassRole", f"arn:aws:iam::{HOME}:role/ops/x"),
        ),
        (identity(allow("foo:BarBaz*")), ("*", "*"), ("foo:BarBazx", f"arn:aws:foo:eu-west-1:{HOME}:x")),
        (
            identity(allow("sqs:SendMessage", f"arn:aws:sqs:*:{AWAY}:*")),
            ("*", "*"),
            ("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{AWAY}:x"),
        ),
        (identity(allow("s3:ListAllMyBuckets", "*")), ("s3:*", "*"), ("s3:ListAllMyBuckets", "*")),
    ],
)
def test_a_witness_looks_like_a_request_that_people_make(
    policies: Policies, asked: tuple[str, str], expected: tuple[str, str]
) -> None:
    witness = shown(policies, *asked).witness
    assert witness is not None
    assert (witness.action, witness.resource) == expected
    assert witness.resource_account == ""
    assert not witness.context.written


def test_the_decision_names_what_makes_it_possible_and_the_context_under_which() -> None:
    found = shown(
        identity(allow("s3:*"), allow("iam:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
        "iam:PassRole",
    )
    assert found.decision is not None
    assert found.decision.statements == (Deciding("identityPolicies[0]", 1, "Allow"),)
    assert found.witness is not None
    assert found.witness.context.as_json() == {"aws:MultiFactorAuthPresent": ["true"]}


def test_keys_of_a_context_are_spelled_as_someone_wrote_them() -> None:
    found = shown(identity(allow(Condition={"StringEquals": {"aws:PrincipalTag/Team": "a"}})))
    assert found.witness is not None
    assert found.witness.context.as_json() == {"aws:PrincipalTag/Team": ["a"]}


# Who asks ------------------------------------------------------------------------------------------------------------


def test_whoever_is_given_asks() -> None:
    resource = document(to({"AWS": ROLE}, action="s3:*"), to({"Service": "sns.amazonaws.com"}, action="sqs:*"))
    assert reach(Policies(resource=resource), "sqs:*", "*", SESSION) == Reach(possible=False)
    for principal, action in ((SESSION, "s3:*"), (ROLE, "s3:*"), ("sns.amazonaws.com", "sqs:*")):
        found = shown(Policies(resource=resource), action, "*", principal)
        assert found.witness is not None
        assert found.witness.principal.text == principal


def test_a_resource_of_another_account_must_let_in_whoever_is_given() -> None:
    queue = f"arn:aws:sqs:eu-west-1:{AWAY}:jobs"
    policies = identity(allow("sqs:*"))
    assert reach(policies, "sqs:*", queue, SESSION) == Reach(possible=False)
    shown(policies, "sqs:*", f"arn:aws:sqs:*:{HOME}:*", SESSION)
    shown(policies, "sqs:*", "*", SESSION)
    shown(identity(allow("sqs:*"), resource=document(to({"AWS": HOME}))), "sqs:*", queue, SESSION)


def test_nobody_is_a_role_of_a_service_or_the_root_user_of_the_resources_account() -> None:
    """A root user needs no policy in its own account, and no SCP limits a service-linked role."""
    linked = f"arn:aws:iam::{HOME}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
    assert not reach(Policies(resource=document(to({"AWS": linked}))), "s3:*").possible
    found = shown(Policies(resource=document(to({"AWS": HOME}))), "s3:*").witness
    assert found is not None
    assert found.principal.type == "account"
    assert found.owner != HOME


def test_a_federated_user_needs_a_session_policy() -> None:
    user = f"arn:aws:sts::{HOME}:federated-user/ana"
    assert not reach(identity(allow()), "s3:*", "*", user).possible
    shown(identity(allow(), session=(document(allow("s3:*")),)), "s3:*", "*", user)
