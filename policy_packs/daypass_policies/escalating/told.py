"""This is where it is said for people by what a rule about a whole stack found something, and what is not known."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from daypass.data.confined_services import is_confined
from daypass.data.managed_policies import managed_policy_gives
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.lines import Ground
from daypass.graph.untold import Untold
from daypass.model.resource import Resource
from daypass.rule import Open, Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.service_roles import is_where_aws_puts_it

_OPEN: Final = 8
UNLESS_BOUNDED: Final = "unless a permissions boundary, which the stack does not have, forbids it"


def by(grounds: Sequence[Ground]) -> str:
    """The first of the statements that allow something, in words that follow a sentence; "" where none is known."""
    return f", by {placed(grounds[0])}" if grounds else ""


def at(grounds: Iterable[Ground], resource: Resource) -> str | None:
    """The path of the statement that decides: one that stands in this resource itself before any other.

    None where there is none that may be told.
    """
    found = _decides(grounds, resource)
    return found.path if found else None


def stands_in(grounds: Iterable[Ground], resource: Resource) -> Resource | None:
    """The resource in which that statement stands, or that attaches the policy of AWS, where it is another one."""
    found = _decides(grounds, resource)
    return found.by if found and found.by != resource else None


def told_at(grounds: Sequence[Ground], actor: Actor, problem: Problem) -> Problem:
    """The same about somebody, at the statement that decides."""
    whose = actor.resource
    return replace(problem, at=at(grounds, whose), on=whose, within=stands_in(grounds, whose))


def advice(actor: Actor, fact: str, grounds: Sequence[Ground], key: str, witness: str | None = None) -> Problem:
    """What is told of somebody by statements, and stops nobody: a fact, and by which of them it is one."""
    message = f"{fact}{by(grounds)}"
    problem = Problem(message, key=key, severity="medium", confidence="medium", advisory=True, witness=witness)
    return told_at(grounds, actor, problem)


def _decides(grounds: Iterable[Ground], resource: Resource) -> Ground | None:
    told = [ground for ground in grounds if not _is_hidden(ground)]
    inside = (one for one in told if one.by == resource and re.split(r"[.\[]", one.path)[0] in resource.state.raw)
    return next(inside, next(iter(told), None))


def placed(ground: Ground) -> str:
    """Where a statement stands. A policy of AWS is called by its name, unless who attaches it keeps that a secret."""
    return f"a policy of {ground.by.name!r}" if _is_hidden(ground) else str(ground)


def of_aws(held: Held) -> str:
    """The name of the policy of AWS in which a statement stands; "" where it is another document, or is not told."""
    if not held.given.is_of_aws or _is_hidden(held.ground):
        return ""
    return held.given.arn.rpartition("/")[2]


def _is_hidden(ground: Ground) -> bool:
    return any(text.endswith(f"/{_policy_of(ground)}") for text in ground.by.secrets())


def _policy_of(ground: Ground) -> str:
    """Path and name of the policy of AWS in which it stands; of another document, where that is."""
    return ground.path.partition(".Statement")[0]


def is_by_service_role(grounds: Iterable[Ground], actor: Actor) -> bool:
    """Whether all of these statements stand in AWS's own policies for the roles of its services, and it is such a role.

    AWS's guides say to attach them, so that they are reported in profile `strict` alone, and stop nobody.
    """
    policies = [_policy_of(ground) for ground in grounds]
    return bool(policies) and all(is_where_aws_puts_it(one, (actor.resource,)) for one in policies)


def is_by_aws(grounds: Iterable[Ground]) -> bool:
    """Whether all of these statements stand in policies of AWS, which nobody here can edit."""
    policies = [_policy_of(ground) for ground in grounds]
    return bool(policies) and all(map(managed_policy_gives, policies))


def is_told_whole(grounds: Iterable[Ground]) -> bool:
    """Whether `no-admin-access` tells each of these policies of AWS, which goes as a whole then."""
    services = [managed_policy_gives(_policy_of(ground)) for ground in grounds]
    return bool(services) and all(any(not is_confined(one) for one in each) for each in services)


def within_bounds(actor: Actor, found: Iterable[Problem | Open]) -> Iterator[Problem | Open]:
    """The same, less sure and stopping nobody where the holder has a boundary that the stack does not have.

    Nobody here can tell what that leaves: it may forbid all of it, or nothing. So of a policy that nothing uses, and
    that calls itself a boundary: somebody elsewhere may have it as one, or be given it.
    """
    for one in found:
        if isinstance(one, Problem) and actor.is_bounded_elsewhere:
            yield unless_bounded(one)
        elif isinstance(one, Problem) and actor.is_called_boundary:
            yield unless_a_boundary(one)
        else:
            yield one


def unless_bounded(problem: Problem) -> Problem:
    """The same of somebody whom a boundary that the stack does not have may hold back."""
    said = problem.message
    message = said if UNLESS_BOUNDED in said else f"{said}, {UNLESS_BOUNDED}"
    return replace(problem, message=message, severity="medium", confidence="medium", advisory=True)


def unless_a_boundary(problem: Problem) -> Problem:
    """The same of a policy that may be what it calls itself."""
    message = f"{problem.message}, unless it is nothing but a permissions boundary, as its name says"
    return replace(problem, message=message, severity="medium", confidence="medium", advisory=True)


def unjudged(actor: Actor, told: set[tuple[str, str]]) -> Iterator[Problem]:
    """What AWS would refuse, once however many identities are given it; `told` is kept for whom is asked next."""
    for gap in actor.malformed:
        if (gap.by.urn, gap.path) not in told:
            told.add((gap.by.urn, gap.path))
            fact = f"{gap.path} of {gap.by.name!r} cannot be judged: it {gap.fault.fact}"
            yield Problem(fact, key="malformed", on=gap.by)


class Doubts:
    """What one rule could not decide. What several identities are given, and is not known, is said once."""

    def __init__(self) -> None:
        self._said: set[tuple[str, str]] = set()

    def of(self, actor: Actor, unknown: Iterable[Untold] = ()) -> Iterator[Open]:
        """What is not known of what a holder is given, and other things unknown that kept from deciding about it."""
        for gap in actor.gaps:
            if (gap.by.urn, gap.path) not in self._said:
                self._said.add((gap.by.urn, gap.path))
                yield Open(gap.by, (gap.path,))
        given = {gap.untold for gap in (*actor.gaps, *actor.malformed)}
        paths = tuple(dict.fromkeys(map(_path, (one for one in unknown if one not in given))))
        if paths:
            yield Open(actor.resource, paths[:_OPEN])


def _path(untold: Untold) -> str:
    """What is said in words, rather than by a path, concerns the policies as a whole."""
    return untold.what if " " not in untold.what else "policy"
