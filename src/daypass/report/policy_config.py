"""This is where a policy configuration is: the JSON that `pulumi --policy-pack-config` and `--policy-config` both read.

The engine takes unknown names, unknown keys and twice-written keys without a word, so that a rule believed to be
mandatory may not be. Here each of them is an error.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from daypass.errors import DaypassError, UnreadableError
from daypass.model.written import nearest, only_keys, read_text
from daypass.report.option_schema import complaint
from daypass.report.strict_json import SIZE_LIMIT, parse_json
from daypass.rule import PROFILES, SETTINGS_RULE, Level, Profile, Rule

BLOCK_SCHEMA: Final[Mapping[str, Mapping[str, Any]]] = {
    "settings": {"type": "string", "description": "Absolute path of the organisation's daypass.toml"},
    "exemptions": {"type": "string", "description": "Absolute path of exemptions.toml"},
    "baseline": {"type": "string", "description": "Absolute path of baseline.json"},
    "profile": {"type": "string", "enum": list(PROFILES), "description": "How many rules speak; standard without it"},
    "strict": {"type": "boolean", "description": "Whether what could not be decided blocks"},
}
"""The keys of the `daypass-settings` entry."""

_LEVELS: Final[Mapping[str, Level]] = {
    "mandatory": "mandatory",
    "advisory": "advisory",
    "disabled": "disabled",
    "remediate": "mandatory",  # the engine's word for "mend it, else refuse"; nothing of ours mends
}


@dataclass(frozen=True, slots=True)
class Block:
    """What `daypass-settings` says; None where it says nothing. Paths are absolute."""

    settings: Path | None = None
    exemptions: Path | None = None
    baseline: Path | None = None
    profile: Profile | None = None
    strict: bool | None = None

    def overridden(self, by: "Block") -> "Block":
        """The same with everything that `by` says instead."""
        said = {entry.name: value for entry in fields(by) if (value := getattr(by, entry.name)) is not None}
        return replace(self, **said)


@dataclass(frozen=True, slots=True)
class EngineException:
    """One rule and one exact URN that the engine itself excuses, after the pack has spoken."""

    id: str
    reason: str
    rule: str
    urn: str


@dataclass(frozen=True, slots=True)
class PolicyConfig:
    """Levels and options as configured, by name of the rule. `default` is the level of the entry `all`."""

    default: Level | None = None
    levels: Mapping[str, Level] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    exceptions: tuple[EngineException, ...] = ()
    block: Block = Block()

    def level(self, rule: Rule) -> Level:
        """The configured level: the rule's own entry, else `all`, else what the rule brings along."""
        return self.levels.get(rule.name) or self.default or rule.level

    def options_of(self, rule: Rule) -> Mapping[str, Any]:
        """Option → value, with the rule's defaults."""
        return {**rule.defaults(), **self.options.get(rule.name, {})}


def read_policy_config(path: Path, rules: Mapping[str, Rule]) -> PolicyConfig:
    """The file at `path`, which may be in the engine's `"version": 2` form. Raises `UnreadableError`."""
    return parse_policy_config(read_text(path, SIZE_LIMIT), rules, str(path))


def parse_policy_config(text: str, rules: Mapping[str, Rule], place: str) -> PolicyConfig:
    """As `read_policy_config`, from text. An empty file configures nothing, as the engine has it."""
    parsed = parse_json(text, place) if text.strip() else {}
    try:
        return _versioned(_object(parsed, "the file"), rules)
    except DaypassError as error:
        raise error.at(place) from None


def policy_config(entries: Mapping[str, Any], rules: Mapping[str, Rule]) -> PolicyConfig:
    """The configuration from its entries: a level, or an object of a level and options, by rule name or `all`."""
    levels: dict[str, Level] = {}
    options: dict[str, Mapping[str, Any]] = {}
    block = Block()
    for key, value in entries.items():
        level, own = _entry(key, value)
        if key == SETTINGS_RULE:
            block = _block(own)
            continue
        if key != "all" and key not in rules:
            raise UnreadableError(f"no pack knows the rule {key!r}", remedy=_meant(key, rules))
        if own:
            options[key] = _options(key, own, rules.get(key))
        if level:
            levels[key] = level
    return PolicyConfig(levels.pop("all", None), levels, options, block=block)


def _versioned(top: Mapping[str, Any], rules: Mapping[str, Rule]) -> PolicyConfig:
    """The unversioned form, where reserved keys stand beside the rules, or version 2, where they do not."""
    version = top.get("version")
    if isinstance(version, bool) or not isinstance(
        version, int | float
    ):  # else a rule of that name, for the engine too
        _environments(top)
        return policy_config({key: value for key, value in top.items() if key != "environments"}, rules)
    if version != 2:  # noqa: PLR2004 - the one that exists
        raise UnreadableError(f"version {version} is not known", place="version", remedy="Write version 2.")
    known = ("version", "policies", "exceptions", "environments")
    for key in top:
        if key not in known:
            raise UnreadableError("unknown key of a version 2 file", place=key, remedy=nearest(key, known))
    _environments(top)
    config = policy_config(_object(_given(top, "policies"), "policies"), rules)
    exceptions = _exceptions(_object(_given(top, "exceptions"), "exceptions"))
    return PolicyConfig(config.default, config.levels, config.options, exceptions, config.block)


