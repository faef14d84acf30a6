"""This is where it is told what a service says when it enters a role for the things that somebody may make or change.

A trust may ask for whom the service acts (`aws:SourceArn`), and then lets it in for that thing alone, however many may
pass the role. Of a pod EKS says its namespace and service account, which who changes an association cannot change; or
nothing, where they switch its tags off. Sources: IAM User Guide, "AWS global condition context keys"; EKS User Guide,
"Grant Pods access to AWS resources based on tags"; EKS API Reference, "UpdatePodIdentityAssociation"; read 2026-11.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from daypass.data.escalation_paths import EscalationPath
from daypass.data.source_arns import SourceArn, source_arns
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.assuming.trusts import may_let_in
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.patterns import covers, loose, meets
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn

_SOURCE: Final = "aws:sourcearn"
_TAGS: Final = "aws:requesttag/"
SAID: Final = (_SOURCE, _TAGS)
"""Keys, and starts of keys, of what services say of whatever they enter a role for."""

_ASSOCIATIONS: Final = (
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    "aws-native:eks:PodIdentityAssociation",
)
_OF_AWS: Final = ".amazonaws.com"
_OF_PODS: Final = "pods.eks.amazonaws.com"
_REBINDS: Final = "eks:UpdatePodIdentityAssociation"
_SAID_OF_PODS: Final = {
    "kubernetes-namespace": "namespace",
    "kubernetes-service-account": "serviceAccount",
    "eks-cluster-name": "clusterName",
}
_SWITCHED_OFF: Final = Facts(tags=(_TAGS,))


def tells(service: str) -> bool:
    """Whether it is known what the service says."""
    return service == _OF_PODS or service in {f"{action.partition(':')[0]}{_OF_AWS}" for action in source_arns()}


@dataclass(frozen=True)
class Entered:
    """`associations` are those of a stack, each by its ARN: what EKS says of their pods."""

    associations: Mapping[str, tuple[Facts, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, stack: Stack) -> "Entered":
        """Of a stack."""
        found: dict[str, tuple[Facts, ...]] = {}
        for one in stack.of_type(*_ASSOCIATIONS):
            if arn := text_of(said(one, "associationArn")):
                texts = {f"{_TAGS}{tag}": text_of(said(one, key)) or ANY for tag, key in _SAID_OF_PODS.items()}
                found[arn] = (Facts(texts), _SWITCHED_OFF)
        return cls(found)

    def said(self, means: Means, path: EscalationPath, service: str) -> tuple[tuple[Facts, ...], ...]:
        """For each action of this path of which the service tells: what it says of the things that may be its."""
        told = (self._said(means, action) for action in path.actions if _says(action, service))
        return tuple(each for each in told if each is not None)

    def _said(self, means: Means, action: str) -> tuple[Facts, ...] | None:
        """What the service says of each thing to which the holder may do this; None where that is not told."""
        if action in source_arns():
            return tuple(_sources(means, action, source_arns()[action]))
        return self._of_pods(means)

    def _of_pods(self, means: Means) -> tuple[Facts, ...] | None:
        patterns = [text for held in means.told(_REBINDS).allows for text in held.line.patterns(means.caller.facts)]
        if means.open or not all(text in self.associations for text in patterns):
            return None
        return tuple(one for text in patterns for one in self.associations[text])


def lets_in(trust: Trust, service: str, said: Iterable[tuple[Facts, ...]]) -> bool:
    """Whether the trust lets the service in for one of the things of each action, as `Entered.said` tells of them."""
    return all(any(_may_let_in(trust, service, one) for one in each) for each in said)


def _may_let_in(trust: Trust, service: str, says: Facts) -> bool:
    """Seen at once of most: of many roles that ask for what the service acts, each asks for something else."""
    source = says.values.get(_SOURCE)
    is_near = not isinstance(source, str) or any(_is_near(asked, source) for asked in trust.asked_sources)
    return is_near and may_let_in(trust, service, says).possible


def _is_near(asked: tuple[str, ...], source: str) -> bool:
    return not asked or any(meets(one, source) != "no" for one in asked)


def _says(action: str, service: str) -> bool:
    """Whether the service tells of what the action makes or changes: what it makes may be for another service too."""
    if action == _REBINDS:
        return service == _OF_PODS
    return action in source_arns() and service == f"{action.partition(':')[0]}{_OF_AWS}"


def _sources(means: Means, action: str, source: SourceArn) -> Iterator[Facts]:
    own = Arn.parse(means.caller.arn)
    start = f"arn:{own.partition if own else ANY}:{action.partition(':')[0]}:{ANY}:{means.caller.account or ANY}"
    every = f"{start}:{source.every}"
    texts = [loose(text) for held in means.told(action).allows for text in held.line.patterns(means.caller.facts)]
    for text in (*texts, *(("*",) if means.open else ())):
        thing = every if covers(text, every) else text
        arn = Arn.parse(thing)
        if arn is None:
            yield Facts({_SOURCE: f"{start}:{source.of('')}"})
        elif meets(every, thing) != "no" and means.on(action, thing).possible:
            here = arn._replace(account=means.caller.account or ANY, resource=source.of(arn.resource))
            yield Facts({_SOURCE: ":".join(("arn", *here)).replace("?", "*")})
