"""This is where providers are: the default ones as the engine makes them, and what each knows of its account."""

import threading
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from daypass.engine.account import Account, Surroundings
from daypass.engine.configuration import Configuration
from daypass.engine.registration import Refused, Registration
from daypass.engine.urns import PROVIDERS, Reference, default_name, make_urn, package_of
from daypass.engine.wire import holds_unknown, secret
from daypass.model.json_text import JsonError, json_value
from daypass.state.values import UNKNOWN_TEXT

_DYNAMIC: Final = ("pulumi-python", "pulumi-nodejs")
"""Packages whose provider gets the whole configuration, not only its own."""


class Package(NamedTuple):
    """What a program asks for: a package and, where it says so, its version and where its plugin comes from."""

    name: str
    version: str = ""
    url: str = ""


class Providers:
    """The providers of one run."""

    def __init__(self, stack: str, project: str, configuration: Configuration, account: Account) -> None:
        self._stack, self._project, self._configuration, self._account = stack, project, configuration, account
        self._lock = threading.RLock()
        self._defaults: dict[Package, str] = {}
        self._known: dict[str, Registration] = {}
        self._installed: Mapping[str, str] = {}
        self._installed_known = threading.Event()

    def set_installed(self, packages: Mapping[str, str]) -> None:
        """Say which packages' SDKs the program's Python has: package → version."""
        self._installed = packages
        self._installed_known.set()

    def default(self, package: Package, wanted_by: str, register: Callable[[Registration], None]) -> str:
        """The reference to a package's default provider, registered when it is first asked for. Raises `Refused`."""
        if self._is_denied(package.name):
            raise Refused(
                f"Default provider for '{package.name}' disabled. '{wanted_by}' must use an explicit provider."
            )
        package = package._replace(version=package.version or self.installed_version(package.name))
        with self._lock:
            if package not in self._defaults:
                made = self._make_default(package)
                register(made)
                self._defaults[package] = f"{made.urn}::{made.id}"
            return self._defaults[package]

    def installed_version(self, package: str) -> str:
        """The version of a package's SDK in the program's Python, or ""."""
        self._installed_known.wait()
        return self._installed.get(package, "")

    def add(self, provider: Registration) -> None:
        """Remember a provider that was registered."""
        self._known[provider.urn] = provider

    def is_configured(self, reference: str) -> bool:
        """Whether the engine would have configured it: it leaves out a provider whose own inputs are not all known.

        A default provider has the stack's configuration, which the engine knows, whether we can decrypt it or not.
        """
        if reference in self._defaults.values():
            return True
        provider = self._known.get(Reference.parse(reference).urn)
        return provider is None or not holds_unknown(provider.inputs)

    def around(self, reference: str) -> Surroundings:
        """What this provider knows of its account, region and partition."""
        provider = self._known.get(Reference.parse(reference).urn)
        return Surroundings(self._account, provider.inputs if provider else {})

    def _make_default(self, package: Package) -> Registration:
        try:
            name = default_name(package.version, package.url)
        except ValueError as error:
            raise Refused(str(error)) from None
        type_ = f"{PROVIDERS}{package.name}"
        inputs = self._inputs(package.name)
        if package.version:
            inputs["version"] = package.version.removeprefix("v")
        if package.url:
            inputs["pluginDownloadURL"] = package.url
        urn = make_urn(self._stack, self._project, "", type_, name)
        made = Registration(urn=urn, type=type_, name=name, inputs=inputs, outputs=inputs, id=provider_id(urn))
        self.add(made)
        return made

    def _inputs(self, package: str) -> dict[str, Any]:
        """The stack's configuration of a package, as texts; of a dynamic provider all of it, with its namespaces."""
        whole = package in _DYNAMIC
        configuration = self._configuration
        found = {}
        for key, text in configuration.values.items():
            namespace, _, bare = key.partition(":")
            if whole or namespace == package:
                value = UNKNOWN_TEXT if key in configuration.unreadable else text
                found[key if whole else bare] = secret(value) if key in configuration.secrets else value
        return found

    def _is_denied(self, package: str) -> bool:
        """Whether `pulumi:disable-default-providers` names the package or `*`."""
        said = self._configuration.values.get("pulumi:disable-default-providers")
        if not said or package == "pulumi":
            return False
        return any(name.strip() in ("*", package) for name in _names(said))


def _names(said: str) -> list[str]:
    """The names in a JSON list; a null is an empty one, as it is for the engine."""
    try:
        names = json_value(said)
    except JsonError:
        names = said
    if names is None:
        return []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Refused("Failed to parse pulumi:disable-default-providers, which is no JSON list of names")
    return names


def provider_id(urn: str) -> str:
    """An id for a provider: a UUID as the engine gives, but always the same one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, urn))


def package_for(token: str, version: str, url: str) -> Package:
    """The package that serves a type or function."""
    return Package(package_of(token), version, url)
