"""This is where it is told which environment's paths a policy of Vault, Consul or Nomad reaches, and whose it is.

A path is of the environment that one of its steps tells by whole segments; what tells two is nobody's. Sources: Vault
documentation, "Policies" and the APIs of its engines (what `metadata`, `keys`, `roles` and `cert` say is no secret,
and `verify` gives none away); Consul documentation, "ACL rules"; Nomad documentation, "ACL policy specification";
read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from daypass.model.hcl import Body
from daypass.model.vault_policy import ANY, PathRule, PathRules
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_name, of_value
from daypass_policies.elsewhere.own_paths import is_of_ones_own

_WRITES: Final = frozenset(("create", "update", "patch", "delete", "recover", "sudo"))
_TAKES: Final = _WRITES | {"read", "subscribe"}
_DESCRIBES: Final = frozenset(
    ("metadata", "subkeys", "keys", "roles", "role", "cert", "certs", "ca", "crl", "issuer", "issuers", "config")
)
"""Second steps of paths at which an engine says how it is set up, or what is public."""

_OF_VAULT: Final = ("sys/", "auth/", "identity/")
_GIVES_NOTHING: Final = ("verify", "login")
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
    if not _TAKES & rule.capabilities or not set(_GIVES_NOTHING).isdisjoint(steps[1:]):
        return False
    is_told = rule.path.startswith(_OF_VAULT) or (len(steps) > 1 and steps[1] in _DESCRIBES)
    return not is_told or bool(_WRITES & rule.capabilities)


def _stays(rule: PathRule, rules: PathRules) -> bool:
    steps = rule.path.removesuffix("*").split("/")
    witness = "/".join(ANY if one == "+" else one for one in steps) + (ANY if rule.path.endswith("*") else "")
    found = rules.deciding(witness)
    return found is not None and bool(_TAKES & found.capabilities)


_READ_TOO: Final = ("key", "key_prefix", "namespace", "partition")
"""Blocks of Consul and Nomad whose reading is worth something; what others are about, everybody may find."""

_WRITTEN: Final = ("service", "service_prefix", "session", "session_prefix", "node_pool", "host_volume")
_NOTHING: Final = frozenset(("deny", "list", "list-jobs"))
_READS: Final = frozenset(("read", "list", "list-jobs", "read-job", "mount-readonly"))


def reached_by_blocks(rules: Body) -> Iterator[PlacedPath]:
    """The same of the blocks of Consul and Nomad. Raises `HclError`."""
    for kind in (*_READ_TOO, *_WRITTEN):
        harmless = _NOTHING if kind in _READ_TOO else _NOTHING | _READS
        for label, block in rules.labelled(kind):
            environment, given = of_path(label), set(_given(block))
            if environment and not given <= harmless and "deny" not in given:
                yield PlacedPath(f"{kind} {label}", environment)


def _given(block: Body) -> Iterator[str]:
    """What a block lets do, and what those within it do; one within that denies takes nothing from the rest."""
    for keys, value in block.entries:
        if isinstance(value, Body):
            yield from (one for one in _given(value) if one != "deny")
        elif keys[0] in ("policy", "capabilities"):
            yield from (str(one) for one in (value if isinstance(value, list) else [value]))
