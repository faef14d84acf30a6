"""A function that takes signed code alone is not changed by who can neither sign nor take that demand away."""

from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, every_edge, function, graph, inner, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, aws, native

from daypass.model.resource import UNKNOWN, Resource

UPLOADS = "lambda:UpdateFunctionCode"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:fn"
CONFIG = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:code-signing-config:csc-1"
PUBLISHERS = {"signingProfileVersionArns": [f"arn:aws:signer:eu-west-1:{ACCOUNT}:/signing-profiles/p/1"]}
SIGNED = function("fn", "b", codeSigningConfigArn=CONFIG)


def config(does: object = "Enforce", **inputs: Any) -> Resource:
    policies = {"untrustedArtifactOnDeployment": does}
    return aws(
        "lambda/codeSigningConfig",
        "csc",
        **{"arn": CONFIG, "allowedPublishers": PUBLISHERS, "policies": policies, **inputs},
    )


def changes(*made: Resource, given: tuple[dict[str, Any], ...] = (allow(UPLOADS, FUNCTION),)) -> bool:
    found = inner(graph(role("a"), may("a", *given), role("b", LAMBDA), *made), "a")
    return any((edge.how, edge.target.name, edge.is_certain) == ("code", "fn", True) for edge in found)


def test_code_of_ones_own_is_refused_where_signatures_are_enforced() -> None:
    assert changes(function("fn", "b"))
    assert changes(function("fn", "b"), config())
    for uploads in (allow(UPLOADS, FUNCTION), allow(UPLOADS), allow("lambda:UpdateFunctionCod?")):
        assert not changes(SIGNED, config(), given=(uploads,))
        assert not changes(SIGNED, config(), given=(uploads, allow(["lambda:InvokeFunction", "lambda:AddPermission"])))


@pytest.mark.parametrize("does", ["Warn", UNKNOWN, None])
def test_where_it_only_warns_or_it_is_not_known_what_it_does_code_is_taken(does: object) -> None:
    assert changes(SIGNED, config(does))


def test_a_configuration_that_the_stack_does_not_have_says_nothing() -> None:
    assert changes(SIGNED)
    assert changes(SIGNED, config(arn=CONFIG.replace("csc-1", "csc-2")))
    assert changes(function("fn", "b", codeSigningConfigArn=UNKNOWN), config())


@pytest.mark.parametrize(
    "given",
    [
        allow("signer:StartSigningJob", f"arn:aws:signer:eu-west-1:{ACCOUNT}:/signing-profiles/p"),
        allow("signer:SignPayload"),
        allow("signer:AddProfilePermission"),
        allow("signer:*"),
        allow("lambda:DeleteFunctionCodeSigningConfig", FUNCTION),
        allow("lambda:PutFunctionCodeSigningConfig", FUNCTION),
        allow("lambda:UpdateCodeSigningConfig", CONFIG),
        allow("lambda:*CodeSigningConfig"),
    ],
    ids=str,
)
def test_who_signs_or_takes_the_demand_away_changes_it(given: dict[str, Any]) -> None:
    assert changes(SIGNED, config(), given=(allow(UPLOADS, FUNCTION), given))


@pytest.mark.parametrize(
    "given",
    [
        allow("signer:GetSigningProfile"),
        allow("lambda:GetCodeSigningConfig"),
        allow("lambda:CreateCodeSigningConfig"),
        allow("lambda:DeleteFunctionCodeSigningConfig", f"{FUNCTION}-other"),
        allow("lambda:UpdateCodeSigningConfig", CONFIG.replace("csc-1", "csc-2")),
    ],
    ids=str,
)
def test_who_does_something_else_does_not(given: dict[str, Any]) -> None:
    assert not changes(SIGNED, config(), given=(allow(UPLOADS, FUNCTION), given))


def test_a_function_of_cloud_control_is_held_likewise() -> None:
    fn = native("lambda:Function", "fn", functionName="fn", arn=FUNCTION, role="b", codeSigningConfigArn=CONFIG)
    policies = {"untrustedArtifactOnDeployment": "Enforce"}
    csc = native("lambda:CodeSigningConfig", "csc", codeSigningConfigArn=CONFIG, codeSigningPolicies=policies)
    assert changes(fn)
    assert not changes(fn, csc)


def test_others_beside_it_are_changed_as_before() -> None:
    other = function("other", "c")
    found = inner(
        graph(role("a"), may("a", allow(UPLOADS)), role("b", LAMBDA), role("c", LAMBDA), SIGNED, other, config()), "a"
    )
    assert {edge.target.name for edge in found if edge.how == "code"} == {"other"}


def test_many_signed_functions_cost_in_proportion() -> None:
    def whole(count: int) -> int:
        made: list[Resource] = [config(), role("b", LAMBDA)]
        for number in range(count):
            made.append(function(f"f{number}", "b", codeSigningConfigArn=CONFIG))
            made += [role(f"h{number}"), may(f"h{number}", allow(UPLOADS, f"{FUNCTION[:-2]}f{number}"))]
        return calls(lambda: list(every_edge(graph(*made))))

    assert whole(80) <= 5 * whole(20)
