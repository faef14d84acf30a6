"""This is where it is told whether a role, as which a service sends a command, may send it to a host of the stack.

A command is asked about on the document and on the host, whose tags may decide. Source: Service Authorization
Reference, "AWS Systems Manager" (SendCommand, `ssm:resourceTag`); read 2026-12.
"""

from collections.abc import Iterable
from typing import Final

from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.callers import ANY, Caller, account_of, tag_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Library
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.steering.machines.picked import INSTANCES, Machines, Tagged
from daypass.graph.leaves import said, text_of
from daypass.graph.permissions import EffectivePermissions
from daypass.graph.stack import Stack
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource

SENDS_COMMANDS: Final = "ssm:SendCommand"
_TAGS: Final = ("aws:resourcetag/", "ssm:resourcetag/")


class Commanding:
    """What the roles of a stack may send to its hosts. Each role is read once."""

    def __init__(self, stack: Stack, machines: Machines) -> None:
        self._stack, self._machines = stack, machines
        self._means: dict[str, Means | None] = {}

    def knows(self, role: str) -> bool:
        """Whether the stack has the role with this URN."""
        return self._means_of(role) is not None

    def sends(self, role: str, documents: Iterable[str], host: Resource) -> Answer:
        """Whether a role that it knows may send one of these documents, by their ARNs, to the host."""
        means = self._means_of(role)
        if means is None:
            return NO
        named = best(means.on(SENDS_COMMANDS, arn) for arn in documents)
        arn = _host_arn(host if host.type in INSTANCES else None)
        return joined(named, best(means.on(SENDS_COMMANDS, arn, facts) for facts in self._facts(host)))

    def _facts(self, host: Resource) -> tuple[Facts, ...]:
        """Its tags, once for each way in which it may be started."""
        if host.type in INSTANCES:
            return (tag_facts(host, *_TAGS),)
        return tuple(map(_facts_of, self._machines.tags(host)))

    def _means_of(self, role: str) -> Means | None:
        if role not in self._means:
            every = self._stack.once(EffectivePermissions)
            found = every.by_urn.get(role)
            arn = text_of(said(found.identity, "arn")) if found else ""
            caller = Caller(arn, account_of(arn), None, Facts())
            self._means[role] = Means(found, caller, Library(len(every.each))) if found else None
        return self._means[role]


def _facts_of(tagged: Tagged) -> Facts:
    """A text with a wildcard in it would be read as a pattern, so that it counts as open."""
    known = {f"{start}{key}".lower(): value for key, value in tagged.known.items() for start in _TAGS}
    open_ = frozenset(key for key, value in known.items() if has_wildcard(value))
    values = {key: value for key, value in known.items() if key not in open_}
    return Facts(values, tags=_TAGS if tagged.is_whole else (), open=open_)


def _host_arn(host: Resource | None) -> str:
    """Its ARN, with `*` for what is not known of it."""
    id_ = (text_of(said(host, "id")) or text_of(said(host, "instanceId")) or host.id or ANY) if host else ANY
    return (text_of(said(host, "arn")) if host else "") or f"arn:*:ec2:*:*:instance/{id_}"
