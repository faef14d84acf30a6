"""A request is judged as AWS documents it: each rule of the evaluation logic, and nothing but an answer or an error."""

from typing import Any

import pytest

from daypass.iam.context import Context
from daypass.iam.decision import Deciding, Decision
from daypass.iam.document import Document
from daypass.iam.evaluate import evaluate
from daypass.iam.node import MalformedDocument
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.request import Request
from daypass.model.resource import UNKNOWN, Undecided

HOME, AWAY = "111122223333", "444455556666"
OBJECT = "arn:aws:s3:::reports/q3.csv"
KEY = f"arn:aws:kms:eu-west-1:{HOME}:key/k1"
TARGET = f"arn:aws:iam::{HOME}:role/target"
ROOT = f"arn:aws:iam::{HOME}:root"
ROLE = f"arn:aws:iam::{HOME}:role/ops/app"
SESSION = f"arn:aws:sts::{HOME}:assumed-role/app/s1"
USER = f"arn:aws:iam::{HOME}:user/ana"
FEDERATED = f"arn:aws:sts::{HOME}:federated-user/ana"
LINKED = f"arn:aws:sts::{HOME}:assumed-role/AWSServiceRoleForSupport/s1"
LAMBDA = "lambda.amazonaws.com"
GITHUB = f"arn:aws:iam::{HOME}:oidc-provider/token.actions.githubusercontent.com"

Made = dict[str, Any]


def allow(**elements: Any) -> Made:
    return {"Effect": "Allow", "Action": "*", "Resource": "*", **elements}


def deny(**elements: Any) -> Made:
    return allow(**elements) | {"Effect": "Deny"}


def to(*principals: str, effect: str = "Allow") -> Made:
    return allow(Principal={"AWS": list(principals)} if principals[0] != "*" else "*") | {"Effect": effect}


def document(*statements: Any, path: str = "policy") -> Document:
    return Document.parse({"Version": "2012-10-17", "Statement": list(statements)}, path=path)


NOTHING = document(allow(Action="none:Nothing"))
EVERYTHING = document(allow())


def judge(
    principal: str = SESSION, resource: str = OBJECT, action: str = "s3:GetObject", owner: str = "", **given: Any
) -> Decision:
    """`identity`, `boundary`, `session`, `resource_policy` are statements; `scp`, `rcp` levels of one document each."""
    context = given.pop("context", {})
    policies = {
        "identity": ("identity", lambda one: (document(*one),)),
        "boundary": ("boundary", lambda one: document(*one)),
        "session": ("session", lambda one: (document(*one),)),
        "resource_policy": ("resource", lambda one: document(*one)),
        "scp": ("service_control", lambda one: tuple((document(*level),) if level else () for level in one)),
        "rcp": ("resource_control", lambda one: tuple((document(*level),) for level in one)),
    }
    made = {policies[name][0]: policies[name][1](statements) for name, statements in given.items()}
    request = Request(action, resource, Principal.parse(principal), Context.of(context), owner)
    return evaluate(request, Policies(**made))


def missing(**given: Any) -> str | None:
    decision = judge(**given)
    assert (decision.verdict == "implicitDeny") == (decision.missing is not None)
    assert decision.verdict != "implicitDeny" or decision.statements == ()
    return decision.missing if decision.verdict == "implicitDeny" else decision.verdict


# One account ---------------------------------------------------------------------------------------------------------


def test_nothing_is_allowed_that_no_policy_allows() -> None:
    assert judge() == Decision("implicitDeny", (), "identityPolicies")


def test_a_deny_anywhere_wins_and_every_one_is_named() -> None:
    fields = ("identity", "boundary", "session")
    for name in fields:
        given = {"identity": [allow()], "boundary": [allow()], "session": [allow()], name: [allow(), deny()]}
        assert judge(**given).verdict == "explicitDeny"
    everywhere = {name: [allow(), deny(), deny()] for name in fields}
    decision = judge(
        **everywhere, resource_policy=[to("*", effect="Deny")], scp=[[deny()]], rcp=[[to("*", effect="Deny")]]
    )
    assert decision.statements == (
        Deciding("serviceControlPolicies[0][0]", 0, "Deny"),
        Deciding("resourceControlPolicies[0][0]", 0, "Deny"),
        Deciding("resourcePolicy", 0, "Deny"),
        Deciding("identityPolicies[0]", 1, "Deny"),
        Deciding("identityPolicies[0]", 2, "Deny"),
        Deciding("permissionsBoundary", 1, "Deny"),
        Deciding("permissionsBoundary", 2, "Deny"),
        Deciding("sessionPolicies[0]", 1, "Deny"),
        Deciding("sessionPolicies[0]", 2, "Deny"),
    )


