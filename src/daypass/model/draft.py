"""This is where a Draft is: what a person wrote of one identity, before the settings have had their say.

A TOML file and the arguments of a component both become a Draft, so that both are checked by the same lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from daypass.errors import DeclarationError
from daypass.model.federation import federation
from daypass.model.form import quoted
from daypass.model.grant import Grant
from daypass.model.identity import Identity
from daypass.model.owner import Owner
from daypass.model.term import DEFAULT_LIMIT, Term
from daypass.model.written import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One identity for one environment, in plain values. `owner` and `revoker` are keys of the settings' `[owners]`.

    `term` is a duration such as `1h`, or ""; `via` is "" or `broker`; `federation` holds `kind` and its fields.
    """

    name: str
    workload_class: str
    purpose: str
    owner: str
    revoker: str = ""
    environment: str
    review_by: date
    term: str = ""
    via: str = ""
    federation: Mapping[str, str]
    grants: tuple[Grant, ...] = ()

    def identity(
        self,
        *,
        owners: Mapping[str, Owner],
        terms: Mapping[str, int],
        account: str,
        region: str = "",
        partition: str = "aws",
    ) -> Identity:
        """The identity, in that account. `owners` and `terms` (class → seconds) are the settings'.

        Raises DeclarationError with the field, the input and what to do.
        """
        proof = federation(**{"kind": "", **self.federation})
        limit = terms.get(self.workload_class, DEFAULT_LIMIT)
        return Identity(
            name=self.name,
            workload_class=self.workload_class,
            purpose=self.purpose,
            owner=_owner(self.owner, owners, "owner"),
            revoker=_owner(self.revoker or self.owner, owners, "revoker"),
            environment=self.environment,
            review_by=self.review_by,
            term=Term.declared(
                self.term, workload_class=self.workload_class, limit=limit, enforced_by=proof.enforced_by, via=self.via
            ),
            federation=proof,
            grants=self.grants,
            account=account,
            region=region,
            partition=partition,
        )


def _owner(key: str, owners: Mapping[str, Owner], field: str) -> Owner:
    if owners and key not in owners:
        raise DeclarationError(
            f"{quoted(key)} is no key of [owners] in the settings", place=field, remedy=nearest(key, owners)
        )
    return owners[key] if owners else Owner(key)
