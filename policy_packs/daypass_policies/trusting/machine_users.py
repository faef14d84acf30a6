"""This is where IAM users are told apart: who has a console password, who has keys, and which resource says so."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.names import Names
from daypass.graph.stack import Stack
from daypass.graph.ways import USER, kinds_of
from daypass.model.resource import UNKNOWN, Resource, bare

_PASSWORDS: Final[Mapping[str, str]] = {"aws:iam/userLoginProfile:UserLoginProfile": "user"}
_KEYS: Final[Mapping[str, str]] = {
    "aws:iam/accessKey:AccessKey": "user",
    "aws-native:iam:AccessKey": "userName",
    "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": "userName",
    "aws:iam/signingCertificate:SigningCertificate": "userName",
}
_OWN_PASSWORD: Final = "loginProfile"  # noqa: S105 - a property of aws-native's users
CREDENTIALS: Final = (*_PASSWORDS, *_KEYS)
"""Types that give a user a password or a key."""

USERS: Final = kinds_of(USER)
"""Type of users → what they are called."""

DEPLOYING_TOOLS: Final = frozenset(
    (
        *("argocd", "atlantis", "azuredevops", "bitbucket", "buildkite", "circleci", "clouddeploy", "cloudbuild"),
        *("codebuild", "codedeploy", "codepipeline", "crossplane", "fluxcd", "github", "gitlab", "jenkins"),
        *("opentofu", "pulumi", "scalr", "spacelift", "spinnaker", "teamcity", "tekton", "terraform", "tofu"),
    )
)
"""What builds and deploys is called after; no word that names other things, too (`drone`, `harness`, `flux`)."""
_OF_PIPELINES: Final = DEPLOYING_TOOLS | {"ci", "cd", "cicd", "pipeline", "deploy", "deployer"}
_OF_RELEASES: Final = frozenset(("release", "releases", "releaser", "build", "builds", "builder"))
"""Segments that people's names have as well (`release-manager`): a machine that is called so builds or releases."""

_OF_MACHINES: Final = _OF_PIPELINES | frozenset(
    (
        *("svc", "service", "bot", "robot", "machine", "automation", "worker", "agent", "app", "backend"),
        *("cron", "batch", "sync", "runner", "scanner", "exporter", "uploader", "webhook", "script"),
    )
)
"""Segments of a name that nobody gives a person."""


def is_machines_name(name: str) -> bool:
    """Whether a user is called as machines are: `svc-billing`, `github-actions`; not `anna.service@example.org`."""
    return "@" not in name and not _OF_MACHINES.isdisjoint(_segments(name))


def is_pipelines_name(name: str) -> bool:
    """Whether a machine's user is called as what deploys is: `ci-shop`, `release-bot`."""
    return not (_OF_PIPELINES | _OF_RELEASES).isdisjoint(_segments(name))


def _segments(name: str) -> list[str]:
    return re.split(r"[^a-z]+", name.lower())


class Unplaced(NamedTuple):
    """A password or key of which it is not known yet whose it is, and the property that hides it."""

    resource: Resource
    path: str


def name_of(user: Resource) -> str:
    """A user's name, else what the program calls it."""
    named = bare(user.state.raw.get(USERS[user.type].name))
    return named if isinstance(named, str) else user.name


class MachineUsers:
    """The users of a stack by what they hold. A user is its URN, else the name that others write for it."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.with_keys, self.late_keys = self._holders(_KEYS)
        """User → what gives it a key; and the keys of users that are not known yet."""
        self.with_password, self.late_passwords = self._holders(_PASSWORDS)
        """User → what gives it a password; and the passwords of users that are not known yet."""
        for user in stack.of_type(*USERS):
            if user.state.raw.get(_OWN_PASSWORD) is not None:
                self.with_password.setdefault(user.urn, user)

    def is_machines(self, user: Resource) -> bool:
        """Whether a machine holds its keys: nobody signs in as it, and it has some, or is called as machines are."""
        name = name_of(user)
        if {user.urn, name} & self.with_password.keys():
            return False
        return bool({user.urn, name} & self.with_keys.keys()) or is_machines_name(name)

    def _holders(self, types: Mapping[str, str]) -> tuple[dict[str, Resource], tuple[Unplaced, ...]]:
        found, late = dict[str, Resource](), list[Unplaced]()
        for resource in self._stack.of_type(*types):
            key = types[resource.type]
            if user := self._user(resource, key):
                found.setdefault(user, resource)
            elif bare(resource.state.raw.get(key)) is UNKNOWN:
                late.append(Unplaced(resource, key))
        return found, tuple(late)

    def _user(self, resource: Resource, key: str) -> str:
        value = bare(resource.state.raw.get(key))
        if isinstance(value, str):
            return self._names.named(resource, value).urn or value
        behind = self._names.behind(resource, key)
        return behind[0] if len(behind) == 1 else ""

    @cached_property
    def _names(self) -> Names:
        return Names.of(self._stack.resources, USERS)
