"""This is where it is told which workload runs SQL in a database that acts as a role, and so has what that may do.

As the master user it has all that the role may in the services that SQL calls. Another user needs to be let, so that of
one that is called like the workload, or as those who only look, nothing counts, and of others no copying of objects.
Nor does copying of a workload that is called like the database, or of any where that is called by nothing, unless it is
an agent: that is what the role is for.
What is called like the workload, or like the database where that is called so, too, is its own. In Redshift everybody
copies objects as its roles, until somebody takes that from all of them: that counts of who is called otherwise than the
database, unless everybody with data works there. Sources: those of `sql.databases`, `sql.logins` and `sql.passwords`;
Amazon Redshift Database Developer Guide, "GRANT", usage notes on ASSUMEROLE ("revoke assumerole on all from public for
all"), and "COPY"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.words import singular
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.sql.databases import NOUNS, Database, Databases, SqlRole
from daypass_policies.escalating.sql.logins import ACTIONS, Login, Logins, is_weak
from daypass_policies.escalating.takeovers.belonging import is_called_like, words_of_thing
from daypass_policies.escalating.takeovers.doubting import doubts
from daypass_policies.escalating.takeovers.gaining import HEAVY, WEIGHTS, Gain, counts, gains
from daypass_policies.escalating.takeovers.own_code import is_everybodys
from daypass_policies.escalating.takeovers.workers import is_an_agents

_COPIES: Final = "s3"
_ANY_SERVICE: Final = "*"
_OF_LOGINS: Final = frozenset(("db", "database", "credential", "password", "login", "user", "sql", "secret", "rds"))
"""Words, in the singular, by which the secrets of all users are called."""


def runs_sql(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What it does as the roles of databases."""
    stack = rising.reach.stack
    databases = stack.once(Databases, rising).acting
    is_asked = bool(databases) and any(has_by_itself(actor, action) for action in ACTIONS)
    means = rising.reach.means(actor.node) if actor.node and is_asked else ()
    for database in databases if means else ():
        for login in stack.once(Logins).of(database, means):
            if has_by_itself(actor, login.action) and not _is_its_own(actor, database, login):
                yield from _as_roles(actor, database, login, rising)


def _is_its_own(actor: Actor, database: Database, login: Login) -> bool:
    """Whether it is a user of its own, by its name, or of whoever uses the database."""
    if login.is_itself:
        return _uses(actor, database) or is_everybodys(database.name)
    if not login.user or is_weak(login.user):
        return bool(login.user)
    others = words_of_thing(login.user) - words_of_thing(database.name) - _OF_LOGINS
    return not others or is_called_like(actor, login.user)


def _as_roles(actor: Actor, database: Database, login: Login, rising: Rising) -> Iterator[Opened]:
    for role in database.roles:
        other = rising.actors.by_urn.get(role.urn)
        if other is None or other is actor or other.node is None:
            continue
        words = f"run SQL as {login.words} of {NOUNS[database.sort]} {database.name!r}, which acts as {other.title}"
        answer = login.answer.under(*role.unknown)
        weights = HEAVY if _uses(actor, database) else WEIGHTS
        found = (one for one in gains(actor, other, weights) if _counts(one, actor, database, login, role))
        if gain := next(found, None):
            yield Opened(login.action, f"{words}, which may {gain}", answer, as_another=True)
        if gain or login.is_itself:
            continue
        near = (one for one in doubts(actor, other, HEAVY) if _is_by_sql(one.gain, role))
        if doubt := next(near, None):
            yield Opened(login.action, words, answer.under(*doubt.unknown, *doubt.held), as_another=True)


def _counts(gain: Gain, actor: Actor, database: Database, login: Login, role: SqlRole) -> bool:
    """Whether SQL does it, and it is more than this login is there for."""
    if not counts(gain) or not _is_by_sql(gain, role) or (login.user and _service(gain) == _COPIES):
        return False
    if login.is_itself and _service(gain) != _COPIES:
        return False  # to make functions, or models, somebody must be let
    if not _uses(actor, database):
        return not is_called_like(actor, gain.resource)
    is_own = is_called_like(actor, gain.resource) or _is_called_after(gain.resource, database.name)
    return not is_own and _service(gain) != _COPIES


def _uses(actor: Actor, database: Database) -> bool:
    """Whether it is called like the database, or that by nothing, and so what uses it; an agent only asks."""
    is_its_own = not words_of_thing(database.name) or is_called_like(actor, database.name)
    return is_its_own and not is_an_agents(actor)


def _is_by_sql(gain: Gain, role: SqlRole) -> bool:
    return _service(gain) in (*role.services, _ANY_SERVICE)


def _service(gain: Gain) -> str:
    return gain.action.partition(":")[0].lower()


def _is_called_after(thing: str, name: str) -> bool:
    own = {*singular(name, "joined")}
    return not own.isdisjoint({*singular(thing, "joined")})
