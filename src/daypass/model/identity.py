"""This is where an Identity is: who a workload is, who answers for it, how it proves itself, what it may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from daypass.data.partitions import partitions
from daypass.errors import DeclarationError
from daypass.model.agent_tags import agent_tags
from daypass.model.federation import Federation
from daypass.model.form import quoted, require_text
from daypass.model.grant import Grant
from daypass.model.owner import Owner, is_placeholder
from daypass.model.tag import check_tag_value
from daypass.model.term import CLASSES, Term
from daypass.model.written import nearest

PATH: Final = "/daypass/"
"""The IAM path of everything that daypass makes."""

BOUNDARY_NAME: Final = "daypass-boundary"
"""The permissions boundary of an account."""

REVOKED_POLICY: Final = "daypass-revoked"
"""The inline policy that cuts a role off; nothing that is declared may have its name."""

LONGEST_ROLE_NAME: Final = 64

NAME: Final = r"^[a-z][a-z0-9-]{1,39}$"
"""What names of identities look like, in the dialect of JSON Schema."""

_ENVIRONMENT: Final = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
_ACCOUNT: Final = r"[0-9]{12}"
_REGION: Final = r"(?:[a-z]{2,5}(?:-[a-z]+)+-[0-9]{1,2})?"
_PARTITION: Final = r"aws(?:-[a-z]+)*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One workload in one environment of one account. Frozen and valid: what cannot be is refused at construction."""

    name: str
    workload_class: str
    purpose: str
    owner: Owner
    revoker: Owner
    environment: str
    review_by: date
    term: Term
    federation: Federation
    grants: tuple[Grant, ...]
    account: str
    region: str = ""
    partition: str = "aws"

    def __post_init__(self) -> None:
        require_text(self.name, "name", NAME, "Use 2 to 40 of a-z, 0-9 and -, a letter first.")
        require_text(self.workload_class, "class")
        if self.workload_class not in CLASSES:
            raise DeclarationError(
                f"{quoted(self.workload_class)} is no class",
                place="class",
                remedy=nearest(self.workload_class, CLASSES),
            )
        self._check_purpose()
        require_text(self.environment, "environment", _ENVIRONMENT, "Use the name of a Pulumi stack.")
        require_text(self.account, "account", _ACCOUNT, "Write the twelve digits of the account, in quotes.")
        require_text(self.region, "region", _REGION, "Write a region such as eu-central-1.")
        names = ", ".join(sorted(one.name for one in partitions()))
        require_text(self.partition, "partition", _PARTITION, f"Write one of {names}.")
        _check_date(self.review_by)
        self._check_role()
        self._check_term()
        self._check_grants()

    @property
    def role_name(self) -> str:
        """`<name>-<environment>`, the same in every preview and every account."""
        return f"{self.name}-{self.environment}"

    @property
    def boundary_arn(self) -> str:
        """The account's permissions boundary, known before anything is deployed."""
        return f"arn:{self.partition}:iam::{self.account}:policy{PATH}{BOUNDARY_NAME}"

    @property
    def doors(self) -> str:
        """What it may do, in one line for tables."""
        return "; ".join(map(str, self.grants)) or "none"

    def tags(self, tag_keys: Mapping[str, str]) -> dict[str, str]:
        """The role's tags: key → value. `tag_keys` says the key of each fact, as the settings' `[tags]` do."""
        facts = {
            "owner": self.owner.key,
            "contact": self.owner.reach,
            "purpose": self.purpose,
            "environment": self.environment,
            "class": self.workload_class,
            "review-by": self.review_by.isoformat(),
            "term": self.term.tag,
            "workload": self.name,
        }
        named = agent_tags(self.workload_class, self.name)
        return {**named, **{tag_keys[fact]: value for fact, value in facts.items()}}

    def policy_name(self, grant: Grant) -> str:
        """The fixed name of the inline policy that carries a grant of this identity."""
        return f"{self.name}-{grant.key}"

    def _check_purpose(self) -> None:
        require_text(self.purpose, "purpose")
        if is_placeholder(self.purpose):
            raise DeclarationError(
                f"{quoted(self.purpose)} says nothing",
                place="purpose",
                remedy="Say in one line what the workload does.",
            )
        check_tag_value(self.purpose, "purpose")

    def _check_role(self) -> None:
        if len(self.role_name) > LONGEST_ROLE_NAME:
            raise DeclarationError(
                f"the role's name {self.role_name!r} has {len(self.role_name)} characters",
                place="name",
                remedy=f"AWS takes {LONGEST_ROLE_NAME}: shorten the name or the environment.",
            )

    def _check_term(self) -> None:
        if self.term.enforced_by != self.federation.enforced_by:
            raise DeclarationError(
                f"a term enforced by the {self.term.enforced_by} does not fit {self.federation.kind}, "
                f"whose sessions end by the {self.federation.enforced_by}",
                place="term",
                remedy="Leave `term` out." if not self.federation.needs_term else "Give a term of 1h or more.",
            )

    def _check_grants(self) -> None:
        seen: set[str] = set()
        for grant in self.grants:
            if grant.key in seen:
                raise DeclarationError(
                    f"two grants have the key {grant.key!r}", place="grants", remedy='Give the second one a name = "…".'
                )
            seen.add(grant.key)
            if self.policy_name(grant) == REVOKED_POLICY:
                raise DeclarationError(
                    f"the policy's name would be {REVOKED_POLICY!r}, which belongs to the revoker",
                    place="grants",
                    remedy="Give the grant another name.",
                )


def _check_date(value: object) -> None:
    if not isinstance(value, date) or isinstance(value, datetime):
        remedy = "Write a date: review_by = 2027-05-31."
        raise DeclarationError(f"{quoted(value)} is no date", place="review_by", remedy=remedy)
