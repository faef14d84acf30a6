"""What a provider makes of a resource is computed from a table, in preview and update, and the rest is unknown."""

import re

import pytest
from tests.sandbox.aws.types import KINDS
from tests.support.programs import one, ran, urns

from daypass.engine.account import Account, Surroundings
from daypass.engine.simulated import all_tags, checked
from daypass.engine.simulated_types import TYPES
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.state.values import UNKNOWN_TEXT


def updated(name: str) -> Resource:
    return one(ran("updating", update=True), name)


def test_the_default_provider_is_named_for_its_version_and_holds_the_stacks_configuration() -> None:
    provider = one(ran("providers"), "default_7_51_1")
    assert provider.type == "pulumi:providers:aws"
    assert provider.inputs["region"] == "cn-north-1"
    assert provider.inputs["version"] == "7.51.1"
    # JSON as Go writes it: no spaces, keys in order.
    assert (
        provider.inputs["defaultTags"]
        == '{"tags":{"daypass:contact":"platform@example.org","daypass:owner":"platform"}}'
    )
    assert isinstance(provider.inputs.raw["token"], Secret)
    assert "pulumi:providers:random::default" in urns(ran("providers"))


def test_an_explicit_provider_is_inherited_through_components() -> None:
    preview = ran("providers")
    assert one(preview, "explicit").provider.name == "other"
    assert one(preview, "team-role").provider.name == "other"
    assert one(preview, "plain").provider.name == "default_7_51_1"
    assert one(preview, "other").inputs["version"] == "7.51.1"


def test_defaults_and_a_name_are_part_of_the_checked_inputs() -> None:
    plain = one(ran("providers"), "plain")
    assert (plain.inputs["path"], plain.inputs["maxSessionDuration"]) == ("/", 3600)
    assert re.fullmatch(r"plain-[0-9a-f]{7}", plain.inputs["name"])
    assert re.fullmatch(r"bucket-[0-9a-f]{7}", one(ran("providers"), "bucket").inputs["bucket"])


def test_a_policy_given_as_an_object_becomes_its_text() -> None:
    found = updated("object").outputs["policy"]
    assert found == ('{"Statement":[{"Action":"s3:GetObject","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}')
    assert one(ran("updating"), "later").inputs.raw["policy"] is UNKNOWN


def test_names_are_the_same_in_preview_and_update() -> None:
    assert one(ran("updating"), "app").inputs.raw.items() == updated("app").inputs.raw.items()


def test_all_tags_are_the_default_tags_overridden_by_the_resources() -> None:
    assert dict(one(ran("providers"), "plain").inputs["tagsAll"]) == {
        "daypass:owner": "payments",
        "daypass:contact": "platform@example.org",
    }
    assert dict(one(ran("providers"), "explicit").inputs["tagsAll"]) == {"cost": "42"}


def test_all_tags_are_unknown_as_a_whole_as_soon_as_one_is() -> None:
    mixed = one(ran("providers"), "mixed").inputs
    assert mixed.raw["tagsAll"] is UNKNOWN
    assert mixed["tags"]["known"] == "yes"


@pytest.mark.parametrize(
    ("tags", "default_tags", "expected"),
    [
        (None, None, {}),
        ({"a": "1"}, '{"tags": {"a": "0", "b": "2"}}', {"a": "1", "b": "2"}),
        (None, '{"keys": []}', {}),
        ({"a": UNKNOWN_TEXT}, None, UNKNOWN_TEXT),
        ({"a": f"x-{UNKNOWN_TEXT}"}, None, UNKNOWN_TEXT),
        ({"a": "1"}, UNKNOWN_TEXT, UNKNOWN_TEXT),
        ({"a": "1"}, "{broken", UNKNOWN_TEXT),
        ({"a": "1"}, '{"tags": {"b": "2"}, "tags": {}}', UNKNOWN_TEXT),
        ({"a": "1"}, "7", UNKNOWN_TEXT),
        ({"a": "1"}, '{"tags": ["b"]}', UNKNOWN_TEXT),
        ({"a": "1"}, "null", {"a": "1"}),
        (UNKNOWN_TEXT, '{"tags": {"b": "2"}}', UNKNOWN_TEXT),
    ],
)
def test_tags_merge(tags: object, default_tags: object, expected: object) -> None:
    assert all_tags(tags, default_tags) == expected


