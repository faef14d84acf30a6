"""Look-ups: exact where no AWS is needed, else placeholders that are recognised wherever they end up."""

import pytest
from tests.support.programs import PROGRAMS, failed, one, ran

from daypass.data.stand_ins import NOBODYS_ACCOUNT
from daypass.engine.account import DEFAULT_REGION
from daypass.engine.placeholders import filled, holds_token, token, without_tokens
from daypass.engine.preview import uncertain_of
from daypass.engine.program import run_program
from daypass.engine.registration import Registration
from daypass.model.resource import UNKNOWN, Properties
from daypass.settings import Settings
from daypass.state.values import UNKNOWN_TEXT


def inputs(name: str) -> Properties:
    return one(ran("answered"), name).inputs


def test_account_region_partition_and_zones_are_told_without_aws() -> None:
    exact = inputs("exact")
    assert exact["zones"][:] == ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
    assert (exact["region"], exact["elsewhere"], exact["partition"]) == ("eu-central-1", "eu-west-3", "aws")
    assert exact["suffix"] == "amazonaws.com"
    assert exact["account"] == exact["accountOfCaller"] == NOBODYS_ACCOUNT


def test_a_managed_policy_of_aws_is_known_by_its_arn_or_name() -> None:
    assert inputs("exact")["managed"] == "AWSLambdaBasicExecutionRole"
    assert inputs("exact")["managedPath"] == "/service-role/"
    assert inputs("exact")["administrator"] == "arn:aws:iam::aws:policy/AdministratorAccess"


def test_an_identity_provider_is_known_by_its_url() -> None:
    expected = f"arn:aws:iam::{NOBODYS_ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
    assert inputs("exact")["provider"] == expected


def test_a_policy_document_is_printed_as_the_provider_prints_it() -> None:
    expected = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
    assert inputs("exact")["document"] == expected


@pytest.mark.parametrize("name", ["vpc", "arn", "shouted", "first", "caller", "policy", "keyed"])
def test_whatever_is_made_of_a_placeholder_is_unknown(name: str) -> None:
    assert inputs("answered").raw[name] is UNKNOWN


def test_lists_have_three_items_maps_none_numbers_are_zero_and_booleans_false() -> None:
    answered = inputs("answered")
    assert (answered["count"], answered["size"], answered["default"]) == (3, 0, False)
    assert dict(answered["tags"]) == {}


def test_the_output_form_is_unknown() -> None:
    assert inputs("output").raw == {"vpc": UNKNOWN, "made": UNKNOWN}


def test_a_look_up_with_an_unknown_argument_is_not_called() -> None:
    assert inputs("uncalled").raw == {"found": UNKNOWN, "document": UNKNOWN}
    assert not [note for note in ran("answered").notes if "Topic" in note]


def test_a_name_made_of_a_placeholder_leaves_its_resource_uncertain_and_no_other() -> None:
    preview = ran("answered")
    (uncertain,) = preview.uncertain
    assert holds_token(uncertain)
    assert preview.stack.by_urn[uncertain].inputs["of"] == "a look-up"


def test_a_provider_named_for_a_placeholder_leaves_its_resources_uncertain() -> None:
    provider = f"urn:pulumi:dev::p::pulumi:providers:aws::{token('x')}"
    below = Registration("urn:pulumi:dev::p::a:b:C::below", "a:b:C", "below", provider=f"{provider}::id")
    beside = Registration("urn:pulumi:dev::p::a:b:C::beside", "a:b:C", "beside", provider="urn:x::id")
    assert uncertain_of([below, beside]) == {below.urn}


def test_every_look_up_so_answered_is_named_and_no_exact_one() -> None:
    (named,) = (note for note in ran("answered").notes if "placeholders" in note and "look-ups" in note)
    _, _, functions = named.partition("placeholders: ")
    assert functions.split(", ") == [
        "aws:ec2/getLaunchTemplate:getLaunchTemplate",
        "aws:ec2/getSubnets:getSubnets",
        "aws:ec2/getVpc:getVpc",
    ]


def test_the_placeholder_account_is_named_and_a_known_one_is_used() -> None:
    assert any(NOBODYS_ACCOUNT in note for note in ran("answered").notes)
    told = ran("answered", account="111122223333")
    assert one(told, "exact").inputs["account"] == "111122223333"
    assert not any(NOBODYS_ACCOUNT in note for note in told.notes)


def test_a_provider_answers_for_its_own_account_and_region() -> None:
    exports = ran("providers", account="111122223333").stack.root.outputs
    assert (exports["account"], exports["other"]) == ("111122223333", "999988887777")
    assert (exports["region"], exports["otherRegion"]) == ("cn-north-1", "us-west-2")


def test_the_settings_name_the_account_of_an_environment() -> None:
    settings = Settings(accounts={"222233334444": "dev", "111122223333": "prod"})
    preview = run_program(PROGRAMS / "answered", stack="dev", settings=settings)
    assert one(preview, "exact").inputs["account"] == "222233334444"


def test_a_made_up_region_is_named() -> None:
    preview = failed("blamed")
    assert not any(DEFAULT_REGION in note for note in preview.notes), "nothing asked for it"
    assert any(DEFAULT_REGION in note for note in ran("zones").notes)


def test_a_program_that_fails_after_a_placeholder_names_its_own_error_and_the_look_up() -> None:
    error = failed("blamed").error
    assert error is not None
    assert error.startswith("__main__.py:6: IndexError: list index out of range")
    assert "aws:ec2/getVpc:getVpc" in error


def test_tokens_have_one_width_and_survive_case_and_company() -> None:
    tokens = {token(str(number)) for number in range(100)}
    assert len(tokens) == 100
    assert {len(one_) for one_ in tokens} == {26}
    for one_ in tokens:
        assert holds_token(f"arn:aws:iam::1:role/{one_.upper()}-x")
        assert not holds_token(one_[:-1])


def test_a_tree_loses_its_tokens_and_nothing_else() -> None:
    made = token("x")
    tree = {"a": [made, "b", {"c": f"-{made}-"}], "d": {made: 1}, "e": 1}
    assert without_tokens(tree) == {"a": [UNKNOWN_TEXT, "b", {"c": UNKNOWN_TEXT}], "d": UNKNOWN_TEXT, "e": 1}


def test_a_shape_is_filled_to_its_depth() -> None:
    shape = {"name": "str", "ids": ["str"], "more": [{"n": "int", "f": "float", "b": "bool"}], "map": {}, "any": None}
    made = filled(shape, "seed")
    assert holds_token(made["name"])
    assert len(set(made["ids"])) == 3
    assert made["more"] == [{"n": 0, "f": 0.0, "b": False}] * 3
    assert (made["map"], made["any"]) == ({}, None)


def test_a_transform_of_look_ups_may_change_what_is_asked() -> None:
    exports = ran("zones").stack.root.outputs
    assert exports["transformed"] == "sa-east-1"
    assert exports["zones"][:] == ["us-east-1a", "us-east-1c"]
