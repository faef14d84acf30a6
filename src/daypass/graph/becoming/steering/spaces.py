"""This is where the spaces of SageMaker Studio are that somebody opens from outside, and whose they are.

A session with a space is a tunnel into its app, and that runs as the role of the user profile which owns a private one.
A space takes none unless its remote access is switched on, which it is not by default; a shared one has another role.
Sources: Amazon SageMaker API Reference, "StartSession", "SpaceSettings" (`RemoteAccess`) and "OwnershipSettings";
Service Authorization Reference, "Amazon SageMaker" (who starts a session is asked about the space); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.escalation_paths import EscalationPath
from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import Resource

OPENS_SPACES: Final = "sagemaker-x16"
"""The path on which somebody starts a session with a space."""

_TYPES: Final = ("aws:sagemaker/space:Space", "aws-native:sagemaker:Space")
_OWNER: Final = "ownershipSettings.ownerUserProfileName"
_SHARING: Final = "spaceSharingSettings.sharingType"
_REMOTE: Final = "spaceSettings.remoteAccess"


class Spaces:
    """Those of a stack that take sessions, or may."""

    def __init__(self, stack: Stack) -> None:
        private = (one for one in stack.of_type(*_TYPES) if "Shared" not in texts_at(one.state, _SHARING).texts)
        taking = [(one, unknown) for one in private if (unknown := _takes_sessions(one)) is not None]
        self._by_owner = grouped(
            ((_domain(one), owner), (one, unknown)) for one, unknown in taking for owner in _owners(one)
        )

    def of(self, path: EscalationPath, profile: Resource, account: str) -> Iterator[tuple[str, tuple[Untold, ...]]]:
        """The ARN of each that this user profile owns, and what may keep it from taking sessions."""
        owner = text_of(said(profile, "userProfileName"))
        for one, unknown in self._by_owner.get((_domain(profile), owner), ()) if owner else ():
            name = f"{_domain(one) or ANY}/{text_of(said(one, 'spaceName')) or ANY}"
            yield path.resource_of(name, account or ANY), unknown


def _takes_sessions(space: Resource) -> tuple[Untold, ...] | None:
    """What is not known of whether it does: () where it does, None where it does not."""
    found = texts_at(space.state, _REMOTE)
    if "ENABLED" in found.texts:
        return ()
    return tuple(Untold.of(space, at) for at in found.unknown) or None


def _owners(space: Resource) -> tuple[str, ...]:
    return tuple(texts_at(space.state, _OWNER).texts)


def _domain(resource: Resource) -> str:
    """The domain's id; "" where it is not known, as before the domain is there."""
    return text_of(said(resource, "domainId"))
