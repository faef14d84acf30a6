"""This is where it is told what of somebody's rights is grave: what a company lives on, and what opens the rest.

That is to change identities, secrets and databases, and who may use a data lake, to read secrets, and to destroy what
nobody can bring back.
"""

from functools import cache
from typing import Final

from daypass.data.destructive_actions import destructive_actions
from daypass.iam.action import action_matches
from daypass_policies.escalating.takeovers.gaining import Gain, is_over_identities

_KEPT: Final = (
    *("iam", "sso", "identitystore", "organizations", "cognito-idp", "secretsmanager"),
    *("rds", "rds-db", "redshift", "redshift-serverless", "docdb-elastic", "dsql", "neptune-db", "neptune-graph"),
    *("elasticache", "memorydb"),
)
"""Services of identities, secrets and databases, to change anything in which is the business of few."""

_SECRETS: Final = ("secretsmanager:GetSecretValue", "kms:Sign")
"""Parameters and what a key opens are often there for all, as the names of networks and a shared bucket are."""


def is_grave(gain: Gain) -> bool:
    """Whether it is one of these."""
    if gain.weight == "secret" and any(action_matches(gain.action, one) for one in _SECRETS):
        return True
    is_kept = gain.action.partition(":")[0].lower() in _KEPT or is_over_identities(gain)
    return is_kept or _destroys(gain.action)


@cache
def _destroys(pattern: str) -> bool:
    return any(action_matches(pattern, action) for action in destructive_actions())
