"""This is where it is told in which environment a service account of Google is, and a thing that it has rights on.

A project tells it by its name, as an account of AWS does by its entry in the settings; where that tells nothing, the
name of the account or of the thing does, by whole segments. Sources: Google Cloud, "Service accounts overview" (the
forms of an address) and "Resource names"; read 2026-11.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.urn import Urn
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_name, of_value
from daypass_policies.elsewhere.google_members import ACCOUNT, machine_of
from daypass_policies.located import Located

_PROJECT: Final = "project"
_MEMBER: Final = "serviceaccount:"
_ADDRESS: Final = re.compile(
    r"(?P<name>[^@]+)@(?P<of>[^@.]+)\..*iam\.gserviceaccount\.com"
    r"|(?P<app>[^@]+)@appspot\..*"
    r"|(?P<pods>[^@\[]+)\.svc\.id\.goog\[.*"
)
"""Of an account of one's own, of App Engine's, and of what a cluster's pods run as: the project is in each."""
_PATH: Final = re.compile(r"projects/(?P<project>[^/]+)/(?:.*/)?(?P<name>[^/]+)")


class GoogleAccount(NamedTuple):
    """A service account: its address or its URN, words for people, and its environment, "" where nothing tells it."""

    key: str
    called: str
    environment: str


class GooglePlaces:
    """The service accounts that a stack, or several joined, make and name."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._made: dict[tuple[str, str], Resource | None] = {}

    def account(self, by: Resource, member: Located) -> GoogleAccount | None:
        """The service account that a member is; None for people, pools and Google's own. Raises `Undecided`."""
        if bare(member.value) is UNKNOWN:
            made = self._behind(by, member.path)
            if made is None or made.type != ACCOUNT:
                raise Undecided(member.path)
            return GoogleAccount(made.urn, f"service account {made.name!r}", _of_account(made, member.path))
        called, text = machine_of(member), member.text.strip().lower()
        if not called or not text.startswith(_MEMBER):
            return None
        address = text.removeprefix(_MEMBER)
        made = self._by_address.get(address)
        environment = _of_address(address) or (_of_account(made, member.path) if made else NO_ENVIRONMENT)
        return GoogleAccount(made.urn if made else address, called, environment)

    def of_thing(self, by: Resource, thing: Located | None) -> str:
        """The environment of what a grant is on. Raises `Undecided` where an unknown would tell it."""
        if found := self._of_project(by):
            return found
        if thing is None:
            return NO_ENVIRONMENT
        if bare(thing.value) is UNKNOWN:
            made = self._behind(by, thing.path)
            if made is None:
                raise Undecided(thing.path)
            return _of_project_of(made, thing.path) or _of_names(made)
        parts = _PATH.fullmatch(thing.text)
        return (of_name(parts["project"]) or of_name(parts["name"])) if parts else of_name(thing.text)

    def _of_project(self, by: Resource) -> str:
        """That of the project in which the thing is, as the grant says. Raises `Undecided`."""
        project = bare(said(by, _PROJECT))
        if project is not UNKNOWN:
            return of_name(text_of(project))
        made = self._behind(by, _PROJECT)
        names = [text_of(said(made, key)) for key in ("projectId", _PROJECT)] if made else []
        if not any(names):
            raise Undecided(_PROJECT)
        return next(filter(None, map(of_name, names)), NO_ENVIRONMENT)

    def _behind(self, by: Resource, path: str) -> Resource | None:
        """What the stack makes and a property comes from, where that is one thing."""
        key = (by.urn, re.split(r"[.\[]", path)[0])
        if key not in self._made:
            urns = dict.fromkeys(by.property_dependencies.get(key[1], ()))
            made = [self._stack.by_urn[urn] for urn in urns if urn in self._stack.by_urn]
            self._made[key] = made[0] if len(made) == 1 and not was_looked_up(made[0]) else None
        return self._made[key]

    @cached_property
    def _by_address(self) -> Mapping[str, Resource]:
        return {
            address.lower(): made
            for made in self._stack.of_type(ACCOUNT)
            for address in (text_of(said(made, "email")), _address_of(made))
            if address
        }


def _address_of(account: Resource) -> str:
    """The address that the account will have, where its project is written down."""
    name, project = text_of(said(account, "accountId")), text_of(said(account, "project"))
    return f"{name}@{project}.iam.gserviceaccount.com" if name and project else ""


def _of_address(address: str) -> str:
    parts = _ADDRESS.fullmatch(address)
    if parts is None:
        return NO_ENVIRONMENT
    return of_name(parts["of"] or parts["app"] or parts["pods"]) or of_name(parts["name"] or "")


def _of_project_of(made: Resource, path: str) -> str:
    """That of the project of what the stack makes, which the provider says where it does not. Raises `Undecided`."""
    project = bare(said(made, _PROJECT))
    if project is None:
        project = bare(made.provider.inputs.raw.get(_PROJECT))
    if project is UNKNOWN:
        raise Undecided(path)
    return of_name(text_of(project))


def _of_names(made: Resource) -> str:
    """What its names tell; nothing where the provider is yet to choose one."""
    names = (text_of(said(made, key)) for key in ("name", "secretId", "accountId", "datasetId"))
    return next(filter(None, map(of_name, names)), NO_ENVIRONMENT)


def _of_account(account: Resource, path: str) -> str:
    """By its project, its name, and the stack that makes it. Raises `Undecided`."""
    told = _of_project_of(account, path) or of_name(text_of(said(account, "accountId")))
    return told or (NO_ENVIRONMENT if was_looked_up(account) else of_value(Urn.parse(account.urn).stack))
