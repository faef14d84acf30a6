"""This is where a Request is: who wants to do what to which resource, and under which circumstances."""

import re
from dataclasses import dataclass, field
from typing import Final

from daypass.iam.arn import Arn
from daypass.iam.context import Context, MalformedRequest
from daypass.iam.principal import Principal

_ACTION: Final = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `resource` is an ARN, or `*` for an action that has no resource.

    `resource_account` (twelve digits) owns the resource; "" stands for the account in its ARN, else the principal's.
    """

    action: str
    resource: str
    principal: Principal
    context: Context = field(default_factory=Context)
    resource_account: str = ""

    def __post_init__(self) -> None:
        """Raises `MalformedRequest` for what cannot be asked."""
        if not _ACTION.fullmatch(self.action):
            raise MalformedRequest("is no action", place="action", remedy="Name one, as in s3:GetObject.")
        if self.resource != "*" and Arn.parse(self.resource) is None:
            raise MalformedRequest("is no ARN", place="resource", remedy="Give the whole ARN, or * for none.")
        if self.resource_account and not _ACCOUNT.fullmatch(self.resource_account):
            raise MalformedRequest("is no account", place="resourceAccount", remedy="Give its twelve digits.")

    @property
    def owner(self) -> str:
        """The account that owns the resource; "" where nothing says it (a service asks about an S3 bucket)."""
        arn = Arn.parse(self.resource)
        named = arn.account if arn and _ACCOUNT.fullmatch(arn.account) else ""
        return self.resource_account or named or self.principal.account
