"""This is where it is told into which clusters of ECS somebody may bring a host, who then acts as the tasks put there.

The scheduler places tasks on whatever host registers with the cluster, and the channel on which the agent of a host
listens hands it the credentials of each task that it is to run. What runs by a capacity provider is placed on the hosts
of that alone. A host that is there for the cluster has all of this anyway: it has AWS's own policy for it, or its user
data names the cluster. Sources: Amazon ECS Developer Guide, "Amazon ECS container instance IAM role", "Bootstrapping
Amazon ECS Linux container instances to pass data" and "Amazon ECS task IAM role" (credentials that the agent gets);
API Reference, "RegisterContainerInstance" and "DiscoverPollEndpoint"; Service Authorization Reference, "Amazon Elastic
Container Service" (on what both are asked); Bottlerocket, "settings.ecs"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.steering.scripts import user_data_of
from daypass.graph.becoming.steering.task_services import CLUSTER, TaskServices
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare

JOINS: Final = "ecs-x07"
_CLUSTER: Final = "arn:*:ecs:*:*:cluster/{}"
_HOST: Final = f"arn:*:ecs:*:*:container-instance/{{}}/{PROBE}"
_FOR_HOSTS: Final = "policy/service-role/AmazonEC2ContainerServiceforEC2Role"
_USER_DATA: Final = ("userData", "userDataBase64")
_NAMES: Final = re.compile(
    r"""(?:\bECS_CLUSTER[ \t]{0,8}=
        |\[settings\.ecs\][^\[]{0,2000}?\bcluster[ \t]{0,8}=
        |Initialize-ECSAgent\b[^\n]{0,200}?-Cluster
    )[ \t]{0,8}["']?(?P<name>[\w-]{0,255})""",
    re.VERBOSE,
)


class Bound(NamedTuple):
    """The roles of hosts that are there for a cluster, by URN; `maybe`: those of which that is not known yet."""

    roles: frozenset[str]
    maybe: Mapping[str, Untold]

    def passed(self, means: Means, _: str) -> Answer:
        """Whether somebody is not such a host, and so gets by it what they were not given."""
        urn, given = means.permissions.identity.urn, means.permissions.given
        if urn in self.roles or any(one.is_of_aws and one.arn.endswith(_FOR_HOSTS) for one in given):
            return NO
        return Answer(possible=True, unknown=(self.maybe[urn],) if urn in self.maybe else ())


class Joined(NamedTuple):
    """A cluster by its ARN, and one of the hosts that come there; `unknown`: whether such a host gets the task."""

    arn: str
    host: str
    bound: Bound
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class JoinedClusters:
    """The clusters of a stack whose tasks go to whatever host comes."""

    stack: Stack

    def of(self, definition: Resource) -> Iterator[Joined]:
        """Those in which services run this task definition."""
        services = self.stack.once(TaskServices)
        for service in services.of(definition):
            capacity, name = services.capacity(service), services.cluster(service)
            if capacity and not capacity.providers:
                bound = Bound(frozenset((*self._bound.get(name, ()), *self._bound.get("", ()))), self._maybe)
                yield Joined(_CLUSTER.format(name or PROBE), _HOST.format(name or PROBE), bound, capacity.unknown)
                if not name:
                    unknown = (*capacity.unknown, Untold.of(service, CLUSTER))
                    yield Joined(_CLUSTER.format(ANY), _HOST.format(ANY), bound, unknown)

    @cached_property
    def _bound(self) -> Mapping[str, tuple[str, ...]]:
        """Name of a cluster, "" where nothing says it → the roles of machines that their user data makes its hosts."""
        uses = self.stack.once(Consumers).uses
        texts = ((use.role, text) for use in uses if use.role for text in user_data_of(use.consumer))
        return grouped((found["name"], role) for role, text in texts for found in _NAMES.finditer(text))

    @cached_property
    def _maybe(self) -> Mapping[str, Untold]:
        found = {}
        for use in self.stack.once(Consumers).uses:
            hidden = next((key for key in _USER_DATA if bare(said(use.consumer, key)) is UNKNOWN), "")
            if hidden:
                found[use.role] = Untold.of(use.consumer, hidden)
        return found
