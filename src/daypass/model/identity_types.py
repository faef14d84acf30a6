"""This is where the types are of what a workload acts as in AWS, and of our components that make it."""

from typing import Final

ROLES_AND_USERS: Final = ("aws:iam/role:Role", "aws:iam/user:User", "aws-native:iam:Role", "aws-native:iam:User")
"""Types that are an identity and can carry tags. A service-linked role is AWS's own and is not among them."""

COMPONENT: Final = "daypass:index:WorkloadIdentity"
PROVIDER_COMPONENT: Final = "daypass:index:OidcProvider"
"""Makes what belongs to the account: who keeps its baseline answers for it."""
