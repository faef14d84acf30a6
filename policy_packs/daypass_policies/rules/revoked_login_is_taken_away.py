"""A login that was revoked in Vault is gone in the database, too."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.kept_logins import keeps_the_login
from daypass_policies.located import locate

_ROLE: Final = "vault:database/secretBackendRole:SecretBackendRole"
_STATEMENTS: Final = "revocationStatements"


@rule(
    "revoked-login-is-taken-away",
    risk="revocation-gap",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=(_ROLE,),
    controls=("NHI1:2025", "NIST-800-53:AC-2(3)", "NIST-800-53:AC-3(8)", "NIST-800-53:IA-5(2)", "SOC2:CC6.3"),
    remedy="Leave revocationStatements out, which drops the login, or have them drop or disable it.",
)
def revoked_login_is_taken_away(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Vault believes a lease to be revoked when its statements ran, also where these left the login as it was.

    Told is a role of Vault's database engine whose `revocationStatements` take nothing away: `SELECT 1;`, a comment, a
    row in some log or a change to one, what a session begins with (`SET search_path`), also in base64, whatever words
    stand in texts and names of tables. A role without any, or with
    empty ones alone, has its plugin drop the login, and passes; so does whatever drops, revokes, alters, deletes,
    locks, disables or ends anything, runs a procedure, hands the login's name to a function, or puts it into a queue,
    in any of the statements, and statements in JSON.

    Source: Vault API documentation, "Database secrets engine" (`revocation_statements`); read 2026-12.

    Refused:
        orders:
          type: vault:database/secretBackendRole:SecretBackendRole
          properties:
            backend: database
            name: orders
            dbName: orders
            revocationStatements: ["SELECT 1;"]

    Mended:
        orders:
          type: vault:database/secretBackendRole:SecretBackendRole
          properties:
            backend: database
            name: orders
            dbName: orders
            revocationStatements: ['DROP ROLE IF EXISTS "{{name}}";']
    """
    del ask
    if was_looked_up(resource):
        return
    places = [item for one in locate(resource.declared.raw, _STATEMENTS) for item in one.items]
    known_first = sorted(places, key=lambda place: bare(place.value) is UNKNOWN)
    if keeps_the_login(place.text for place in known_first):
        fact = f"logins that Vault makes by {resource.name!r} stay in the database when they are revoked"
        yield Problem(fact, at=_STATEMENTS)
