"""This is where a Caller is: an identity as AWS sees it when it asks, with its ARN, its account and its tags.

Sources: IAM User Guide, "IAM identifiers", "AWS global condition context keys"; IAM Identity Center User Guide,
"Referencing permission sets in resource policies" (the names of its roles); read 2026-11.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from daypass.data.partitions import partition_of
from daypass.graph.becoming.facts import Facts
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind
from daypass.graph.untold import Untold
from daypass.graph.ways import IDENTITY_KINDS, PERMISSION_SET, ROLE, USER
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.iam.context import MalformedRequest
from daypass.iam.glob import has_wildcard
from daypass.iam.principal import Principal
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.model.resource_tags import Tags
from daypass.settings import Settings

ANY: Final = "*"
"""What is not known yet."""

SESSION: Final = "session"
SSO_PATH: Final = "aws-reserved/sso.amazonaws.com/"
"""The path of the roles that Identity Center makes of permission sets."""

_UNKNOWN_NAME: Final = "unknown"
_HOME: Final = "aws"
_WILD: Final = re.compile(r"[*?]+")
_ACCOUNT_PART: Final = 4


@dataclass(frozen=True)
class Caller:
    """`arn` is the role's or user's, with `*` for what is not known, and `facts` the condition keys it brings along.

    `account` is "" where it is not known. `principal` is who asks: a session, or the user; a made-up name stands for
    one that is not known, and there is none without an account.
    """

    arn: str
    account: str
    principal: Principal | None
    facts: Facts
    noun: str = ROLE

    @property
    def text(self) -> str:
        """The principal's ARN, or ""."""
        return self.principal.text if self.principal else ""

    def in_account(self, account: str) -> "Caller":
        """The same, if this were its account."""
        parts = self.arn.split(":", _ACCOUNT_PART + 1)
        arn = ":".join([*parts[:_ACCOUNT_PART], account, *parts[_ACCOUNT_PART + 1 :]])
        return replace(self, arn=arn, account=account, principal=_principal(arn, self.noun))

    def in_session(self, session: str) -> "Caller":
        """The same in a session of this name."""
        principal = self.principal
        if principal is None or principal.type != "session":
            return self
        start = principal.text.removesuffix(principal.session)
        return replace(self, principal=replace(principal, text=f"{start}{session}", session=session))

    def somewhere(self, arn: str) -> "Caller":
        """The same, if this were its ARN, and so its account."""
        return replace(self.named(arn), account=account_of(arn))

    def named(self, arn: str) -> "Caller":
        """The same, if this were its ARN."""
        return replace(self, arn=arn, principal=_principal(arn, self.noun))


def identity_arn(resource: Resource, settings: Settings) -> str:
    """The ARN of an identity, with `*` for what is not known of it."""
    return thing_arn(resource, IDENTITY_KINDS[resource.type], settings)


def thing_arn(resource: Resource, kind: Kind, settings: Settings) -> str:
    """Its ARN, else one made of what is known of its account, path and name, with `*` for the rest."""
    arn = text_of(said(resource, kind.arn))
    if Arn.parse(arn):
        return arn
    if kind.noun == PERMISSION_SET:
        return "arn:*:sso:::permissionSet/*"
    account = own_account(resource, settings) or ANY
    return f"arn:{_partition(resource)}:iam::{account}:{kind.in_arn}{_path(resource)}{_name(resource, kind.name)}"


def in_partition_of(arn: str, caller: Caller) -> str:
    """The same in the caller's own partition, where it is not known: nobody acts in another one."""
    own = Arn.parse(caller.arn)
    return f"arn:{own.partition}:{arn[len(_ANYWHERE) :]}" if own and arn.startswith(_ANYWHERE) else arn


_ANYWHERE: Final = "arn:*:"


def account_of(arn: str) -> str:
    """The account in an ARN, "" where it is not known."""
    parsed = Arn.parse(arn)
    return parsed.account if parsed and parsed.account.isdecimal() else ""


def callers_of(resource: Resource, arn: str, accounts: tuple[str, ...], *, tagged: bool) -> Iterator[Caller]:
    """As whom an identity asks. `accounts` are those in which a permission set is assigned.

    `tagged`: whoever assumes it may bring tags of their own, so that those of the role say nothing.
    """
    noun = IDENTITY_KINDS[resource.type].noun
    if noun == PERMISSION_SET:
        name = _name(resource, "name")
        for account in accounts or ("",):
            role = f"arn:{_partition(resource)}:iam::{account or ANY}:role/{SSO_PATH}*AWSReservedSSO_{name}_*"
            # Whoever signs in through Identity Center brings attributes as tags; those of the set are not among them.
            yield _caller(role, ROLE, Facts())
    elif noun in (ROLE, USER):
        yield _caller(arn, noun, Facts() if tagged else tag_facts(resource, "aws:principaltag/"))