def test_what_was_needed_is_named_and_nothing_else() -> None:
    decision = judge(
        identity=[allow(), allow(Action="s3:Put*"), allow(Action="s3:Get*")],
        boundary=[allow()],
        session=[deny(Action="iam:*"), allow()],
        resource_policy=[to(ROOT)],
        scp=[[allow()], [allow()]],
        rcp=[[to("*")]],
    )
    assert [(one.policy, one.statement) for one in decision.statements] == [
        ("serviceControlPolicies[0][0]", 0),
        ("serviceControlPolicies[1][0]", 0),
        ("identityPolicies[0]", 0),
        ("identityPolicies[0]", 2),
        ("permissionsBoundary", 0),
        ("sessionPolicies[0]", 1),
    ]


def test_missing_is_the_first_that_had_to_allow() -> None:
    nothing = [allow(Action="none:Nothing")]
    given: Made = {"scp": [[allow()], nothing], "identity": nothing, "boundary": nothing, "session": nothing}
    expected = ["serviceControlPolicies[1]", "identityPolicies", "permissionsBoundary", "sessionPolicies", "allowed"]
    for name, wanted in zip([*given, ""], expected, strict=True):
        assert missing(**given) == wanted
        given[name] = [[allow()], [allow()]] if name == "scp" else [allow()]
        given.pop("", None)


def test_of_several_session_policies_any_may_allow_but_one_must() -> None:
    request = Request("s3:GetObject", OBJECT, Principal.parse(SESSION))
    assert evaluate(request, Policies(identity=(EVERYTHING,), session=(NOTHING, EVERYTHING))).is_allowed
    assert evaluate(request, Policies(identity=(EVERYTHING,), session=(NOTHING, NOTHING))).missing == "sessionPolicies"


# The policy of a resource, within the account ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("principal", "named", "alone", "despite_limits"),
    [
        (SESSION, SESSION, "allowed", "allowed"),
        (SESSION, ROLE, "allowed", "permissionsBoundary"),
        (SESSION, ROOT, "identityPolicies", "identityPolicies"),
        (SESSION, "*", "allowed", "allowed"),
        (ROLE, ROLE, "allowed", "permissionsBoundary"),
        (USER, USER, "allowed", "allowed"),
        (USER, HOME, "identityPolicies", "identityPolicies"),
        (FEDERATED, FEDERATED, "allowed", "allowed"),
        (FEDERATED, USER, "sessionPolicies", "permissionsBoundary"),
        (FEDERATED, ROOT, "identityPolicies", "identityPolicies"),
        (SESSION, f"arn:aws:iam::{HOME}:role/other", "identityPolicies", "identityPolicies"),
    ],
)
def test_how_close_it_names_the_caller_decides_what_else_must_allow(
    principal: str, named: str, alone: str, despite_limits: str
) -> None:
    granted = [to(named)]
    nothing = [allow(Action="none:Nothing")]
    assert missing(principal=principal, resource_policy=granted) == alone
    limited = missing(principal=principal, resource_policy=granted, boundary=nothing, session=nothing)
    assert limited == despite_limits


def test_a_wildcard_with_the_arn_of_the_role_as_a_condition_is_not_limited() -> None:
    pinned = to("*") | {"Condition": {"ArnEquals": {"aws:PrincipalArn": ROLE}}}
    nothing = [allow(Action="none:Nothing")]
    context = {"aws:PrincipalArn": ROLE}
    assert missing(resource_policy=[pinned], boundary=nothing, session=nothing, context=context) == "allowed"
    assert missing(resource_policy=[pinned], boundary=nothing) == "identityPolicies"


def test_a_resource_policy_that_is_enough_is_all_that_was_needed() -> None:
    decision = judge(identity=[allow()], resource_policy=[to(ROOT), to(SESSION)], scp=[[allow()]])
    assert [one.policy for one in decision.statements] == [
        "serviceControlPolicies[0][0]",
        "resourcePolicy",
        "resourcePolicy",
    ]


def test_a_resource_policy_without_a_principal_is_none() -> None:
    with pytest.raises(MalformedDocument, match=r"policy.Statement\[0\]: has no Principal"):
        judge(resource_policy=[allow()])


def test_a_deny_of_all_but_the_caller_takes_in_whoever_has_a_boundary() -> None:
    fence = {**deny(), "NotPrincipal": {"AWS": [USER, ROOT]}}
    assert judge(principal=USER, identity=[allow()], resource_policy=[fence]).is_allowed
    assert (
        judge(principal=USER, identity=[allow()], boundary=[allow()], resource_policy=[fence]).verdict == "explicitDeny"
    )


