"""This is where it is told in which object a workload or a build keeps the state of an infrastructure: its settings.

A bucket need not be called as states are: a variable, an argument of `terraform init`, a block of its configuration or
the backend of Pulumi say where the state is. Words are habits. Sources: Terraform, "Backend configuration" (partial
configuration, `-backend-config`), "Backend Type: s3" and "Environment variables" (`TF_CLI_ARGS_init`); Pulumi, "State
and backends" (`pulumi login`, `PULUMI_BACKEND_URL`); read 2026-12.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.told import Setting, Told, told_of
from daypass.graph.consumers import Consumers
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.keeping.credentials import words_of

_MOST: Final = 1024
"""Characters of a setting, which is a name or an address."""

_TOOLS: Final = frozenset(("terraform", "tf", "tofu", "opentofu", "terragrunt"))
_STATE: Final = frozenset(("state", "states", "backend"))
_STATES: Final = frozenset(("tfstate", "tfstates"))
_LOCKS: Final = frozenset(("lock", "locks", "table"))
_FILE: Final = frozenset(("key", "path", "file"))
_BUCKET: Final = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
_URI: Final = re.compile(rf"s3://({_BUCKET})(?:/([^\s\"'?*$]{{0,900}}))?")
_NAME: Final = re.compile(_BUCKET)
_KEY: Final = re.compile(r"[^\s\"'?*$]{1,900}")
_ENDING: Final = ".tfstate"
_OF_PULUMI: Final = ".pulumi/stacks/*"
_BACKEND: Final = "pulumi_backend_url"
_LOGS_IN: Final = re.compile(
    rf"(?:pulumi[ ]login[ ]{{1,8}}|PULUMI_BACKEND_URL[ ]{{0,4}}[:=][ ]{{0,4}})[\"']?{_URI.pattern}"
)
_GIVEN: Final = re.compile(r"-backend-config[= ]{1,4}[\"']?(bucket|key)[ ]{0,4}=[ ]{0,4}[\"']?([^\s\"'?*$]{1,900})")
_BLOCK: Final = re.compile(r"backend[ ]{1,4}\\?[\"']s3\\?[\"'][ ]{0,4}\{([^{}]{0,2000})\}")
_SAID: Final = re.compile(r"(?<![\w-])(bucket|key)[ ]{0,40}=[ ]{0,4}\\?[\"']([^\s\"'?*$\\]{1,900})\\?[\"']")


class ToldState(NamedTuple):
    """Where a state is, by its key in a bucket, or what takes that in; "" where only the bucket is said."""

    bucket: str
    key: str = ""


def states_told(actor: Actor, rising: Rising) -> tuple[ToldState, ...]:
    """Those of what runs as it."""
    uses = rising.reach.stack.once(Consumers).by_role.get(actor.resource.urn, ())
    each = (state for use in uses if use.own for state in states_of(use.consumer))
    return tuple(dict.fromkeys(each))


def alone_in(patterns: Collection[str], told: Iterable[ToldState]) -> frozenset[str]:
    """Of each bucket of which no more is said the pattern that is the only one there: of several nobody says which."""
    buckets = (one.bucket for one in told if not one.key)
    each = ([text for text in patterns if f":::{bucket}/" in text] for bucket in buckets)
    return frozenset(found[0] for found in each if len(found) == 1)


def states_of(workload: Resource) -> Iterator[ToldState]:
    """Those of one workload or build."""
    for told in told_of(workload):
        yield from _in_settings(told)
        for text in told.texts:
            yield from _in_text(text)


def _in_settings(told: Told) -> Iterator[ToldState]:
    settings = [one for one in told.settings if one.value and len(one.value) <= _MOST]
    for one in settings:
        yield from _by_address(one)
        if one.name.upper().startswith("TF_CLI_ARGS"):
            yield from _joined(_GIVEN.findall(one.value or ""))
    buckets = [one.value or "" for one in settings if _is_for(one, frozenset(("bucket",))) and _fits(_NAME, one)]
    keys = [one.value or "" for one in settings if _is_for(one, _FILE) and _fits(_KEY, one)]
    yield from _joined([*(("bucket", one) for one in buckets[:1]), *(("key", one) for one in keys[:1])])


def _by_address(one: Setting) -> Iterator[ToldState]:
    """What a setting says whose value is the address of a state, by its ending or by its own name."""
    if one.name.lower() == _BACKEND:
        yield from (_of_pulumi(found[1], found[2] or "") for found in _URI.finditer(one.value or ""))
        return
    found = _URI.fullmatch(one.value or "")
    bucket, key = (found[1], found[2] or "") if found else ("", "")
    if key.endswith(_ENDING):
        yield ToldState(bucket, key)
    elif bucket and _says_state(one.name):
        yield ToldState(bucket, f"{key}*" if key.endswith("/") else key)


def _in_text(text: str) -> Iterator[ToldState]:
    yield from (_of_pulumi(found[1], found[2] or "") for found in _LOGS_IN.finditer(text))
    yield from _joined(_GIVEN.findall(text))
    for block in _BLOCK.finditer(text):
        yield from _joined(_SAID.findall(block[1]))


def _joined(said: list[tuple[str, str]]) -> Iterator[ToldState]:
    """Bucket and key that are said together; of several the last, as the tool takes it."""
    found = dict(said)
    if _NAME.fullmatch(bucket := found.get("bucket", "")):
        yield ToldState(bucket, found.get("key", ""))


def _of_pulumi(bucket: str, folder: str) -> ToldState:
    return ToldState(bucket, f"{folder.strip('/')}/{_OF_PULUMI}".lstrip("/"))


def _is_for(one: Setting, what: frozenset[str]) -> bool:
    """Whether its name says that it is the bucket, or the key, of a state."""
    return not what.isdisjoint(words_of(one.name)) and _says_state(one.name)


def _says_state(name: str) -> bool:
    words = frozenset(words_of(name))
    is_state = bool(words & _STATES) or bool(words & _STATE and words & _TOOLS)
    return is_state and words.isdisjoint(_LOCKS)


def _fits(pattern: re.Pattern[str], one: Setting) -> bool:
    return pattern.fullmatch(one.value or "") is not None
