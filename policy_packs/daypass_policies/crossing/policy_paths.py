"""This is where it is told which environment's paths a policy of Vault, Consul or Nomad reaches, and whose it is.

A path is of the environment that one of its steps tells by whole segments; what tells two is nobody's. Sources: Vault
documentation, "Policies" and the APIs of its engines (what `metadata`, `keys`, `roles` and `cert` say is no secret,
and `verify` gives none away); Consul documentation, "ACL rules"; Nomad documentation, "ACL policy specification";
read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from daypass.model.hcl import Body, HclError
from daypass.model.vault_policy import ANY, PathRule, PathRules
from daypass.words import words_in
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_name, of_value
from daypass_policies.elsewhere.own_paths import is_of_ones_own

_WRITES: Final = frozenset(("create", "update", "patch", "delete", "recover", "sudo"))
_TAKES: Final = _WRITES | {"read", "subscribe"}
_DESCRIBES: Final = frozenset(
    (
        "keys",
        "roles",
        "role",
        "static-roles",
        "static-role",
        "library",
        "cert",
        "certs",
        "ca",
        "ca_chain",
        "crl",
        "issuer",
    )
) | {"issuers", "config", "metadata", "subkeys"}
"""What an engine is asked by the step behind its mount for how it is set up, or for what is public."""

_GIVES_NOTHING: Final = frozenset(("verify", "public_key", "wrapping_key", "ocsp", "unified-ocsp"))
"""What is public also where it is asked for by writing."""

_DESCRIBES_IN_KV: Final = frozenset(("metadata", "subkeys"))
"""All else behind a mount of keys and values is the name of one, as version 1 has it."""

_KV: Final = frozenset(("kv", "kvs", "secret", "secrets", "generic"))
_ENGINES: Final = frozenset(
    ("pki", "ca", "ssh", "transit", "totp", "database", "databases", "db", "aws", "gcp", "azure")
)
_ENGINES_OF_DEEP_MOUNTS: Final = frozenset(("pki", "ssh", "transit"))
"""Words of a mount, as people call it."""

_OF_VAULT: Final = ("sys/", "auth/", "identity/")
_OBJECTS: Final = frozenset(("role", "roles", "user", "users", "group", "groups", "certs", "map", "teams"))
"""Steps of login methods behind which a name stands, that may be `login`, too."""

_TEMPLATE: Final = re.compile(r"\{\{[^{}]*\}\}")
_NOTE: Final = re.compile(r"(?:^|[#;,*]|/[ \t])[ \t]*env(?:ironment)?[ \t]*[:=][ \t]*\"?([A-Za-z][\w-]*)", re.MULTILINE)
_COMMENT: Final = re.compile(
    r"\"(?:[^\"\\\n]|\\[^\n])*\"?|(?:#|//)(?P<line>[^\n]*)|/\*(?P<block>(?:(?!\*/).)*)(?:\*/|\Z)", re.DOTALL
)
"""Texts, in which nothing is a comment (`"secret/*"`), and comments."""


class PlacedPath(NamedTuple):
    """A path that is reached, and its environment."""

    path: str
    environment: str


def of_path(path: str) -> str:
    """The environment that its steps tell, none where they tell two."""
    steps = _TEMPLATE.sub("", path).split("/")
    found = {told for step in steps if (told := of_name(step))}
    return found.pop() if len(found) == 1 else NO_ENVIRONMENT


def noted_in(text: str) -> str:
    """The environment that a note says: `environment=staging`, between others or alone."""
    return next(filter(None, (of_value(one) for one in _NOTE.findall(text))), NO_ENVIRONMENT)


def commented_in(policy: str) -> str:
    """That which a comment of a policy says."""
    return noted_in("\n".join(one["line"] or one["block"] or "" for one in _COMMENT.finditer(policy)))


def reached_in_vault(own: Iterable[PathRule], rules: PathRules) -> Iterator[PlacedPath]:
    """Paths of an environment that these let somebody use, unless something in `rules` takes them away again."""
    for rule in own:
        environment = of_path(rule.path)
        if environment and _is_use(rule) and not is_of_ones_own([rule]) and _stays(rule, rules):
            yield PlacedPath(rule.path, environment)


def _is_use(rule: PathRule) -> bool:
    steps = rule.path.rstrip("/*").split("/")
    asked = _asked(steps)
    if not _TAKES & rule.capabilities or asked in _GIVES_NOTHING or _signs_in(steps):
        return False
    is_told = rule.path.startswith(_OF_VAULT) or asked in _DESCRIBES
    return not is_told or bool(_WRITES & rule.capabilities)


def _asked(steps: list[str]) -> str:
    """What the engine is asked for: the step behind its mount, "" where that is but the name of a secret."""
    words = set(words_in(steps[0]))
    is_kv = not words.isdisjoint(_KV) and words.isdisjoint(_ENGINES)
    deep = (at for at, one in enumerate(steps) if not _ENGINES_OF_DEEP_MOUNTS.isdisjoint(words_in(one)))
    at = 0 if is_kv or steps[1:2] == ["data"] else next(deep, 0)
    asked = next(iter(steps[at + 1 :]), "")
    return asked if not is_kv or asked in _DESCRIBES_IN_KV else ""


def _signs_in(steps: list[str]) -> bool:
    """Whether it is where a login method is logged in by: `auth/…/login`, or `auth/…/login/NAME`."""
    behind = steps[2:]
    is_login = behind[-1:] == ["login"] and steps[-2] not in _OBJECTS
    return steps[0] == "auth" and (is_login or behind[-2:-1] == ["login"])


def _stays(rule: PathRule, rules: PathRules) -> bool:
    steps = rule.path.removesuffix("*").split("/")
    witness = "/".join(ANY if one == "+" else one for one in steps) + (ANY if rule.path.endswith("*") else "")
    found = rules.deciding(witness)
    return found is not None and bool(_TAKES & found.capabilities)


_HOLDING: Final = ("namespace", "namespace_prefix", "partition", "partition_prefix")
"""Blocks of Consul and Nomad that are about all that is in there, or about what stands in them."""

_READ_TOO: Final = (*_HOLDING, "key", "key_prefix", "path")
"""Those whose reading is worth something; what others are about, everybody may find."""

_WRITTEN: Final = ("service", "service_prefix", "session", "session_prefix", "node_pool", "host_volume")
_VARIABLES: Final = "variables"
_NOTHING: Final = frozenset(("deny", "list", "list-jobs"))
_READS: Final = frozenset(("read", "list", "list-jobs", "read-job", "mount-readonly"))
_DENIES: Final = "deny"
_NOWHERE: Final = PlacedPath("", NO_ENVIRONMENT)


def reached_by_blocks(rules: Body, around: PlacedPath = _NOWHERE) -> Iterator[PlacedPath]:
    """The same of the blocks of Consul and Nomad, and of those within them. Raises `HclError`.

    What stands in a block of one environment is of it, unless its own label tells another: then it is nobody's.
    """
    for kind in (*_READ_TOO, *_WRITTEN):
        harmless = _NOTHING if kind in _READ_TOO else _NOTHING | _READS
        for label, block in rules.labelled(kind):
            told, given = of_path(label), set(_given(block))
            is_of_two = bool(told and around.environment and told != around.environment)
            if _DENIES in given or is_of_two:
                continue
            place = PlacedPath(f"{around.path} {kind} {label}".strip(), told or around.environment)
            if place.environment and not given <= harmless:
                yield place
            elif kind in _HOLDING:
                yield from _within(block, place)


def _within(block: Body, around: PlacedPath) -> Iterator[PlacedPath]:
    """What stands in a block, the variables of Nomad among it."""
    yield from reached_by_blocks(block, around)
    for keys, value in block.entries:
        if keys == (_VARIABLES,):
            for one in value if isinstance(value, list) else [value]:
                if not isinstance(one, Body):
                    raise HclError
                yield from reached_by_blocks(one, around)


def _given(block: Body) -> Iterator[str]:
    """What a block itself lets do."""
    for keys, value in block.entries:
        if keys in (("policy",), ("capabilities",)):
            yield from (str(one) for one in (value if isinstance(value, list) else [value]))
