"""This is where AWS-managed policies are that lead to every right, by path and name (`job-function/DataScientist`)."""

from functools import cache

from daypass.data.managed_policies import broad_policies, managed_policy_gives
from daypass.data.table import read_table


@cache
def escalating_policies() -> tuple[str, ...]:
    """Every one that is known: those that give everything or all of IAM, then those that go a known path."""
    whole = (policy for policy in broad_policies() if _gives_rights(policy))
    return tuple(dict.fromkeys((*whole, *(row["policy"] for row in read_table("managed_escalations").rows))))


def _gives_rights(policy: str) -> bool:
    return not {"*", "iam"}.isdisjoint(managed_policy_gives(policy))
