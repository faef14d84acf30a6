"""`Configure`: what the engine lets pass, the pack refuses; and levels are exactly those that were configured."""

from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2 as messages
from tests.support.packs import Pack, member, policy_config, request, struct

KEY = "aws:iam/accessKey:AccessKey"
USER = "aws:iam/user:User"


def level_of(pack: Pack, rule: str, type_: str) -> int | None:
    """The level with which that rule speaks, None where it does not."""
    return next((found.enforcementLevel for found in pack.analyze(type_) if found.policyName == rule), None)


@pytest.mark.parametrize(
    ("entries", "level"),
    [
        ({}, messages.MANDATORY),
        ({"no_long_lived_key": "advisory"}, messages.ADVISORY),
        ({"no_long_lived_key": "disabled"}, None),
        ({"no_long_lived_key": "remediate"}, messages.MANDATORY),
        ({"all": "advisory"}, messages.ADVISORY),
        ({"all": "disabled"}, None),
        ({"all": "disabled", "no_long_lived_key": "mandatory"}, messages.MANDATORY),
        ({"all": "mandatory", "no_long_lived_key": {"enforcementLevel": "disabled"}}, None),
    ],
)
def test_a_rule_speaks_with_the_level_it_was_configured_to(
    pack: Pack, entries: dict[str, Any], level: int | None
) -> None:
    pack.configure(**entries)
    assert level_of(pack, "no-long-lived-key", KEY) == level


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"no-iam-usr": "advisory"}, "no pack knows the rule 'no-iam-usr'. Did you mean 'no-iam-user'?"),
        ({"no-iam-user": {"graceDays": 3}}, "no-iam-user: unknown key 'graceDays'"),
        ({"review-is-due": {"graceDay": 3}}, "review-is-due: unknown key 'graceDay'. Did you mean 'graceDays'?"),
        ({"review-is-due": {"graceDays": -1}}, "review-is-due.graceDays: must be at least 0"),
        ({"review-is-due": {"graceDays": 1.5}}, "review-is-due.graceDays: must be of type integer"),
        ({"review-is-due": {"graceDays": True}}, "review-is-due.graceDays: must be of type integer"),
        ({"all": {"enforcementLevel": "advisory", "graceDays": 3}}, "all: takes a level and nothing else"),
        ({"daypass-settings": {"profil": "strict"}}, "daypass-settings: unknown key 'profil'. Did you mean 'profile'?"),
        (
            {"daypass-settings": {"profile": "lax"}},
            "daypass-settings.profile: must be one of baseline, standard, strict",
        ),
        ({"daypass-settings": {"strict": "yes"}}, "daypass-settings.strict: must be of type boolean"),
        (
            {"daypass-settings": {"settings": "daypass.toml"}},
            "daypass-settings.settings: 'daypass.toml' is a relative path",
        ),
        ({"daypass-settings": {"baseline": ""}}, "daypass-settings.baseline: '' is a relative path"),
        ({"daypass-settings": {"exemptions": "/nowhere/exemptions.toml"}}, "/nowhere/exemptions.toml: cannot be read"),
    ],
)
def test_what_the_engine_accepts_silently_is_refused_in_one_sentence(
    pack: Pack, entries: dict[str, Any], sentence: str
) -> None:
    config = {name: policy_config(entry) for name, entry in entries.items()}
    with pytest.raises(grpc.RpcError) as refused:
        pack.stub.Configure(messages.ConfigureAnalyzerRequest(policyConfig=config))
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert refused.value.details().startswith(sentence)


def test_a_pack_whose_configuration_was_refused_judges_nothing(pack: Pack) -> None:
    """Judging by defaults would be a pass for whatever was to be stricter."""
    with pytest.raises(grpc.RpcError):
        pack.configure(no_iam_usr="advisory")
    for call, asked in (
        (pack.stub.Analyze, request(KEY)),
        (pack.stub.AnalyzeStack, messages.AnalyzeStackRequest(resources=[member(KEY)])),
    ):
        with pytest.raises(grpc.RpcError) as refused:
            call(asked)
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    pack.configure()
    assert pack.analyze(KEY)


@pytest.mark.parametrize("level", [9, -1])
def test_a_level_that_the_protocol_does_not_know_is_refused(pack: Pack, level: int | None) -> None:
    config = {"no-iam-user": messages.PolicyConfig(enforcementLevel=level)}
    with pytest.raises(grpc.RpcError) as refused:
        pack.stub.Configure(messages.ConfigureAnalyzerRequest(policyConfig=config))
    assert refused.value.details() == f"no-iam-user: {level} is not an enforcement level"


def test_what_the_engine_fills_in_is_accepted_as_it_comes(pack: Pack) -> None:
    """The engine sends every rule with its defaults; whole numbers arrive as floats."""
    config = {}
    for policy in pack.stub.GetAnalyzerInfo(Empty()).policies:
        defaults = {
            name: schema["default"]
            for name, schema in policy.configSchema.properties.items()
            if "default" in schema.fields
        }
        config[policy.name] = messages.PolicyConfig(
            enforcementLevel=policy.enforcementLevel, properties=struct(defaults)
        )
    pack.stub.Configure(messages.ConfigureAnalyzerRequest(policyConfig=config))
    assert level_of(pack, "no-long-lived-key", KEY) == messages.MANDATORY


def test_profile_baseline_silences_what_standard_says_whatever_its_level(pack: Pack) -> None:
    """A rule outside the chosen profile is silent; which ones these are, the catalogue says."""
    pack.configure(daypass_settings={"profile": "baseline"}, all="mandatory")
    small = {found.policyName for type_ in (KEY, USER) for found in pack.analyze(type_)}
    pack.configure(daypass_settings={"profile": "strict"}, all="mandatory")
    large = {found.policyName for type_ in (KEY, USER) for found in pack.analyze(type_)}
    assert small <= large
    assert "daypass-settings" not in large