# Two accounts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", [SESSION, ROLE, ROOT, HOME, "*"])
def test_across_accounts_both_must_allow_however_close_the_caller_is_named(named: str) -> None:
    assert missing(owner=AWAY) == "resourcePolicy"
    assert missing(owner=AWAY, identity=[allow()]) == "resourcePolicy"
    assert missing(owner=AWAY, resource_policy=[to(named)]) == "identityPolicies"
    both = judge(owner=AWAY, resource_policy=[to(named)], identity=[allow()])
    assert [one.policy for one in both.statements] == ["resourcePolicy", "identityPolicies[0]"]
    nothing = [allow(Action="none:Nothing")]
    assert (
        missing(owner=AWAY, resource_policy=[to(named)], identity=[allow()], boundary=nothing) == "permissionsBoundary"
    )


def test_the_account_in_the_arn_is_the_owner_unless_another_is_said() -> None:
    queue = f"arn:aws:sqs:eu-west-1:{AWAY}:jobs"
    assert missing(resource=queue, identity=[allow()]) == "resourcePolicy"
    assert missing(resource=queue, identity=[allow()], owner=HOME) == "allowed"


# Keys and roles ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resource", "action"), [(KEY, "kms:Decrypt"), (TARGET, "sts:AssumeRole"), (TARGET, "STS:tagsession")]
)
def test_a_key_and_a_role_that_is_assumed_need_their_own_policy(resource: str, action: str) -> None:
    asked: Made = {"resource": resource, "action": action}
    assert missing(**asked, identity=[allow()]) == "resourcePolicy"
    assert missing(**asked, resource_policy=[to(ROOT)]) == "identityPolicies"
    assert missing(**asked, resource_policy=[to(ROOT)], identity=[allow()]) == "allowed"
    assert missing(**asked, resource_policy=[to(ROLE)]) == "allowed"
    assert missing(**asked, resource_policy=[to(ROLE)], boundary=[allow(Action="none:No")]) == "permissionsBoundary"
    assert missing(**asked, principal=HOME) == "resourcePolicy"
    assert missing(**asked, principal=HOME, resource_policy=[to(HOME)]) == "allowed"


@pytest.mark.parametrize(
    ("resource", "action"),
    [("*", "kms:ListKeys"), (f"arn:aws:kms:eu-west-1:{HOME}:alias/a", "kms:CreateAlias"), (TARGET, "iam:PassRole")],
)
def test_nothing_else_does(resource: str, action: str) -> None:
    assert missing(resource=resource, action=action, identity=[allow()]) == "allowed"


# Principals of other kinds -------------------------------------------------------------------------------------------


def test_the_root_user_may_all_within_the_account_but_what_scps_leave_out() -> None:
    assert judge(principal=HOME) == Decision("allowed")
    assert missing(principal=HOME, boundary=[allow(Action="none:No")]) == "allowed"
    assert missing(principal=HOME, scp=[[allow(Action="iam:*")]]) == "serviceControlPolicies[0]"
    assert missing(principal=HOME, owner=AWAY) == "resourcePolicy"
    assert missing(principal=HOME, owner=AWAY, resource_policy=[to(HOME)]) == "allowed"
    assert missing(principal=HOME, resource_policy=[to("*", effect="Deny")]) == "explicitDeny"


def test_a_service_has_what_resources_give_it_whatever_the_scps() -> None:
    named = allow(Principal={"Service": LAMBDA})
    nothing = [[allow(Action="none:No")]]
    assert missing(principal=LAMBDA, identity=[allow()]) == "resourcePolicy"
    assert missing(principal=LAMBDA, resource_policy=[named], scp=nothing) == "allowed"
    assert missing(principal=LAMBDA, resource_policy=[named], scp=[[deny()]]) == "allowed"
    assert missing(principal=LAMBDA, resource_policy=[named], rcp=[[to("*", effect="Deny")]]) == "explicitDeny"


def test_a_token_is_let_in_by_the_trust_alone() -> None:
    asked: Made = {"principal": GITHUB, "resource": TARGET, "action": "sts:AssumeRoleWithWebIdentity"}
    trusted = allow(Principal={"Federated": GITHUB})
    assert missing(**asked, identity=[allow()]) == "resourcePolicy"
    assert missing(**asked, resource_policy=[trusted]) == "allowed"


def test_a_federated_user_may_nothing_without_a_session_policy() -> None:
    assert missing(principal=FEDERATED, identity=[allow()]) == "sessionPolicies"
    assert missing(principal=FEDERATED, identity=[allow()], session=[allow()]) == "allowed"


