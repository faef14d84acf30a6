"""A function that everyone may invoke is told; one that asks who comes, or on whose behalf, is left in peace."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.resource_policies import document, statement
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules.function_is_not_public import function_is_not_public

URL = "aws:lambda/functionUrl:FunctionUrl"
NATIVE_URL = "aws-native:lambda:Url"
PERMISSION = "aws:lambda/permission:Permission"
NATIVE = "aws-native:lambda:Permission"


def judged(*resources: Resource) -> Answer:
    return judge_stack(function_is_not_public, *resources)


def permission(principal: Any = "*", type_: str = PERMISSION, **inputs: Any) -> Resource:
    return Resource.of(type_, "hook", principal=principal, **({"action": "lambda:InvokeFunction"} | inputs))


def test_a_url_that_asks_for_no_signature_is_told() -> None:
    (problem,) = judged(Resource.of(URL, "hook", authorizationType="NONE", functionName="f")).problems
    assert problem.message == "function URL 'hook' answers whoever calls it"
    assert (problem.severity, problem.advisory, problem.at) == ("medium", True, "authorizationType")
    assert len(judged(Resource.of(NATIVE_URL, "hook", authType="NONE")).problems) == 1
    assert passes(judged(Resource.of(URL, "hook", authorizationType="AWS_IAM")))
    assert passes(judged(Resource.of(NATIVE_URL, "hook", authType=Secret("AWS_IAM"))))


@pytest.mark.parametrize(
    ("name", "function"), [("github-webhook-url", "f"), ("url", "billing_web-hooks"), ("public-registry", UNKNOWN)]
)
def test_a_url_that_strangers_are_to_call_is_told_with_less_weight(name: str, function: Any) -> None:
    (problem,) = judged(Resource.of(URL, name, authorizationType="NONE", functionName=function)).problems
    assert (problem.severity, problem.advisory) == ("low", True)


def test_a_url_from_which_a_distribution_fetches_is_told_with_less_weight() -> None:
    url = Resource.of(URL, "site", authorizationType="NONE", functionName="f", functionUrl="https://ab.on.aws/")
    behind = Resource.of("aws:cloudfront/distribution:Distribution", "cdn", origins=[{"domainName": "ab.on.aws"}])
    (problem,) = judged(url, behind).problems
    assert problem.message == "function URL 'site' answers whoever calls it, also around the distribution 'cdn'"
    assert problem.severity == "low"
    other = Resource.of("aws:cloudfront/distribution:Distribution", "cdn", origins=[{"domainName": "cd.on.aws"}])
    (problem,) = judged(url, other).problems
    assert problem.severity == "medium"
    unknown = Resource.of("aws:cloudfront/distribution:Distribution", "cdn", origins=[{"domainName": UNKNOWN}])
    (problem,) = judged(url, unknown).problems
    assert problem.severity == "medium"
    (problem,) = judged(url, replace(unknown, property_dependencies={"origins": (url.urn,)})).problems
    assert problem.severity == "low"


def test_a_permission_for_everyone_beside_a_url_should_be_for_the_url_alone() -> None:
    url = Resource.of(URL, "url", authorizationType="NONE", functionName="f")
    found = judged(url, permission(function="f")).problems
    assert [one.message for one in found][
        1
    ] == "permission 'hook' lets everyone invoke the function, also around its URL"
    assert json.loads(found[1].mended or "") == {"invokedViaFunctionUrl": True}
    assert len(judged(url, permission(function="f", invokedViaFunctionUrl=True)).problems) == 1


def test_a_function_that_is_not_named_yet_is_called_as_its_resource_is() -> None:
    function = Resource.of("aws:lambda/function:Function", "stripe-webhook")
    url = Resource.of(URL, "url", authorizationType="NONE", functionName=UNKNOWN)
    (problem,) = judged(function, replace(url, property_dependencies={"functionName": (function.urn,)})).problems
    assert problem.severity == "low"
    (problem,) = judged(function, url).problems
    assert problem.severity == "medium"


@pytest.mark.parametrize("value", ["none", " NONE ", "", "IAM", None, 0, [], {}], ids=repr)
def test_what_is_no_signature_is_none(value: Any) -> None:
    assert len(judged(Resource.of(URL, "hook", authorizationType=value)).problems) == 1


def test_a_url_of_which_it_is_not_known_is_undecided() -> None:
    assert unknowns(judged(Resource.of(URL, "hook", authorizationType=UNKNOWN))) == ["authorizationType"]
    looked_up = Resource("urn", URL, "hook", outputs=Properties(Partial()), external=True)
    assert unknowns(judged(looked_up)) == ["authorizationType"]


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"functionUrlAuthType": "NONE", "action": "lambda:InvokeFunctionUrl"},
        {"functionUrlAuthType": "AWS_IAM", "action": "lambda:InvokeFunctionUrl"},
        {"sourceArn": "*"},
        {"sourceArn": "arn:aws:sns:*:*:orders"},
        {"sourceArn": ""},
        {"sourceAccount": None},
        {"action": "lambda:*"},
        {"action": UNKNOWN},
        {"qualifier": "live"},
    ],
    ids=str,
)
def test_a_permission_for_everyone_is_told(inputs: Any) -> None:
    assert messages(judged(permission(**inputs))) == ["permission 'hook' lets everyone invoke the function"]
    assert len(judged(permission(type_=NATIVE, **inputs)).problems) == 1


@pytest.mark.parametrize(
    "inputs",
    [
        {"principalOrgId": "o-abc123"},
        {"sourceAccount": "111122223333"},
        {"sourceAccount": 111122223333.0},
        {"sourceArn": "arn:aws:sns:eu-west-1:111122223333:orders"},
        {"sourceArn": "arn:aws:s3:::uploads"},
        {"sourceArn": UNKNOWN, "sourceAccount": "111122223333"},
        {"eventSourceToken": Secret("amzn1.ask.skill.x")},
    ],
    ids=str,
)
def test_a_permission_that_says_for_whom_passes(inputs: Any) -> None:
    assert passes(judged(permission(**inputs)))


@pytest.mark.parametrize(
    "principal",
    [
        "s3.amazonaws.com",
        "111122223333",
        111122223333,
        "arn:aws:iam::111122223333:role/app",
        "arn:aws:iam::444455556666:root",
    ],
    ids=str,
)
def test_whoever_is_named_is_for_other_rules(principal: Any) -> None:
    assert passes(judged(permission(principal)))


def test_an_unknown_that_decides_leaves_it_undecided() -> None:
    assert unknowns(judged(permission(UNKNOWN))) == ["principal"]
    assert unknowns(judged(permission(sourceArn=UNKNOWN))) == ["sourceArn"]
    assert passes(judged(permission("s3.amazonaws.com", sourceArn=UNKNOWN)))


@pytest.mark.parametrize("principal", [[], {}, True, ["*"]], ids=repr)
def test_a_principal_that_is_no_text_cannot_be_judged(principal: Any) -> None:
    (problem,) = judged(permission(principal)).problems
    assert "cannot be judged" in problem.message


def test_a_whole_policy_of_a_function_is_asked_alike() -> None:
    type_ = "aws:lambda/resourcePolicy:ResourcePolicy"
    opened = json.dumps(document(statement(action="lambda:InvokeFunction", Sid="All")))
    (problem,) = judged(Resource.of(type_, "f", policy=opened)).problems
    assert (problem.key, problem.at) == ("All", "policy.Statement[0]")
    closed = json.dumps(document(statement(Condition={"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}})))
    assert passes(judged(Resource.of(type_, "f", policy=closed)))
    assert judged(Resource.of(type_, "f", policy=Secret(opened))).problems[0].key is None
    assert "cannot be judged" in messages(judged(Resource.of(type_, "f", policy="{")))[0]


ARN = "arn:aws:lambda:eu-west-1:111122223333:function:hook"
THROUGH_URL: dict[str, dict[str, Any]] = {
    "the one for URLs": {"action": "lambda:InvokeFunctionUrl", "functionUrlAuthType": "NONE"},
    "the one beside it": {"invokedViaFunctionUrl": True},
    "the same as a text": {"invokedViaFunctionUrl": "True"},
}


@pytest.mark.parametrize("inputs", THROUGH_URL.values(), ids=THROUGH_URL)
def test_the_permissions_that_a_url_needs_are_told_with_it(inputs: dict[str, Any]) -> None:
    url = Resource.of(URL, "hook", authorizationType="NONE", functionName="hook")
    for called in ("hook", ARN):
        assert messages(judged(url, permission(function=called, **inputs))) == [
            "function URL 'hook' answers whoever calls it"
        ]
    for other in ("other", "hook:live", f"{ARN}:live"):
        assert len(judged(url, permission(function=other, **inputs)).problems) == 2
    abroad = Resource.of(URL, "hook", authorizationType="NONE", functionName=ARN.replace("eu-west-1", "us-east-1"))
    assert len(judged(abroad, permission(function=ARN, **inputs)).problems) == 2
    assert len(judged(permission(function="hook", **inputs)).problems) == 1
    signed = Resource.of(URL, "hook", authorizationType="AWS_IAM", functionName="hook")
    assert len(judged(signed, permission(function="hook", **inputs)).problems) == 1
    assert len(judged(url, permission(function="hook")).problems) == 2
    assert len(judged(url, permission(function="hook", invokedViaFunctionUrl=UNKNOWN)).problems) == 2


def test_the_function_of_a_url_is_known_by_what_both_wait_for_in_a_preview() -> None:
    function = Resource.of("aws:lambda/function:Function", "hook")
    url = Resource.of(URL, "hook", authorizationType="NONE", functionName=UNKNOWN)
    url = replace(url, property_dependencies={"functionName": (function.urn,)})
    through = permission(function=UNKNOWN, **THROUGH_URL["the one for URLs"])
    known = replace(through, property_dependencies={"function": (function.urn,)})
    assert len(judged(function, url, known).problems) == 1
    pet = "urn:pulumi:dev::project::random:index/randomPet:RandomPet::pet"
    named = replace(permission(function="payroll", **THROUGH_URL["the one for URLs"]), property_dependencies={})
    others = [
        replace(one, property_dependencies={key: (pet,)}) for one, key in ((url, "functionName"), (through, "function"))
    ]
    assert len(judged(*others).problems) == 2  # what both are called after is no function
    assert len(judged(function, url, named).problems) == 2
    assert len(judged(function, url, through).problems) == 2
