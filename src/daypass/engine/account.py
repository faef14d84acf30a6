"""This is where the account, region and partition of a provider are found out, without asking AWS."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from daypass.data.partitions import Partition, partition_of
from daypass.data.stand_ins import NOBODYS_ACCOUNT
from daypass.engine.wire import bare, holds_unknown
from daypass.iam.account import own_account
from daypass.model.resource import Properties, Provider, Resource
from daypass.settings import Settings
from daypass.state.values import UNKNOWN_TEXT, decode

DEFAULT_REGION: Final = "us-east-1"
"""The region where nothing says which; the report says that it was used."""

_ACCOUNT_INPUTS: Final = ("allowedAccountIds", "assumeRoles", "assumeRole")


class Account:
    """Where a provider's own configuration says nothing, `given` counts: the flag, else the settings' entry.

    What an unknown input decides is Pulumi's text for an unknown. Remembers whether something had to be made up.
    """

    def __init__(self, given: str | None, region: str | None) -> None:
        self._given, self._region = given, region
        self._lock = threading.Lock()
        self._made_up: dict[str, str] = {}

    def account(self, inputs: Mapping[str, Any]) -> str:
        """The account of a provider with these inputs; nobody's where nothing says which, and the report says so."""
        if any(holds_unknown(inputs.get(key)) for key in _ACCOUNT_INPUTS):
            return UNKNOWN_TEXT
        return _account_of(inputs) or self._given or self._make_up("account", NOBODYS_ACCOUNT)

    def region(self, inputs: Mapping[str, Any]) -> str:
        """The region of a provider with these inputs."""
        if holds_unknown(inputs.get("region")):
            return UNKNOWN_TEXT
        return self.known_region(inputs) or self._make_up("region", DEFAULT_REGION)

    def known_region(self, inputs: Mapping[str, Any]) -> str | None:
        """The same, None where it would have to be made up."""
        said = bare(inputs.get("region"))
        return said if isinstance(said, str) and said else self._region

    @property
    def made_up(self) -> Mapping[str, str]:
        """`account` and `region` → the made-up value, where one was used."""
        with self._lock:
            return dict(self._made_up)

    def _make_up(self, what: str, value: str) -> str:
        with self._lock:
            self._made_up[what] = value
        return value


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What one provider knows, found out when it is asked for; `inputs` are the provider's own, with Pulumi's marks."""

    source: Account
    inputs: Mapping[str, Any]

    @property
    def account(self) -> str:
        """The account."""
        return self.source.account(self.inputs)

    @property
    def region(self) -> str:
        """The region."""
        return self.source.region(self.inputs)

    @property
    def partition(self) -> str:
        """The partition; `aws` where nothing says which region this is."""
        return self._partition.name

    @property
    def suffix(self) -> str:
        """The domain of the partition's services."""
        return self._partition.suffix

    @property
    def _partition(self) -> Partition:
        return partition_of(self.source.known_region(self.inputs) or "")


def _account_of(inputs: Mapping[str, Any]) -> str | None:
    """The account that a provider's own configuration names, as every engine tells it."""
    decoded = decode(inputs)
    properties = Properties(decoded if isinstance(decoded, dict) else {})
    return own_account(Resource(urn="", type="", name="", provider=Provider(inputs=properties)), Settings())