def _given(top: Mapping[str, Any], key: str) -> object:
    """The value under `key`; null says nothing, as the engine has it."""
    value = top.get(key)
    return {} if value is None else value


def _environments(top: Mapping[str, Any]) -> None:
    """Environments are the engine's own matter; only their form is looked at."""
    found = top.get("environments", [])
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise UnreadableError("must be a list of names", place="environments")


def _meant(key: str, rules: Mapping[str, Rule]) -> str:
    close = nearest(key, [*rules, "all"])
    return close if close.startswith("Did") else "`daypass rules` lists them."


def _entry(key: str, value: object) -> tuple[Level | None, dict[str, Any]]:
    """The level and the options of one entry."""
    if isinstance(value, str):
        return _level(key, value), {}
    options = dict(_object(value, key, "must be a level or an object"))
    level = _level(key, options.pop("enforcementLevel")) if "enforcementLevel" in options else None
    if key == "all" and (options or level is None):
        raise UnreadableError("takes a level and nothing else", place="all")
    return level, options


def _level(key: str, value: object) -> Level:
    if isinstance(value, str) and value in _LEVELS:
        return _LEVELS[value]
    remedy = f"Write one of {', '.join(_LEVELS)}."
    raise UnreadableError(f"{str(value)[:80]!r} is not an enforcement level", place=key, remedy=remedy)


def _options(key: str, given: Mapping[str, Any], rule: Rule | None) -> Mapping[str, Any]:
    schemas = rule.options if rule else {}
    only_keys(given, (*schemas, "enforcementLevel"), key)
    for option, value in given.items():
        if why := complaint(value, schemas[option]):
            raise UnreadableError(why, place=f"{key}.{option}")
    return given


def _block(given: Mapping[str, Any]) -> Block:
    only_keys(given, (*BLOCK_SCHEMA, "enforcementLevel"), SETTINGS_RULE)
    for key, value in given.items():
        if why := complaint(value, BLOCK_SCHEMA[key]):
            raise UnreadableError(why, place=f"{SETTINGS_RULE}.{key}")
    paths = {key: _absolute(key, given[key]) for key in ("settings", "exemptions", "baseline") if key in given}
    return Block(**paths, profile=given.get("profile"), strict=given.get("strict"))


def _absolute(key: str, path: str) -> Path:
    # Relative to what? The engine starts a folder pack in the pack's folder and an executable in the program's.
    if not os.path.isabs(path):  # noqa: PTH117 - Path("") would be "."
        remedy = "Write an absolute path."
        raise UnreadableError(f"{path!r} is a relative path", place=f"{SETTINGS_RULE}.{key}", remedy=remedy)
    return Path(path)


def _exceptions(entries: Mapping[str, Any]) -> tuple[EngineException, ...]:
    """The engine's own exceptions. It ignores further keys, so that an `expires` written there would never come."""
    found: list[EngineException] = []
    for id_, value in entries.items():
        place = f"exceptions.{id_}"
        exception = _object(value, place)
        only_keys(exception, ("reason", "match"), place)
        reason = exception.get("reason")
        if not isinstance(reason, str) or not reason.strip():
            raise UnreadableError("needs a reason", place=place)
        for rule, urn in _matches(exception.get("match"), place):
            found.append(EngineException(id_, reason, rule, urn))
    return tuple(found)


def _matches(match: object, place: str) -> list[tuple[str, str]]:
    if not isinstance(match, list) or not match:
        raise UnreadableError("needs `match`, a list of policies and targets", place=place)
    found: list[tuple[str, str]] = []
    for index, value in enumerate(match):
        where = f"{place}.match[{index}]"
        entry = _object(value, where)
        only_keys(entry, ("policies", "targets"), where)
        policies, targets = _names(entry, "policies", where), _names(entry, "targets", where)
        if "all" in policies:
            raise UnreadableError("must name policies; the engine does not take `all` here", place=where)
        found.extend((policy, target) for policy in policies for target in targets)
    return found


def _names(entry: Mapping[str, Any], key: str, place: str) -> list[str]:
    found = entry.get(key)
    if isinstance(found, list) and found and all(isinstance(name, str) and name for name in found):
        return found
    raise UnreadableError("must be a list of names", place=f"{place}.{key}")


def _object(value: object, place: str, why: str = "must be an object") -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise UnreadableError(why, place=place)
