"""This is where Policies are: all documents that have a say about one request, each in its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from daypass.iam.document import Document
from daypass.iam.layer import Layer


@dataclass(frozen=True)
class Policies:
    """What has a say. An empty tuple or None is no policy of that kind.

    `identity`: the caller's own; `boundary`: its permissions boundary; `session`: those passed when the session was
    made (together they allow what any of them allows); `resource`: the policy of the resource (for a role its trust
    policy, for a key its key policy). `service_control`: the SCPs of the caller's account and `resource_control`: the
    RCPs of the resource's account, each a level of the organisation: root first, the account last; () where none apply.
    """

    identity: tuple[Document, ...] = ()
    boundary: Document | None = None
    session: tuple[Document, ...] = ()
    resource: Document | None = None
    service_control: tuple[tuple[Document, ...], ...] = ()
    resource_control: tuple[tuple[Document, ...], ...] = ()

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """All documents in the order of `Field`, made ready once however many requests are tried on them."""
        return tuple(self._layers())

    def _layers(self) -> Iterator[Layer]:
        yield from Layer.of_levels("serviceControlPolicies", self.service_control)
        yield from Layer.of_levels("resourceControlPolicies", self.resource_control)
        if self.resource is not None:
            yield Layer.of_document("resourcePolicy", self.resource)
        yield from Layer.of_list("identityPolicies", self.identity)
        if self.boundary is not None:
            yield Layer.of_document("permissionsBoundary", self.boundary)
        yield from Layer.of_list("sessionPolicies", self.session)
