"""A user of a database has nothing to do in that of another environment."""

from collections.abc import Iterator

from daypass.data.database_grants import DatabaseGrant, database_grants
from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.database_places import is_a_persons, name_of, of_server, of_stack, of_thing, of_user
from daypass_policies.crossing.environments import crosses
from daypass_policies.keeping.standing import on
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.wording import shown


@rule(
    "database-user-stays-in-its-environment",
    risk="environment-crossing",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=tuple(database_grants()),
    stack=True,
    controls=("NHI8:2025", "NIST-800-53:AC-4", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:6.5.3", "SOC2:CC6.1"),
    remedy="Give each environment users of its own, with rights on its own databases alone.",
)
def database_user_stays_in_its_environment(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A user that is made for tests carries their mistakes, and whoever reads their password, into production's data.

    Read is what gives a user or a role a database, a role, a schema, a topic or a virtual host, and on which cluster it
    is made: PostgreSQL, MySQL, Atlas, Cloud SQL, AlloyDB, Snowflake, RabbitMQ, and Kafka, also of Aiven and Confluent.
    The environment of the user is what a label or whole segments of its name tell (`orders_dev`, `api@shop-dev.iam`),
    of an account of Confluent the name behind its id, else the stack's; that of the thing is its name's, else that of
    the server to which the provider is connected, which counts only where the user's own name tells another. In
    Snowflake `staging` is a layer, and no environment. Only what leads into production or out of it is reported; people
    who sign in by their address are not asked.

    Refused:
        reads:
          type: postgresql:index/grant:Grant
          properties: {role: orders_dev, database: orders_prod, objectType: table, privileges: [SELECT]}

    Mended:
        reads:
          type: postgresql:index/grant:Grant
          properties: {role: orders_dev, database: orders_dev, objectType: table, privileges: [SELECT]}
    """
    del ask
    for grant in stack.of_type(*database_grants()):
        if not was_looked_up(grant):
            yield from on(grant, settle(_questions(grant, database_grants()[grant.type], stack)))


def _questions(grant: Resource, kinds: tuple[DatabaseGrant, ...], stack: Stack) -> Iterator[Iterator[Problem]]:
    for kind in kinds:
        who = next(locate(grant.state.raw, kind.who), None)
        if who:
            yield from (_by_thing(grant, kind, who, thing, stack) for thing in locate(grant.state.raw, kind.thing))
    yield _by_server(grant, kinds, stack)


def _by_thing(grant: Resource, kind: DatabaseGrant, who: Located, thing: Located, stack: Stack) -> Iterator[Problem]:
    """Nobody asks who it is where the thing is nobody's, nor what it is where the user is."""
    there = _unless_unknown(grant, thing, stack)
    if there is not None and not of_thing(there, kind):
        return
    name = name_of(grant, who, stack)
    own = of_user(grant, name, kind) or of_stack(grant)
    if not own or is_a_persons(name):
        return
    environment = of_thing(name_of(grant, thing, stack), kind)
    if crosses(own, environment):
        yield _problem(grant, kind, who, own, f"{_called(kind.of, thing)} of {environment}", thing.path)


def _unless_unknown(grant: Resource, place: Located, stack: Stack) -> str | None:
    try:
        return name_of(grant, place, stack)
    except Undecided:
        return None


def _by_server(grant: Resource, kinds: tuple[DatabaseGrant, ...], stack: Stack) -> Iterator[Problem]:
    """That of the server counts where no thing tells its own."""
    kind = kinds[0]
    environment, who = of_server(grant, kind), next(locate(grant.state.raw, kind.who), None)
    if not environment or who is None or any(_tells_its_own(grant, one, stack) for one in kinds):
        return
    name = name_of(grant, who, stack)
    own = of_user(grant, name, kind)
    if crosses(own, environment) and not is_a_persons(name):
        yield _problem(grant, kind, who, own, f"a server of {environment}", kind.who)


def _tells_its_own(grant: Resource, kind: DatabaseGrant, stack: Stack) -> bool:
    names = (_unless_unknown(grant, thing, stack) for thing in locate(grant.state.raw, kind.thing))
    return any(name is None or of_thing(name, kind) for name in names)


def _problem(grant: Resource, kind: DatabaseGrant, who: Located, own: str, where: str, at: str) -> Problem:
    return Problem(f"{_called(kind.noun, who)} of {own} is given rights on {where}", at=at, key=where, on=grant)


def _called(noun: str, place: Located) -> str:
    is_shown = not place.marked and isinstance(place.value, str)
    return f"{noun} {shown(place.value)}" if is_shown else f"a {noun}"
