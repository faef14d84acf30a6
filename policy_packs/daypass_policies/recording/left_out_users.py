"""This is where it is read which users the record of a database, or an exclusion of logs, leaves out.

Source: MongoDB, "Configure Audit Filters" (`users.user`), and Atlas, "Set up Database Auditing"; Google Cloud,
"Exclusion filters" (what is excluded is stored nowhere; admin activity cannot be); Amazon RDS, "MariaDB Audit Plugin
options" and Aurora, "Advanced auditing" (`server_audit_excl_users`); Azure Database for MySQL, "Audit logs" (where
`audit_log_exclude_users` says `azure_superuser` by itself); read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from daypass.graph.leaves import was_looked_up, yes_or_no
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.words import words_in
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle


class LeftOut(NamedTuple):
    """A user that nothing is recorded of, where that is said, and whether nobody else may say who it is."""

    user: str
    at: str
    marked: bool


def users_left_out(resource: Resource) -> Iterator[LeftOut]:
    """Those of it, but for the vendor's own and those that only watch. Raises `Undecided`."""
    if was_looked_up(resource):
        return
    for one in _read(resource):
        name = one.user.strip()
        if name and not _OF_VENDORS.fullmatch(name) and _WATCH.isdisjoint(words_in(name)):
            yield one._replace(user=name)


_OF_VENDORS: Final = re.compile(
    r"(?i)rds(?:admin|repladmin|proxyadmin|topmgr)|azure_?su(?:peruser)?|azure_superuser|mysql\.\w+|event_scheduler"
    r"|(?:mms|atlas)-[\w-]+|__system"
)
_WATCH: Final = frozenset(("exporter", "health", "healthcheck", "heartbeat", "monitor", "monitoring", "probe"))
"""Words of a name that say that it reads no data, but comes every few seconds."""

ATLAS: Final = "mongodbatlas:index/auditing:Auditing"
EXCLUSIONS: Final = tuple(
    f"gcp:logging/{kind}Exclusion:{kind[0].upper()}{kind[1:]}Exclusion"
    for kind in ("project", "folder", "organization", "billingAccount")
)
SETTINGS: Final = {
    "aws:rds/optionGroup:OptionGroup": ("options[].optionSettings[]", "name", "value"),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": ("parameters[]", "name", "value"),
    "aws:rds/parameterGroup:ParameterGroup": ("parameters[]", "name", "value"),
    "azure:mysql/flexibleServerConfiguration:FlexibleServerConfiguration": ("", "name", "value"),
    "azure:mysql/configuration:Configuration": ("", "name", "value"),
    "azure:mariadb/configuration:Configuration": ("", "name", "value"),
    "azure-native:dbformysql:Configuration": ("", "configurationName", "value"),
}
"""Type → the settings, what one is called by, and what it says; the settings are "" where the resource is one."""
_SAYS_WHOM: Final = frozenset(
    (
        "server_audit_excl_users",
        "audit_log_exclude_users",
        "audit_log_exclude_accounts",
        "loose_audit_log_exclude_users",
    )
)


def _read(resource: Resource) -> Iterator[LeftOut]:
    if resource.type == ATLAS:
        yield from _of_atlas(resource)
    elif resource.type in EXCLUSIONS:
        yield from _of_exclusion(resource)
    elif resource.type in SETTINGS:
        path, name, value = SETTINGS[resource.type]
        raw = resource.declared.raw
        entries = list(locate(raw, path)) if path else [Located(raw, "", marked=False)]
        yield from settle(_of_setting(one, name, value) for one in entries)


def _of_setting(entry: Located, name: str, value: str) -> Iterator[LeftOut]:
    if bare(entry.value) is UNKNOWN:
        return  # what it waits for may be any other of its settings
    called = next(locate(entry.value, name), None)
    if called is None or bare(called.value) is UNKNOWN or called.text.strip().lower() not in _SAYS_WHOM:
        return
    for one in locate(entry.value, value):
        at = f"{entry.path}.{one.path}" if entry.path else one.path
        if bare(one.value) is UNKNOWN:
            raise Undecided(at)
        for user in re.split(r"[,;]", one.text):
            yield LeftOut(user, at, entry.marked or one.marked)


_SIGNED: Final = re.compile(
    r"(?i)(?<!not )(?<!-)(?:protoPayload\.)?authenticationInfo\.principalEmail\s*[=:]\s*\"?"
    r"(?P<who>[^\s\"()@]+@[^\s\"()@]+\.gserviceaccount\.com)"
)
_NARROWER: Final = re.compile(r"(?i)methodName|\bseverity\b|resourceName|\bNOT\b|(?:^|\s)-\w")
"""What is excluded of somebody besides may be noise alone."""
_OF_GOOGLE: Final = re.compile(r"(?i)service-(?:org-|folder-)?[0-9]+@.*|[0-9]+@.*|.*@gcp-sa-.*")


def _of_exclusion(resource: Resource) -> Iterator[LeftOut]:
    if any(yes_or_no(one.value) is True for one in locate(resource.declared.raw, "disabled")):
        return
    for one in locate(resource.declared.raw, "filter"):
        for found in _SIGNED.finditer(one.text) if not _NARROWER.search(one.text) else ():
            if not _OF_GOOGLE.fullmatch(found["who"]):
                yield LeftOut(found["who"], one.path, one.marked)


def _of_atlas(resource: Resource) -> Iterator[LeftOut]:
    if any(yes_or_no(one.value) is False for one in locate(resource.declared.raw, "enabled")):
        return  # nobody is recorded, as `audit-log-is-on` says
    for one in locate(resource.declared.raw, "auditFilter"):
        for user in _filtered(_parsed(one)):
            yield LeftOut(user, one.path, one.marked)


def _parsed(written: Located) -> Any:
    """Raises `Undecided` where it is not read: whom it leaves out where Atlas takes it, nobody knows."""
    try:
        return json_value(written.text) if written.text.strip() else None
    except JsonError:
        raise Undecided(written.path) from None


def _filtered(asked: Any) -> Iterator[str]:
    """Whom a filter as a whole leaves out: a branch of `$or` is not the whole."""
    for key, said in asked.items() if isinstance(asked, dict) else ():
        each = said if isinstance(said, list) else [said]
        if key == "$and":
            yield from (user for one in each for user in _filtered(one))
        elif key == "$nor":
            yield from (user for one in each for user in _lone(one))
        elif key in _USER:
            yield from _not_these(said)
        elif key == "users" and isinstance(said, dict):
            yield from _not_these(_field(said.get("$not"), "$elemMatch"), of_each=True)


_USER: Final = ("users.user", "users.0.user")


def _lone(asked: Any) -> Iterator[str]:
    """The users of a condition that asks for nothing else."""
    if isinstance(asked, dict) and len(asked) == 1 and next(iter(asked)) in _USER:
        yield from _these(next(iter(asked.values())))


def _not_these(said: Any, *, of_each: bool = False) -> Iterator[str]:
    if of_each:
        yield from _these(_field(said, "user")) if isinstance(said, dict) and len(said) == 1 else ()
    elif isinstance(said, dict):
        yield from _texts(said.get("$ne"))
        yield from _texts(said.get("$nin"))
        yield from _these(said.get("$not"))


def _these(said: Any) -> Iterator[str]:
    if isinstance(said, dict):
        yield from _texts(said.get("$eq"))
        yield from _texts(said.get("$in"))
    else:
        yield from _texts(said)


def _texts(said: Any) -> Iterator[str]:
    yield from (one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str))


def _field(said: Any, key: str) -> Any:
    return said.get(key) if isinstance(said, dict) else None