def test_below_a_provider_that_is_not_configured_yet_even_names_are_unknown() -> None:
    below = one(ran("providers"), "below")
    assert below.provider.name == "late"
    assert "name" not in below.inputs
    assert "path" not in below.inputs


def test_a_preview_knows_names_and_an_update_what_is_computed_from_them() -> None:
    name = updated("app").inputs["name"]
    assert one(ran("updating"), "app").outputs.raw["arn"] is UNKNOWN
    assert updated("app").outputs["arn"] == f"arn:aws:iam::111122223333:role/team/{name}"
    assert updated("app").id == name
    (policy,) = ran("updating", update=True).stack.of_type("aws:iam/rolePolicy:RolePolicy")
    assert policy.inputs["policy"] == f'{{"Resource": "arn:aws:iam::111122223333:role/team/{name}"}}'
    assert policy.id == f"{name}:{policy.inputs['name']}"
    (attachment,) = ran("updating", update=True).stack.of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert attachment.inputs["policyArn"] == "arn:aws:iam::111122223333:policy/read"


def test_a_provider_of_tokens_gives_its_url_back_without_the_scheme_as_claims_are_called() -> None:
    host = "oidc.eks.eu-west-1.amazonaws.com/id/ABC"
    assert updated("issuer").inputs["url"] == f"https://{host}"
    assert updated("issuer").outputs["url"] == host
    assert updated("issuer").outputs["arn"] == f"arn:aws:iam::111122223333:oidc-provider/{host}"
    assert f'"{host}:sub"' in updated("pods").inputs["assumeRolePolicy"]


def test_an_update_draws_the_same_lots_each_time_and_an_access_key_looks_like_one() -> None:
    assert re.fullmatch(r"AKIA[A-Z2-7]{16}", updated("key").id)
    assert updated("orders").outputs["url"] == updated("orders").id
    assert re.fullmatch(
        r"https://sqs\.eu-central-1\.amazonaws\.com/111122223333/orders-[0-9a-f]{7}", updated("orders").id
    )


def test_what_the_table_does_not_compute_is_unknown_in_an_update_too() -> None:
    assert updated("unique").inputs.raw["value"].reveal() is UNKNOWN
    assert updated("sub").inputs.raw["vpcId"] is UNKNOWN
    assert updated("net").id == ""
    secret = updated("key").outputs.raw["secret"]
    assert isinstance(secret, Secret)
    assert secret.reveal() is UNKNOWN


def test_a_name_prefix_leaves_the_name_to_aws() -> None:
    prefixed = updated("prefixed")
    assert "name" not in prefixed.inputs
    assert prefixed.outputs.raw["name"] is UNKNOWN
    assert prefixed.outputs.raw["arn"] is UNKNOWN


def test_a_program_sees_that_it_is_an_update() -> None:
    assert ran("updating", update=True).stack.root.outputs["dryRun"] is False
    assert ran("updating").stack.root.outputs["dryRun"] is True


def test_the_sdks_own_mark_of_a_dry_run_is_not_part_of_an_update() -> None:
    assert "@isPulumiResource" in ran("updating").stack.root.outputs["role"]
    assert "@isPulumiResource" not in ran("updating", update=True).stack.root.outputs["role"]


def test_the_digits_of_a_name_fit_into_the_longest_name_there_may_be() -> None:
    around = Surroundings(Account(None, None), {})
    urn = f"urn:pulumi:dev::p::aws:iam/role:Role::{'x' * 100}"
    assert len(checked("aws:iam/role:Role", urn, {}, around)["name"]) == 64


@pytest.mark.parametrize("token", sorted(KINDS))
def test_the_sandbox_and_the_table_say_the_same_of_a_type(token: str) -> None:
    """So that the real engine with the sandbox shows packs what the embedded engine shows rules."""
    theirs, ours = KINDS[token], TYPES[token]
    assert dict(theirs.defaults) == dict(ours.defaults)
    assert (theirs.tagged, theirs.regional) == (ours.tagged, ours.regional)
    assert set(theirs.secret) == set(ours.secret)
    assert set(theirs.computed) <= {*ours.computed, *ours.same, *(["arn"] if ours.arn else [])}
    made_up = [
        (name.property, name.longest, name.prefix, name.lower) for name in (theirs.autoname, ours.autoname) if name
    ]
    assert len(set(made_up)) == bool(made_up)
    assert len(made_up) in (0, 2)
