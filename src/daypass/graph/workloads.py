"""This is where Workloads are: which users of roles are one workload, however many resources it is made of."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from daypass.graph.consumers import Use
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.same_images import SameImages
from daypass.graph.stack import STACK_TYPE, Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.model.urn import Urn
from daypass.settings import Settings

_TAG, _COMPONENT, _PROFILE, _ACCOUNT, _CONSUMER, _RUNNING = range(6)
"""What makes several consumers one workload, and may name it, the best first: what they run never does."""

ASSOCIATIONS: Final = (
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    "aws-native:eks:PodIdentityAssociation",
)


def service_account_of(consumer: Resource) -> str:
    """The service account (`namespace/name`) that an association of EKS Pod Identity gives a role; "" of all others.

    Two clusters may run the same workload, and one after the other they do. Source: EKS User Guide, "Learn how EKS Pod
    Identity grants pods access to AWS services"; read 2026-11.
    """
    if consumer.type not in ASSOCIATIONS:
        return ""
    namespace, name = (text_of(said(consumer, key)) for key in ("namespace", "serviceAccount"))
    return f"{namespace}/{name}" if namespace and name else ""


_REGION: Final = re.compile(
    r"(?<![a-z])[a-z]{2}(?:-gov|-iso[a-z]?)?-(?:central|(?:north|south)(?:east|west)?|east|west)-[0-9](?![0-9])"
)
"""A region of AWS inside a name. Source: EC2 User Guide, "Regions and Zones"; read 2026-11."""


def _wherever(consumer: Resource) -> str:
    """What it has in common with those of the same name in other regions: `api-eu-west-1`, `api-us-east-1`."""
    name, found = _REGION.subn("REGION", consumer.name)
    return f"wherever {consumer.type} {consumer.parent} {name}" if found else ""


_APPLICATION: Final = tuple(
    f"{place}.{key}"
    for place in ("tagSpecifications[].tags", "tags")
    for word in ("app", "application", "service", "component")
    for key in (word, word.title())
)
"""Where launch templates and instances say what runs on these."""


def _application(consumer: Resource) -> str:
    """What the tags of its instances call what runs there; "" where they do not, or not yet."""
    found = (texts_at(consumer.state, place).texts for place in _APPLICATION)
    return next((texts[0] for texts in found if texts), "")


class Workloads:
    """The workloads among some uses of roles.

    One are those of the same workload tag, of the same parent component, of the same instance profile (unless the tags
    of their instances name several applications), of the same
    service account of a cluster, whichever cluster that is, those whose names differ in the region alone, and tasks and
    jobs that run the same images with the same roles, each with all that it shares any of these with. Different tags
    are different workloads, whatever else these share. `count` says how many there are, `unknown` are the paths of tags
    that might make them fewer. The settings say the key of the tag, where none is given.
    """

    def __init__(self, stack: Stack, settings: Settings, uses: Iterable[Use], key: str = "") -> None:
        self._stack = stack
        self._images = stack.once(SameImages)
        self._key = key or settings.tags["workload"]
        self._leader: dict[str, str] = {}
        self._rank: dict[str, int] = {}
        self._tagged: dict[str, str] = {}
        unknown: list[str] = []
        consumers: set[str] = set()
        every = tuple(uses)
        self._applications = grouped((use.profile, _application(use.consumer)) for use in every if use.profile)
        for use in every:
            consumers.add(use.consumer.urn)
            for rank, label in self._labels(use, unknown):
                self._rank.setdefault(label, rank)
                self._join(use.consumer.urn, label)
                if rank == _TAG:
                    self._tagged[use.consumer.urn] = label
        self.unknown = tuple(dict.fromkeys(unknown))
        self.count = len({self._name(urn) for urn in consumers})

    def workload(self, consumer: Resource) -> str:
        """The name of a consumer's workload, equal for those that are one workload and for nobody else.

        It is the workload's tag (`tag invoices`), else the URN of the component, of the instance profile, the service
        account (`account shop/api`), or the URN of the consumer itself, or of one that runs the same.
        """
        return self._name(consumer.urn)

    def _name(self, urn: str) -> str:
        return self._tagged.get(urn) or self._find(urn)

    def _join(self, one: str, other: str) -> None:
        first, second = self._find(one), self._find(other)
        # Of two that are as good the first by its text leads: the SDK registers in no fixed order.
        better, worse = sorted((first, second), key=lambda label: (self._rank[label], label))
        self._leader[worse] = better

    def _labels(self, use: Use, unknown: list[str]) -> Iterator[tuple[int, str]]:
        """What the use may have in common with others of its workload; first the consumer itself."""
        yield _CONSUMER, use.consumer.urn
        if use.profile in self._stack.by_urn or use.profile.startswith("arn:"):  # a bare name repeats between accounts
            yield _PROFILE, self._fleet(use)
        if account := service_account_of(use.consumer):
            yield _ACCOUNT, f"account {account}"
        if running := self._images.of(use):
            yield _RUNNING, f"running {running}"
        if elsewhere := _wherever(use.consumer):
            yield _RUNNING, elsewhere
        if self._is_component(use.consumer.parent):
            yield _COMPONENT, use.consumer.parent
        try:
            tag = Tags.of(use.consumer.state, use.consumer).get(self._key)
        except Undecided as tag_unknown:
            unknown.append(tag_unknown.path)
        else:
            if tag:
                yield _TAG, f"tag {tag}"

    def _fleet(self, use: Use) -> str:
        """What it has in common with others of its profile: that, unless each says another application than some."""
        named = set(self._applications[use.profile])
        return use.profile if "" in named or len(named) == 1 else f"{use.profile} {_application(use.consumer)}"

    def _is_component(self, parent: str) -> bool:
        """Whether the parent is a component, not the stack itself nor a resource that another one hangs on."""
        known = self._stack.by_urn.get(parent)
        return bool(parent) and Urn.parse(parent).type != STACK_TYPE and (known is None or not known.custom)

    def _find(self, label: str) -> str:
        """The label that stands for all that were joined with this one; paths are halved as they are walked."""
        while (leader := self._leader.setdefault(label, label)) != label:
            self._leader[label] = self._leader[leader]
            label = leader
        return label
