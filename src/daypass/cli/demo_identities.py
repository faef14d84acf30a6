"""This is where the demo's table of identities is: who answers, what proves them, what they open, and how long."""

from functools import partial
from pathlib import Path
from typing import Final

from rich.table import Table

from daypass.cli.demo_tour import plain_table
from daypass.errors import DaypassError, DeclarationError
from daypass.model.declaration import read_identities
from daypass.model.grant import Grant
from daypass.model.identity import Identity
from daypass.model.substitution import Substitutions
from daypass.model.term import format_duration
from daypass.settings import load_settings

ENVIRONMENT: Final = "dev"
REGION: Final = "eu-central-1"


def declared(root: Path) -> tuple[Identity, ...]:
    """The identities of the checkout's own stack, in its one account of that environment."""
    settings = load_settings(root / "daypass.toml")
    account = settings.account_of(ENVIRONMENT)
    if account is None:
        raise DaypassError(f"no account is {ENVIRONMENT!r}", place="daypass.toml", remedy="Add it to [accounts].")
    facts = {"environment": ENVIRONMENT, "account": account, "region": REGION, "partition": "aws"}

    def unconfigured(key: str) -> str:
        raise DeclarationError(f"the demo has no configuration for {key!r}")

    return read_identities(
        root / "stacks/workload_identities/identities",
        environment=ENVIRONMENT,
        owners=settings.owners,
        terms=settings.terms,
        substitutions=Substitutions({name: partial(str, value) for name, value in facts.items()}, unconfigured),
    )


def identity_table(root: Path) -> Table:
    """One row for each identity."""
    table = plain_table("identity", "owner", "proves itself as", "opens", "for, and what ends it", "review by")
    for identity in declared(root):
        table.add_row(
            identity.name,
            identity.owner.key,
            identity.federation.proof,
            "\n".join(map(_door, identity.grants)) or "nothing",
            _term(identity),
            identity.review_by.isoformat(),
            end_section=True,
        )
    return table


def _door(grant: Grant) -> str:
    """The actions and the last part of each ARN, which is what a reader recognises."""
    return f"{', '.join(grant.actions)} on {', '.join(arn.split(':', 5)[-1] for arn in grant.resources)}"


def _term(identity: Identity) -> str:
    if identity.term.seconds is None:
        return "renewed by the service; cut off by revocation"
    return f"{format_duration(identity.term.seconds)}, enforced by the {identity.term.enforced_by}"
