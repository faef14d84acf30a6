"""This is where the workloads of a stack are that can be changed on each escalation path.

A user of Transfer Family with a session policy, or in a directory made up of a few others, gets to those files alone,
and so does who changes it. Source: AWS Transfer Family User Guide, "Creating a session policy for an Amazon S3 bucket"
and "Using logical directories"; read 2026-11.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from daypass.data.escalation_paths import EscalationPath, paths_to_consumers
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.callers import ANY, account_of
from daypass.graph.becoming.kms_keys import ALIAS
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.apis.fields import ASKS_FIELD
from daypass.graph.becoming.steering.apis.integrations import is_integration
from daypass.graph.becoming.steering.apis.rewriting import REWRITES
from daypass.graph.becoming.steering.commands.seals import Seal
from daypass.graph.becoming.steering.documents.run_by_others import RUNNING
from daypass.graph.becoming.steering.documents.written import DOCUMENTS
from daypass.graph.becoming.steering.machines.hosts_of_services import NODE_GROUPS
from daypass.graph.becoming.steering.named import arn_in, name_in
from daypass.graph.becoming.steering.openable import asked_about, opens
from daypass.graph.becoming.steering.resolvers import is_data_source
from daypass.graph.becoming.steering.sources import Hold, Source, Sources
from daypass.graph.becoming.steering.spaces import OPENS_SPACES
from daypass.graph.becoming.targets import Crowd, Member, Targets
from daypass.graph.consumers import Use
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import is_empty
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

_MADE_IN: Final = {"deadline-x04": "/job/*", "deadline-x07": "/worker/*"}
"""Path → what stands behind the ARN of the workload in that of what somebody makes in it, which is not named yet."""

_RUNBOOKS: Final = frozenset((*RUNNING, *DOCUMENTS))
_USERS: Final = ("aws:transfer/user:User", "aws-native:transfer:User")


class Changed(NamedTuple):
    """Workloads of one path that are changed alike: what spreads over a crowd must hold for all of it.

    All are changed for certain, or none. `beside` has the same ones by what the other actions of the path are asked on,
    where that is not whatever there is: once for each thing that is. `seals` has the keys of KMS, by the keys of nodes,
    where all have one, and `keys` the same ones by the ARN of that, where it is known; `hold` what else holds
    whoever changes them, by `held_at`, where something does all.
    """

    targets: Targets
    beside: tuple[Targets, ...]
    seals: Mapping[str, Seal]
    keys: Targets
    hold: Mapping[Hashable, Hold]


@dataclass(frozen=True)
class Changeable:
    """The workloads that can be changed on each escalation path, by their ARNs."""

    by_path: Mapping[str, tuple[Changed, ...]]
    _in: dict[tuple[Hashable, str], Targets] = field(default_factory=dict, repr=False, compare=False)
    _both: dict[tuple[Hashable, Hashable], Crowd] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, uses: Iterable[Use], nodes: Mapping[str, Node], sources: Sources, reads: "Reads") -> "Changeable":
        """Of all that use a role; `nodes` has those that count."""
        found: dict[str, _Found] = {}
        for use in uses:
            node = nodes.get(use.consumer.urn)
            if node is None:
                continue
            each = (_on(path, use.consumer, node, sources) for path in paths_to_consumers().get(use.noun, ()))
            for source in (*chain.from_iterable(each), *(_taken(use, sources, reads) if runs_code(use) else ())):
                found.setdefault(source.path.id, _Found()).add(node, source)
        return cls({id_: tuple(one.apart(id_)) for id_, one in found.items()})

    def within(self, path: EscalationPath, account: str) -> Iterator[Changed]:
        """What a caller of this account may change on this path: what is there, or may turn out to be.

        Its own policies alone give nobody a thing of another account, however alike the names. Source: IAM User Guide,
        "Cross-account policy evaluation logic"; read 2026-11.
        """
        for one in self.by_path.get(path.id, ()):
            beside = tuple(self._here(each, account) for each in one.beside)
            yield one._replace(targets=self._here(one.targets, account), beside=beside)

    def both(self, crowd: Crowd, beside: Crowd) -> Crowd:
        """Those of a crowd of which something else is in the other one."""
        key = (crowd.key, beside.key)
        if key not in self._both:
            members = tuple(one for one in crowd.members if one.node.key in beside.keys)
            self._both[key] = crowd if len(members) == len(crowd.members) else Crowd(key, members)
        return self._both[key]

    def _here(self, every: Targets, account: str) -> Targets:
        key = (every.key, account)
        if key not in self._in:
            here = tuple(one for one in every.members if not account or _account(one) in (account, ""))
            self._in[key] = every if len(here) == len(every.members) else Targets(key, here)
        return self._in[key]


@dataclass(frozen=True)
class _Found:
    """What is found on one path, each once."""

    members: dict[Hashable, tuple[Member, Source]] = field(default_factory=dict)

    def add(self, node: Node, source: Source) -> None:
        """One more."""
        let = Answer(possible=True).under(*source.unknown)
        member = Member(node, source.arn, let, brings=source.brings)
        self.members[node.key, source.arn, source.brings, not source.unknown, source.hold is None] = (member, source)

    def apart(self, path: str) -> Iterator[Changed]:
        """Those that are changed alike, together."""
        groups: dict[tuple[bool | int, ...], list[tuple[Member, Source]]] = {}
        for member, source in self.members.values():
            held = (source.seal is not None, source.hold is not None)
            groups.setdefault((not source.unknown, len(source.beside), *held), []).append((member, source))
        for key, each in groups.items():
            asked_on = zip(*(source.beside for _, source in each), strict=True)
            members = tuple(one for one, _ in each)
            yield Changed(
                Targets(("code", path, *key), members),
                tuple(Targets(("beside", path, *key, at), map(_at, members, arns)) for at, arns in enumerate(asked_on)),
                {one.node.key: source.seal for one, source in each if source.seal},
                Targets(("keys", path, *key), (one._replace(arn=arn) for one, source in each if (arn := _key(source)))),
                {held_at(one): source.hold for one, source in each if source.hold},
            )


def runs_code(use: Use) -> bool:
    """Whether code runs as the role: the consumer's own, or that of the hosts which AWS starts for it."""
    return use.own or use.consumer.type in NODE_GROUPS


