"""This is where a Principal is: who makes a request, as AWS names it after it has signed in.

Source: IAM User Guide, "AWS JSON policy elements: Principal" and "IAM identifiers"; read 2026-11.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from daypass.iam.arn import Arn
from daypass.iam.context import MalformedRequest

PrincipalType = Literal[
    "account", "user", "role", "session", "federated user", "OIDC provider", "SAML provider", "service"
]
"""`account` is the account itself, `arn:…:root`. A `session` is a role that someone has assumed."""

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_SERVICE: Final = re.compile(r"[a-z0-9.-]+\.amazon(?:aws)?\.com(?:\.cn)?")
_FORMS: Final[tuple[tuple[str, str, PrincipalType], ...]] = (
    ("iam", "user/", "user"),
    ("iam", "role/", "role"),
    ("iam", "oidc-provider/", "OIDC provider"),
    ("iam", "saml-provider/", "SAML provider"),
    ("sts", "assumed-role/", "session"),
    ("sts", "federated-user/", "federated user"),
)
_BUILT_IN: Final = ("accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com")
"""Identity providers that AWS knows without an ARN."""

_REMEDY: Final = (
    "Name a role, user, assumed-role session, federated user or provider by its ARN, an account by its twelve digits, "
    "or a service as in lambda.amazonaws.com."
)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. `text` is its ARN or name; `partition` and `account` are "" for services and built-in providers.

    `path` is what stands between the kind and the name (`/daypass/`), `name` the name of the user, role or provider;
    a session also has the name of its own.
    """

    type: PrincipalType
    text: str
    partition: str = ""
    account: str = ""
    path: str = "/"
    name: str = ""
    session: str = ""

    @classmethod
    def parse(cls, text: str) -> "Principal":
        """Read an ARN, twelve digits or the name of a service. Raises `MalformedRequest`."""
        if _ACCOUNT.fullmatch(text):
            return cls("account", f"arn:aws:iam::{text}:root", "aws", text)
        if text in _BUILT_IN:
            return cls("OIDC provider", text, name=text)
        if _SERVICE.fullmatch(text):
            return cls("service", text, name=text)
        arn = Arn.parse(text)
        if arn is None or arn.region or not _ACCOUNT.fullmatch(arn.account) or not arn.partition.startswith("aws"):
            raise MalformedRequest("is no principal", place="principal", remedy=_REMEDY)
        if (arn.service, arn.resource) == ("iam", "root"):
            return cls("account", text, arn.partition, arn.account)
        for service, start, kind in _FORMS:
            if arn.service == service and arn.resource.startswith(start):
                return cls._named(kind, text, arn, arn.resource.removeprefix(start))
        raise MalformedRequest("is no principal", place="principal", remedy=_REMEDY)

    @classmethod
    def _named(cls, kind: PrincipalType, text: str, arn: Arn, rest: str) -> "Principal":
        if not rest or rest.endswith("/") or "*" in rest or "?" in rest:
            raise MalformedRequest("names nobody, or more than one", place="principal", remedy=_REMEDY)
        if kind == "session":
            name, slash, session = rest.partition("/")
            if not slash or "/" in session:
                raise MalformedRequest("is no assumed-role/ROLE/SESSION", place="principal", remedy=_REMEDY)
            return cls(kind, text, arn.partition, arn.account, name=name, session=session)
        if kind in ("OIDC provider", "SAML provider", "federated user"):
            return cls(kind, text, arn.partition, arn.account, name=rest)
        head, _, name = rest.rpartition("/")
        return cls(kind, text, arn.partition, arn.account, f"/{head}/" if head else "/", name)

    @property
    def is_service_linked(self) -> bool:
        """Whether it is a service-linked role or a session of one: those are exempt from SCPs and RCPs.

        Source: Organizations User Guide, "SCP evaluation" and "RCP evaluation". A session's ARN has no path, and the
        names of these roles are reserved.
        """
        if self.type == "role":
            return self.path.startswith("/aws-service-role/")
        return self.type == "session" and self.name.startswith("AWSServiceRoleFor")
