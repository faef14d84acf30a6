"""This is where the components ask AWS, through Pulumi, in which account, partition and region they are."""

from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import pulumi
import pulumi_aws as aws

from daypass.errors import DeclarationError
from daypass.model.whereabouts import settled_account, settled_partition


@dataclass(frozen=True, slots=True)
class _Told:
    """What a provider said of itself; None where it is not configured yet, which only a preview sees."""

    account: str | None
    partition: str | None


# One question for each provider: with two hundred identities in a stack, asking STS each time would take a minute.
_TOLD: WeakKeyDictionary[pulumi.Resource, _Told] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Account, partition and region as seen by one provider, each asked for when needed.

    `asking` are the options of the look-ups, `provider` the explicit one or None, `argument` and `entry` what program
    and settings say of the account.
    """

    asking: pulumi.InvokeOptions
    provider: pulumi.ProviderResource | None
    environment: str
    argument: str | None = None
    entry: str | None = None

    def account(self) -> str:
        """Twelve digits. Raises DeclarationError where nothing says them, or two things differ."""
        return settled_account(
            argument=self.argument, caller=self._told().account, entry=self.entry, environment=self.environment
        )

    def partition(self) -> str:
        """As in the second part of an ARN."""
        return settled_partition(self._told().partition, pulumi.Config("aws").get("region"))

    def region(self) -> str:
        """As in `eu-central-1`. Raises DeclarationError where the provider is not configured yet."""
        found = aws.get_region(opts=self.asking).region or pulumi.Config("aws").get("region")
        if not found:
            raise DeclarationError("the provider is not configured yet", place="region", remedy="Set aws:region.")
        return found

    def facts(self) -> dict[str, Callable[[], str]]:
        """What a declaration can have filled in."""
        return {
            "environment": lambda: self.environment,
            "account": self.account,
            "region": self.region,
            "partition": self.partition,
        }

    def _told(self) -> _Told:
        asked_once = self.provider or pulumi.runtime.settings.get_root_resource()
        if asked_once and (told := _TOLD.get(asked_once)):
            return told
        caller, partition = aws.get_caller_identity(opts=self.asking), aws.get_partition(opts=self.asking)
        told = _Told(caller.account_id or None, partition.partition or None)
        if asked_once and told.account and told.partition:
            _TOLD[asked_once] = told
        return told
