"""This is where a pack's configuration is: what `Configure` brings, read as strictly as the file it came from."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from daypass.errors import UnreadableError
from daypass.report.assemble import assemble
from daypass.report.bench import Bench
from daypass.report.docket import by_name
from daypass.report.policy_config import PolicyConfig, policy_config
from daypass.rule import Rule
from daypass.settings import Settings, load_settings
from daypass_policies.serve.protocol import messages
from daypass_policies.serve.resources import plain

if TYPE_CHECKING:
    from google.protobuf.struct_pb2 import Struct


def make_bench(pack: str, rules: Mapping[str, Rule], config: PolicyConfig, today: date) -> Bench:
    """The Bench of one pack: its rules speak, and the others are known. Raises `UnreadableError`.

    A pack takes its files from its configuration alone: what lies in the folder of a program that is judged, or in its
    environment, has no say.
    """
    settings = load_settings(config.block.settings) if config.block.settings else Settings()
    bench = assemble(rules, config, settings=settings, today=today)
    return replace(bench, rules=by_name(rules, pack), catalog=rules, passes=False)


def configuration(request: messages.ConfigureAnalyzerRequest, rules: Mapping[str, Rule]) -> PolicyConfig:
    """The configuration that the engine sends. Raises `UnreadableError` for what the engine lets pass."""
    entries = {
        name: {**_options(config.properties), "enforcementLevel": _level(name, config.enforcementLevel)}
        for name, config in request.policyConfig.items()
    }
    return policy_config(entries, rules)


def _level(name: str, level: messages.EnforcementLevel.ValueType) -> str:
    try:
        return messages.EnforcementLevel.Name(level).lower()
    except ValueError:
        raise UnreadableError(f"{level} is not an enforcement level", place=name) from None


def _options(struct: "Struct") -> dict[str, Any]:
    return {key: _whole(value) for key, value in plain(struct).items()}


def _whole(value: Any) -> Any:
    """The wire knows floats alone; an option of thirty days is an integer for its schema."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return [_whole(item) for item in value] if isinstance(value, list) else value
