"""This is where AWS-managed policies are that give too much, by path and name (`job-function/SystemAdministrator`)."""

from functools import cache
from typing import Final

from daypass.data.table import read_table

ADMINISTRATOR: Final = "arn:aws:iam::aws:policy/AdministratorAccess"
"""The one that gives everything."""

_BY_NAME: Final = "FullAccess"
"""AWS's own word for "everything in this service", also where the document lists the actions one by one."""

_NARROW: Final = frozenset(
    {
        "AWSAppSyncInvokeFullAccess",
        "AWSMarketplaceMeteringFullAccess",
        "AmazonAPIGatewayInvokeFullAccess",
        "AmazonAugmentedAIHumanLoopFullAccess",
        "AmazonElasticFileSystemClientFullAccess",
        "AmazonRDSDataFullAccess",
        "AmazonRDSPerformanceInsightsFullAccess",
        "AmazonRedshiftDataFullAccess",
        "AmazonS3FilesClientFullAccess",
        "EC2FastLaunchFullAccess",
    }
)
"""Those that carry the word and mean one narrow use of a service: to invoke, to mount, to query."""


@cache
def _broad() -> dict[str, tuple[str, ...]]:
    return {row["policy"].lower(): tuple(row["services"].split()) for row in read_table("managed_policies").rows}


@cache
def broad_policies() -> tuple[str, ...]:
    """Every one of the table, by path and name."""
    return tuple(row["policy"] for row in read_table("managed_policies").rows)


def managed_policy_gives(policy: str) -> tuple[str, ...]:
    """The services that it gives as a whole, `("*",)` for everything, `()` where it is narrower.

    A policy that is newer than the table counts by its name: `NewThingFullAccess` gives `("NewThing",)`. The names of
    policies do not differ in case alone.
    """
    name = policy.rpartition("/")[2]
    if found := _broad().get(policy.lower()):
        return found
    return (name.partition(_BY_NAME)[0].rstrip("_"),) if _BY_NAME in name and name not in _NARROW else ()


def managed_policy_gives_everything(policy: str) -> bool:
    """Whether it makes an administrator, so that as a boundary it bounds nothing."""
    return "*" in managed_policy_gives(policy)