_SET_UP: Final = frozenset(("elasticmapreduce.amazonaws.com", "build.apprunner.amazonaws.com"))
"""Services that take the role beside a workload's own to start its hosts, or to fetch its image, and run none of it.

Steps of EMR run as the profile of its hosts. Sources: Amazon EMR Management Guide, "Service role for Amazon EMR (EMR
role)" and "Service role for cluster EC2 instances (EC2 instance profile)"; AWS App Runner Developer Guide, "How App
Runner works with IAM" (access role and instance role); read 2026-12.
"""


def only_sets_up(use: Use) -> bool:
    """Whether a service does no more as the role than to set up what has another to run as: no code reaches it."""
    return not use.own and not _SET_UP.isdisjoint(use.principals)


def held_at(member: Member) -> Hashable:
    """What tells it from others of one workload: from one place code may be taken otherwise than from the next."""
    return member.node.key, member.arn, member.brings


def _at(member: Member, arn: str) -> Member:
    return member._replace(arn=arn)


def _key(source: Source) -> str:
    return source.seal.key if source.seal and Arn.parse(source.seal.key) and ALIAS not in source.seal.key else ""


def _account(member: Member) -> str:
    """Where what is changed is: a repository of images may be in another account than what runs them."""
    return account_of(member.arn) or member.node.account


Reads = Callable[[Use, str], Answer]
"""Whether what uses a role may take from this object of S3, queue or repository of packages as that."""


def _taken(use: Use, sources: Sources, reads: Reads) -> Iterator[Source]:
    """From where it takes what it runs, as far as it may read that."""
    for source in sources.of(use.consumer):
        answer = reads(use, source.reads) if source.reads else None
        if answer is None:
            yield source
        elif answer.possible:
            yield source._replace(unknown=tuple(dict.fromkeys((*source.unknown, *answer.unknown))))


def _on(path: EscalationPath, consumer: Resource, node: Node, sources: Sources) -> Iterator[Source]:
    """What is done to a workload of this kind on the path; nothing where that does not lead into this one."""
    if is_data_source(consumer):
        resolving = sources.queried if path.id == ASKS_FIELD else sources.resolved
        yield from resolving(path, consumer, node.account)
        return
    if consumer.type in _RUNBOOKS:
        yield from sources.written(path, consumer)
        return
    if is_integration(consumer):
        yield from (sources.rewritten if path.id in REWRITES else sources.invoked)(path, consumer)
        return
    if path.id == OPENS_SPACES:
        yield from sources.opened(path, consumer, node.account)
        return
    unknown = None if _is_held_back(consumer) else opens(path.id, consumer)
    arn = asked_about(path.id, consumer) or _arn(consumer, node, path)
    if arn and unknown is not None:
        yield sources.itself(path, consumer, arn, unknown)


def _is_held_back(workload: Resource) -> bool:
    """Whether something beside the role's own policies says what it may do."""
    has_policy = not is_empty(said(workload, "policy"))
    return workload.type in _USERS and (has_policy or text_of(said(workload, "homeDirectoryType")) == "LOGICAL")


def _arn(consumer: Resource, node: Node, path: EscalationPath) -> str:
    """Its own ARN, else what the path says of the ARNs of its kind; "" where it is another service's."""
    own = arn_in(path.resource.split(":")[2], node, consumer)
    if own or own is None:
        return f"{own}{_MADE_IN.get(path.id, '')}" if own else ""
    return path.resource_of(name_in(consumer), node.account or ANY)