def made_caller(arn: str, noun: str, tags: Facts) -> Caller:
    """As whom a role or user asks that somebody makes with this ARN, with these tags alone and no second factor."""
    return _caller(arn, noun, tags.and_(Facts(absent=SECOND_FACTOR, tags=("aws:principaltag/",))))


SECOND_FACTOR: Final = frozenset(("aws:multifactorauthpresent", "aws:multifactorauthage"))


_OF_ITS_ACCOUNT: Final = ("aws:principalaccount", "kms:calleraccount")
"""Source: IAM User Guide, "AWS global condition context keys"; KMS Developer Guide, "kms:CallerAccount"; 2026-11."""

_OF_SERVICES: Final = frozenset(
    (
        *("aws:principalservicename", "aws:principalservicenameslist"),
        *("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"),
    )
)
"""Keys that requests have which a service makes as itself, for one of its things, and no role's or user's.

Source: IAM User Guide, "AWS global condition context keys"; read 2026-12.
"""


def _caller(arn: str, noun: str, tags: Facts) -> Caller:
    account, is_user = account_of(arn), noun == USER
    values = {"aws:principalarn": arn, "aws:principalisawsservice": "false"}
    values["aws:principaltype"] = "User" if is_user else "AssumedRole"
    values.update(dict.fromkeys(_OF_ITS_ACCOUNT, account) if account else {})
    values.update({"aws:username": arn.rpartition("/")[2]} if is_user else {})
    absent = _OF_SERVICES if is_user else _OF_SERVICES | {"aws:username"}
    return Caller(arn, account, _principal(arn, noun), Facts(values, absent).and_(tags), noun)


def tag_facts(resource: Resource, *starts: str) -> Facts:
    """What a stack says of the tags of a resource, as the condition keys with these starts.

    None of their values is known where the tags are unknown as a whole; then which are there, as far as it is said.
    """
    tags = Tags.of(resource.state, resource)
    values: dict[str, str] = {}
    open_: set[str] = set()
    for _, place in tags.places:
        for key, value in place.items():
            for start in starts:
                _note(f"{start}{key}".lower(), bare(value), values, open_)
    if tags.unknown:
        what = Untold.of(resource, tags.unknown[0])
        return Facts(open=frozenset({*values, *open_}), later=dict.fromkeys(starts, what))
    return Facts(values, tags=starts, open=frozenset(open_))


def _note(key: str, value: Any, values: dict[str, str], open_: set[str]) -> None:
    """The nearest place counts. A text with a wildcard in it would be read as a pattern, so that it counts as open."""
    if key in values or key in open_:
        return
    if isinstance(value, str) and not has_wildcard(value):
        values[key] = value
    elif value is not None:
        open_.add(key)


def _principal(arn: str, noun: str) -> Principal | None:
    """Who asks, by the ARN of the role or user."""
    parsed = Arn.parse(arn)
    if parsed is None:
        return None
    partition = parsed.partition if parsed.partition != ANY else _HOME
    name = _WILD.sub(_UNKNOWN_NAME, parsed.resource.rpartition("/")[2])
    kind = f"user/{name}" if noun == USER else f"assumed-role/{name}/{SESSION}"
    text = f"arn:{partition}:{'iam' if noun == USER else 'sts'}::{parsed.account}:{kind}"
    try:
        return Principal.parse(arn if noun == USER and not _WILD.search(arn) else text)
    except MalformedRequest:
        return None


def _partition(resource: Resource) -> str:
    region = text_of(resource.provider.inputs.raw.get("region"))
    return partition_of(region).name if region else ANY


def _path(resource: Resource) -> str:
    path = said(resource, "path")
    return "/*" if bare(path) is UNKNOWN else text_of(path) or "/"


def _name(resource: Resource, key: str) -> str:
    """The name, or as much of it as is known."""
    name, prefix = text_of(said(resource, key)), text_of(said(resource, "namePrefix"))
    return name or (f"{prefix}*" if prefix else "") or resource.id.rpartition(",")[2] or ANY


def resource_facts(resource: Resource, account: str) -> Facts:
    """The condition keys that a role, user or policy brings along when something is done to it."""
    tags = tag_facts(resource, "aws:resourcetag/", "iam:resourcetag/")
    return Facts({"aws:resourceaccount": account} if account else {}).and_(tags)