# Organisations -------------------------------------------------------------------------------------------------------


def test_every_level_of_scps_must_allow_and_an_empty_one_allows_nothing() -> None:
    assert missing(identity=[allow()], scp=[[allow()], [allow(Action="s3:*")]]) == "allowed"
    assert missing(identity=[allow()], scp=[[allow()], [allow(Action="iam:*")]]) == "serviceControlPolicies[1]"
    assert missing(identity=[allow()], scp=[[], [allow()]]) == "serviceControlPolicies[0]"
    assert missing(identity=[allow()], scp=[]) == "allowed"
    assert missing(resource_policy=[to(SESSION)], scp=[[allow(Action="iam:*")]]) == "serviceControlPolicies[0]"


def test_rcps_only_deny() -> None:
    assert missing(identity=[allow()], rcp=[[to("*") | {"Action": "none:No"}]]) == "allowed"
    fence = to("*", effect="Deny") | {"Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}}
    assert missing(identity=[allow()], rcp=[[fence]]) == "explicitDeny"
    assert missing(identity=[allow()], rcp=[[fence]], context={"aws:PrincipalOrgID": "o-1"}) == "allowed"


def test_service_linked_roles_are_exempt_from_both_and_so_is_assuming_them() -> None:
    fences: Made = {"scp": [[deny()]], "rcp": [[to("*", effect="Deny")]]}
    assert missing(principal=LINKED, identity=[allow()], **fences) == "allowed"
    assert missing(principal=SESSION, identity=[allow()], **fences) == "explicitDeny"
    linked = f"arn:aws:iam::{HOME}:role/aws-service-role/lambda.amazonaws.com/AWSServiceRoleForLambda"
    trust = [allow(Principal={"Service": LAMBDA})]
    asked: Made = {"principal": LAMBDA, "action": "sts:AssumeRole", "resource_policy": trust, **fences}
    assert missing(**asked, resource=linked) == "allowed"
    assert missing(**asked, resource=TARGET) == "explicitDeny"


def test_a_grant_may_be_retired_whatever_the_rcp() -> None:
    asked: Made = {"resource": KEY, "resource_policy": [to(SESSION)], "rcp": [[to("*", effect="Deny")]]}
    assert missing(**asked, action="kms:RetireGrant") == "allowed"
    assert missing(**asked, action="kms:RevokeGrant") == "explicitDeny"


# What is not known, and what cannot be read --------------------------------------------------------------------------


def test_an_unknown_is_undecided_only_where_another_answer_is_possible() -> None:
    unsure, unsure_deny = allow(Resource=[UNKNOWN]), deny(Resource=[UNKNOWN])
    for open_to_both in ([unsure], [allow(), unsure_deny], [allow(), allow(Effect=UNKNOWN)]):
        with pytest.raises(Undecided, match=r"policy.Statement"):
            judge(identity=open_to_both)
    assert judge(identity=[allow(), unsure]).is_allowed
    assert judge(identity=[deny(), unsure, unsure_deny]).verdict == "explicitDeny"
    assert missing(identity=[unsure], scp=[[allow(Action="iam:*")]]) == "serviceControlPolicies[0]"
    assert missing(identity=[allow()], boundary=[allow(Action="none:No")], session=[unsure]) == "permissionsBoundary"
    with pytest.raises(Undecided):
        judge(identity=[unsure], boundary=[allow(Action="none:No")])
    assert missing(identity=[unsure | {"Action": "iam:*"}, unsure_deny | {"Action": "iam:*"}]) == "identityPolicies"


def test_an_unknown_in_a_resource_policy_may_name_the_caller() -> None:
    unsure = allow(Principal={"AWS": [UNKNOWN]})
    with pytest.raises(Undecided, match=r"policy.Statement\[0\].Principal.AWS\[0\]"):
        judge(resource_policy=[unsure])
    assert judge(resource_policy=[unsure], identity=[allow()]).is_allowed


@pytest.mark.parametrize("where", ["identity", "boundary", "session", "resource_policy", "scp", "rcp"])
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_a_value_that_nobody_can_read_is_an_error_whatever_else_decides(where: str, effect: str) -> None:
    broken = allow(Effect=effect, Condition={"NumericLessThan": {"n": "ten"}})
    broken |= {"Principal": "*"} if where in ("resource_policy", "rcp") else {}
    given = {"identity": [deny()], where: [[broken]] if where in ("scp", "rcp") else [broken]}
    with pytest.raises(MalformedDocument, match=r"policy.Statement\[0\].Condition.NumericLessThan.n: is no number"):
        judge(**given)
