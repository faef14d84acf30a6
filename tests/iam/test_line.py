"""A line is answered for what it asks, or refused with the place of what is wrong: never with a value of it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass.data.managed_documents import managed_document
from daypass.errors import DaypassError
from daypass.iam.context import MalformedRequest
from daypass.iam.line import LINES, admits_line, compare_line, evaluate_line, reach_line
from daypass.iam.node import MalformedDocument

ROLE = "arn:aws:iam::111122223333:role/app"
OBJECT = "arn:aws:s3:::reports/q3.csv"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
FULL_SCP = "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess"
FULL_RCP = "arn:aws:organizations::aws:policy/resource_control_policy/p-RCPFullAWSAccess"
CANARY = "hunter2"


def document(effect: str = "Allow", action: Any = "s3:GetObject", resource: Any = "*", **more: Any) -> dict[str, Any]:
    statement = {"Effect": effect, "Action": action, "Resource": resource, **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


def trust(principal: Any, **more: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


def line(**more: Any) -> dict[str, Any]:
    """A line of `evaluate` that is allowed, changed by these fields; one that is `...` is left out."""
    whole = {
        "action": "s3:GetObject",
        "resource": OBJECT,
        "principal": ROLE,
        "identityPolicies": [document()],
        **more,
    }
    return {name: value for name, value in whole.items() if value is not ...}


ALLOW = {"policy": "identityPolicies[0]", "statement": 0, "effect": "Allow"}
EVERYONE_ALLOWED = document(Principal="*")
CANONICAL = document(Principal={"CanonicalUser": "79a59d" + "0" * 58})
RCP = document("Deny", "s3:*", Principal="*")


def test_an_allowed_request_names_every_allow_that_was_needed() -> None:
    assert evaluate_line(line(permissionsBoundary=document())) == {
        "decision": "allowed",
        "statements": [ALLOW, {"policy": "permissionsBoundary", "statement": 0, "effect": "Allow"}],
        "missing": None,
    }


def test_a_denied_request_names_every_deny_that_matched() -> None:
    denied = evaluate_line(line(serviceControlPolicies=[[document()], [document(), document("Deny", "s3:*")]]))
    deny = {"policy": "serviceControlPolicies[1][1]", "statement": 0, "effect": "Deny"}
    assert denied == {"decision": "explicitDeny", "statements": [deny], "missing": None}


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"identityPolicies": ...}, "identityPolicies"),
        ({"identityPolicies": []}, "identityPolicies"),
        ({"permissionsBoundary": document(action="s3:Put*")}, "permissionsBoundary"),
        ({"sessionPolicies": [document(action="s3:Put*")]}, "sessionPolicies"),
        ({"serviceControlPolicies": [[document()], []]}, "serviceControlPolicies[1]"),
        ({"resourceAccount": "999999999999"}, "resourcePolicy"),
    ],
)
def test_a_request_that_nothing_allows_names_the_first_that_had_to(change: dict[str, Any], missing: str) -> None:
    assert evaluate_line(line(**change)) == {"decision": "implicitDeny", "statements": [], "missing": missing}


@pytest.mark.parametrize(
    "spelled",
    [document(), json.dumps(document()), READ_ONLY, "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"],
    ids=["object", "text", "managed", "managed with a path"],
)
def test_a_document_is_an_object_its_text_or_the_arn_of_a_managed_policy(spelled: Any) -> None:
    asked = line(
        action="s3:ListAllMyBuckets" if "View" in spelled else "s3:GetObject",
        resource="*",
        identityPolicies=[spelled],
        permissionsBoundary=spelled,
        sessionPolicies=[spelled],
    )
    assert evaluate_line(asked)["decision"] == "allowed"


def test_the_managed_policies_of_an_organisation_change_nothing() -> None:
    for scp, rcp in ((FULL_SCP, FULL_RCP), (document(action="*"), document(action="*", Principal="*"))):
        levels = {"serviceControlPolicies": [[scp], [scp]], "resourceControlPolicies": [[rcp], [rcp]]}
        allowed = evaluate_line(line(**levels))
        assert allowed["decision"] == "allowed"
        assert allowed["statements"][-1] == ALLOW
        assert reach_line({"action": "s3:GetObject", "identityPolicies": [document()], **levels})["possible"]
    denied = evaluate_line(line(resourceControlPolicies=[[FULL_RCP, RCP]]))
    assert denied["statements"] == [{"policy": "resourceControlPolicies[0][1]", "statement": 0, "effect": "Deny"}]


UNKNOWN_ARNS = {
    "a customer's policy": ("identityPolicies", "arn:aws:iam::111122223333:policy/mine"),
    "a policy that AWS does not have": ("identityPolicies", "arn:aws:iam::aws:policy/Nothing"),
    "a policy in a partition that we have no table of": (
        "identityPolicies",
        "arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess",
    ),
    "a role": ("identityPolicies", ROLE),
    "no ARN at all": ("identityPolicies", "arn:"),
    "an SCP as an identity policy": ("identityPolicies", FULL_SCP),
    "an identity policy as an SCP": ("serviceControlPolicies", READ_ONLY),
    "an RCP as an SCP": ("serviceControlPolicies", FULL_RCP),
    "an SCP as an RCP": ("resourceControlPolicies", FULL_SCP),
    "an SCP in a service that has none": ("serviceControlPolicies", FULL_SCP.replace("organizations", "iam")),
}


@pytest.mark.parametrize(("field", "arn"), UNKNOWN_ARNS.values(), ids=UNKNOWN_ARNS)
def test_the_arn_of_a_policy_that_is_not_known_for_its_use_is_an_error(field: str, arn: str) -> None:
    is_level = field.endswith("ControlPolicies")
    with pytest.raises(MalformedDocument) as refused:
        evaluate_line(line(**{field: [[arn]] if is_level else [arn]}))
    assert refused.value.place == f"{field}[0][0]" if is_level else f"{field}[0]"


def test_a_resource_has_no_managed_policy() -> None:
    with pytest.raises(MalformedDocument, match=r"^resourcePolicy: is the ARN of no policy"):
        evaluate_line(line(resourcePolicy=READ_ONLY))
    with pytest.raises(MalformedDocument, match=r"^trustPolicy: is the ARN of no policy"):
        admits_line({"trustPolicy": READ_ONLY, "action": "sts:AssumeRole", "principal": ROLE})


HOSTILE: dict[str, tuple[str, dict[str, Any], str]] = {
    "a field that is not known": ("evaluate", line(identityPolicy=[]), "line"),
    "a field of another question": ("evaluate", line(trustPolicy=None), "line"),
    "an id, which is the command's": ("evaluate", line(id="1"), "line"),
    "no action": ("evaluate", line(action=...), "action"),
    "no resource": ("evaluate", line(resource=...), "resource"),
    "no principal": ("evaluate", line(principal=...), "principal"),
    "a null action": ("evaluate", line(action=None), "action"),
    "a list of actions": ("evaluate", line(action=["s3:GetObject"]), "action"),
    "a pattern of actions": ("evaluate", line(action="s3:*"), "action"),
    "an action of no service": ("evaluate", line(action="GetObject"), "action"),
    "a resource that is no ARN": ("evaluate", line(resource="reports"), "resource"),
    "a null resource": ("evaluate", line(resource=None), "resource"),
    "a principal that is none": ("evaluate", line(principal="someone"), "principal"),
    "everyone as the principal": ("evaluate", line(principal="*"), "principal"),
    "a number for the principal": ("evaluate", line(principal=111122223333), "principal"),
    "an account that is none": ("evaluate", line(resourceAccount="1"), "resourceAccount"),
    "an empty account": ("evaluate", line(resourceAccount=""), "resourceAccount"),
    "a null account": ("evaluate", line(resourceAccount=None), "resourceAccount"),
    "a number for the account": ("evaluate", line(resourceAccount=111122223333), "resourceAccount"),
    "a null context": ("evaluate", line(context=None), "context"),
    "a list as context": ("evaluate", line(context=[]), "context"),
    "a null as a value of the context": ("evaluate", line(context={"aws:x": None}), "context.aws:x"),
    "a list in a list of the context": ("evaluate", line(context={"aws:x": [[]]}), "context.aws:x"),
    "one key in two spellings": ("evaluate", line(context={"aws:x": "1", "aws:X": "1"}), "context"),
    "a null list": ("evaluate", line(identityPolicies=None), "identityPolicies"),
    "an object for a list": ("evaluate", line(identityPolicies=document()), "identityPolicies"),
    "a null in a list": ("evaluate", line(identityPolicies=[None]), "identityPolicies[0]"),
    "a list for a document": ("evaluate", line(permissionsBoundary=[document()]), "permissionsBoundary"),
    "a number for a document": ("evaluate", line(resourcePolicy=1), "resourcePolicy"),
    "a null level": ("evaluate", line(serviceControlPolicies=[None]), "serviceControlPolicies[0]"),
    "SCPs without levels": ("evaluate", line(serviceControlPolicies=[document()]), "serviceControlPolicies[0]"),
    "an empty text": ("evaluate", line(identityPolicies=[""]), "identityPolicies[0]"),
    "a text of a text": (
        "evaluate",
        line(identityPolicies=[json.dumps(json.dumps(document()))]),
        "identityPolicies[0]",
    ),
    "a text that is too deep": ("evaluate", line(identityPolicies=["[" * 100_000]), "identityPolicies[0]"),
    "a document that is empty": ("evaluate", line(identityPolicies=[{}]), "identityPolicies[0]"),
    "a principal in an identity policy": (
        "evaluate",
        line(identityPolicies=[EVERYONE_ALLOWED]),
        "identityPolicies[0].Statement[0].Principal",
    ),
    "no principal in a resource policy": ("evaluate", line(resourcePolicy=document()), "resourcePolicy.Statement[0]"),
    "an RCP that allows": (
        "evaluate",
        line(resourceControlPolicies=[[EVERYONE_ALLOWED]]),
        "resourceControlPolicies[0][0].Statement[0].Effect",
    ),
    "an action of no service in a policy": (
        "evaluate",
        line(sessionPolicies=[document(action=["s3:*", CANARY])]),
        "sessionPolicies[0].Statement[0].Action[1]",
    ),
    "a resource in a trust policy": (
        "admits",
        {"trustPolicy": trust({"AWS": ROLE}, Resource="*"), "action": "sts:AssumeRole", "principal": ROLE},
        "trustPolicy.Statement[0].Resource",
    ),
    "claims that are a list": (
        "admits",
        {"trustPolicy": None, "action": "sts:AssumeRole", "principal": ROLE, "claims": []},
        "claims",
    ),
    "a canonical user, whose account nobody knows": (
        "evaluate",
        line(identityPolicies=[], resourcePolicy=CANONICAL),
        "resourcePolicy.Statement[0].Principal.CanonicalUser",
    ),
    "no action to reach": ("reach", {"identityPolicies": []}, "action"),
    "a null resource to reach": ("reach", {"action": "s3:*", "resource": None}, "resource"),
    "a principal to reach for": ("reach", {"action": "s3:*", "principal": ROLE}, "line"),
    "a document for a list to compare": ("compare", {"a": document(), "b": []}, "a"),
    "a wrong document to compare": ("compare", {"a": [], "b": [document(), {"Statement": 1}]}, "b[1].Statement"),
}


@pytest.mark.parametrize(("question", "asked", "place"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_wrong_is_refused_with_its_place(question: str, asked: dict[str, Any], place: str) -> None:
    with pytest.raises((MalformedRequest, MalformedDocument)) as refused:
        LINES[question](asked)
    assert refused.value.place == place
    assert refused.value.fact
    assert CANARY not in str(refused.value)


def test_a_field_that_is_not_known_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(MalformedRequest, match=r"'identityPolicy' is no field .*\. Did you mean 'identityPolicies'"):
        evaluate_line(line(identityPolicy=[]))
    with pytest.raises(MalformedRequest) as refused:
        evaluate_line(line(**{"x" * 10_000: 1}))
    assert len(str(refused.value)) < 500


def test_the_length_of_a_document_is_not_asked() -> None:
    statement = document(Resource=[f"arn:aws:s3:::bucket{index}/*" for index in range(10_000)])["Statement"][0]
    many = {"Version": "2012-10-17", "Statement": [document(Sid=f"s{index}")["Statement"][0] for index in range(6_144)]}
    wide = {"Version": "2012-10-17", "Statement": [statement]}
    asked = line(identityPolicies=[wide, many], permissionsBoundary=many, serviceControlPolicies=[[many, wide]])
    assert evaluate_line(asked)["decision"] == "allowed"
    assert evaluate_line(line(identityPolicies=[json.dumps(many)]))["decision"] == "allowed"


def test_the_context_is_what_was_given_and_nothing_more() -> None:
    asked = document(Condition={"StringEquals": {"aws:PrincipalArn": ROLE}})
    assert evaluate_line(line(identityPolicies=[asked]))["decision"] == "implicitDeny"
    assert evaluate_line(line(identityPolicies=[asked], context={"AWS:principalarn": ROLE}))["decision"] == "allowed"
    assert evaluate_line(line(identityPolicies=[asked], context={"aws:PrincipalArn": []}))["decision"] == "implicitDeny"


def test_a_trust_admits_by_the_claims_that_sts_maps_and_context_wins() -> None:
    provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    asked = {
        "trustPolicy": {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": {"Federated": provider},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:acme/app:ref:main"}},
            },
        },
        "action": "sts:AssumeRoleWithWebIdentity",
        "principal": provider,
        "claims": {"sub": "repo:acme/app:ref:main"},
    }
    admitted = {"policy": "trustPolicy", "statement": 0, "effect": "Allow"}
    assert admits_line(asked) == {"admitted": True, "statements": [admitted], "missing": None}
    refused = {"admitted": False, "statements": [], "missing": "trustPolicy"}
    assert admits_line(asked | {"context": {"token.actions.githubusercontent.com:sub": "x"}}) == refused
    assert admits_line(asked | {"trustPolicy": None}) == refused


@pytest.mark.parametrize("everyone", ["*", {"AWS": "*"}])
def test_a_trust_for_everyone_is_judged_however_it_is_written(everyone: Any) -> None:
    asked = {"trustPolicy": trust(everyone), "action": "sts:AssumeRole", "principal": "999999999999"}
    assert admits_line(asked)["admitted"] is True


def test_a_witness_is_a_line_of_evaluate_that_is_allowed() -> None:
    narrow = document(action=["iam:PassRole"], resource="arn:aws:iam::111122223333:role/*")
    found = reach_line({"action": "iam:*", "identityPolicies": [narrow], "permissionsBoundary": json.dumps(narrow)})
    assert found["possible"] is True
    assert found["witness"]["action"].lower() == "iam:passrole"
    assert evaluate_line(found["witness"])["decision"] == "allowed"
    denied = {"action": "iam:*", "identityPolicies": [narrow, document("Deny", "iam:*")]}
    assert reach_line(denied) == {"possible": False, "witness": None}


def test_what_is_more_is_shown_by_a_line_that_one_allows_and_the_other_does_not() -> None:
    wide, narrow = document(action="s3:*"), document(action="s3:Get*")
    found = compare_line({"a": [wide], "b": [narrow]})
    assert found["more"] is True
    assert evaluate_line(found["witness"])["decision"] == "allowed"
    assert evaluate_line(found["witness"] | {"identityPolicies": [narrow]})["decision"] == "implicitDeny"
    assert compare_line({"a": [narrow], "b": [wide]}) == {"more": False, "witness": None}
    assert compare_line({}) == {"more": False, "witness": None}


def test_what_is_more_of_a_key_is_shown_with_the_policy_that_a_key_needs() -> None:
    key = document(action="kms:Decrypt", resource="arn:aws:kms:eu-west-1:111122223333:key/*")
    witness = compare_line({"a": [key], "b": []})["witness"]
    assert evaluate_line(witness)["decision"] == "allowed"
    assert evaluate_line(witness | {"identityPolicies": []})["decision"] == "implicitDeny"


UNREADABLE = document(Condition={"DateLessThan": {"aws:CurrentTime": CANARY}})


@pytest.mark.parametrize("policies", [{"identityPolicies": [UNREADABLE]}, {"resourcePolicy": CANONICAL}])
def test_what_nobody_can_read_is_possible_and_no_witness_is_made_up(policies: dict[str, Any]) -> None:
    assert reach_line({"action": "s3:GetObject", **policies}) == {"possible": True, "witness": None}


FIELDS = st.sampled_from([*line(), "Statement", "Effect", "Action", "Resource", "Principal", "Condition", "context"])
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from([OBJECT, ROLE, "s3:GetObject", "*"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def asked_or_refused(question: str, asked: dict[str, Any]) -> DaypassError | None:
    """The refusal; None where there is an answer, which is JSON. Nothing else can be."""
    try:
        json.dumps(LINES[question](asked), allow_nan=False)
    except DaypassError as refused:
        return refused
    return None


@given(st.sampled_from([*LINES]), st.dictionaries(FIELDS | st.sampled_from(["trustPolicy", "a"]), JSON, max_size=6))
def test_whatever_a_line_holds_it_is_answered_or_refused_with_its_place(question: str, asked: dict[str, Any]) -> None:
    refused = asked_or_refused(question, asked)
    assert refused is None or refused.place


@given(st.sampled_from(["identityPolicies", "permissionsBoundary", "resourcePolicy", "serviceControlPolicies"]), JSON)
def test_whatever_stands_where_a_policy_should_is_answered_or_refused_with_its_place(field: str, node: Any) -> None:
    refused = asked_or_refused("evaluate", line(**{field: node}))
    assert refused is None or refused.place


def test_the_managed_document_is_the_one_of_our_table() -> None:
    told = evaluate_line(line(identityPolicies=[managed_document("ReadOnlyAccess")]))
    assert told == evaluate_line(line(identityPolicies=[READ_ONLY]))
