"""This is where the JSON Schemas of exemptions.toml and of the policy configuration are.

Their readers (`exemptions.py`, `policy_config.py`) say more than a schema can, as in which rule there is; what a schema
can say, both say alike, and a test holds them to it.
"""

from collections.abc import Mapping
from typing import Any, Final

from daypass.report.policy_config import BLOCK_SCHEMA
from daypass.rule import SETTINGS_RULE, Rule

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_TEXT: Final = {"type": "string", "pattern": r"\S"}
_DATE: Final = {"type": "string", "format": "date"}
_PART: Final = "(?:(?!::).)+"
_NO_WILDCARD: Final = r"(?:(?!::)[^*])+"

EXEMPTIONS_SCHEMA: Final[Mapping[str, Any]] = {
    "$schema": _DIALECT,
    "title": "exemptions.toml: what is excused, by whom, until when",
    "type": "object",
    "properties": {
        "schema": {"type": "integer", "const": 1},
        "exemption": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "rule": _TEXT | {"description": "The name of a rule."},
                    "urn": {
                        "type": "string",
                        "pattern": f"^urn:pulumi:{_PART}::{_NO_WILDCARD}::{_NO_WILDCARD}::.+$",
                        "description": "A URN; wildcards in stack and name only.",
                    },
                    "reason": _TEXT | {"description": "Why it is excused, and what will end that."},
                    "owner": _TEXT | {"description": "A key of [owners] in the settings."},
                    "approver": _TEXT | {"description": "One of the approvers in the settings, never the owner."},
                    "approved": _DATE,
                    "expires": _DATE | {"description": "The last day, UTC; at most 90 days after approval."},
                },
                "required": ["rule", "urn", "reason", "owner", "approver", "approved", "expires"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["schema"],
    "additionalProperties": False,
}
"""The JSON Schema of `exemptions.toml`."""


def policy_config_schema(rules: Mapping[str, Rule]) -> dict[str, Any]:
    """The JSON Schema of a policy configuration for these rules, in both of the engine's forms."""
    entries = {"all": {"anyOf": [_REF_LEVEL, _options({}) | {"required": ["enforcementLevel"]}]}}
    entries[SETTINGS_RULE] = _entry({**BLOCK_SCHEMA, **dict.fromkeys(("settings", "exemptions", "baseline"), _PATH)})
    for rule in rules.values():
        if rule.name != SETTINGS_RULE:
            entries[rule.name] = _entry(rule.options)
    named = {name: {"$ref": f"#/$defs/{name}"} for name in entries}
    policies = {"type": "object", "properties": named, "additionalProperties": False}
    environments = {"type": "array", "items": {"type": "string"}}
    return {
        "$schema": _DIALECT,
        "title": "The policy configuration: pulumi --policy-pack-config, daypass --policy-config",
        "$defs": {"level": _LEVEL, **entries},
        "type": "object",
        "if": {"properties": {"version": {"type": "number"}}, "required": ["version"]},
        "then": {
            "properties": {
                "version": {"const": 2},
                "policies": {"anyOf": [policies, {"type": "null"}]},
                "exceptions": {"anyOf": [_EXCEPTIONS, {"type": "null"}]},
                "environments": environments,
            },
            "additionalProperties": False,
        },
        "else": policies | {"properties": {**named, "environments": environments}},
    }


_REF_LEVEL: Final = {"$ref": "#/$defs/level"}
_LEVEL: Final = {
    "type": "string",
    "enum": ["advisory", "mandatory", "disabled", "remediate"],
    "description": "`remediate` counts as mandatory.",
}
_PATH: Final = {"type": "string", "pattern": "^/", "description": "An absolute path."}
_NAMES: Final = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1}
_EXCEPTIONS: Final = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {
            "reason": _TEXT,
            "match": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "properties": {
                        "policies": {**_NAMES, "not": {"contains": {"const": "all"}}},
                        "targets": {**_NAMES, "description": "Exact URNs."},
                    },
                    "required": ["policies", "targets"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["reason", "match"],
        "additionalProperties": False,
    },
}


def _entry(options: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [_REF_LEVEL, _options(options)]}


def _options(options: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"enforcementLevel": _REF_LEVEL, **options}, "additionalProperties": False}
