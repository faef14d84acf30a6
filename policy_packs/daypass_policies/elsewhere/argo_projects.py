"""This is where the projects of Argo CD are: whose applications each takes, and to which namespaces these deploy pods.

Argo CD makes whatever an application names, as its own controller, as far as the project lets it: from these
repositories, to these namespaces of these clusters, of these kinds. Applications stand in the namespace of the project
or in one of its `sourceNamespaces`. Sources: Argo CD documentation, "Projects" (`*` is a glob; one with `!` refuses),
"Applications in any namespace" and "Application Sync using impersonation"; read 2026-12.
"""

from fnmatch import fnmatchcase
from typing import Any, Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare
from daypass_policies.elsewhere.cluster_machines import SYSTEM
from daypass_policies.located import Located, hidden_at, locate

GROUP: Final = "argoproj.io"
_PROJECTS: Final = f"kubernetes:{GROUP}/v1alpha1:AppProject"
PROJECTS: Final = (_PROJECTS,)
_OF_ANYBODY: Final = (f"https://github.com/{PROBE}/{PROBE}", f"https://{PROBE}.example/{PROBE}.git")
"""Repositories that somebody has who was given none."""

_HERE: Final = ("https://kubernetes.default.svc", "in-cluster")
_MAKES_PODS: Final = (
    *(("", "Pod"), ("", "ReplicationController"), ("batch", "Job"), ("batch", "CronJob")),
    *(("apps", kind) for kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet")),
)


class ArgoProject(NamedTuple):
    """A project that takes pods from whichever repository, for the cluster that it is in."""

    resource: Resource
    namespace: str

    def takes_from(self, namespace: str) -> bool:
        """Whether it takes the applications of a namespace."""
        return namespace == self.namespace or _admits(_texts(self.resource, "spec.sourceNamespaces[]"), namespace)

    def deploys_to(self, namespace: str) -> bool:
        """Whether an application of it deploys to a namespace of its own cluster."""
        each = [one for one in locate(self.resource.state.raw, "spec.destinations[]") if _is_here(one)]
        return _admits([_text(one.value, "namespace") for one in each], namespace)


def open_projects(stack: Stack) -> tuple[ArgoProject, ...]:
    """Those of a stack. One that deploys as a service account which it names is limited by what that one may."""
    return tuple(
        ArgoProject(one, next(iter(_texts(one, "metadata.namespace")), "default"))
        for one in stack.of_type(_PROJECTS)
        if any(_admits(_texts(one, "spec.sourceRepos[]"), repository) for repository in _OF_ANYBODY)
        and not any(True for _ in locate(one.state.raw, "spec.destinationServiceAccounts[]"))
        and any(_takes(one, *kind) for kind in _MAKES_PODS)
    )


def hidden_projects(stack: Stack) -> tuple[tuple[Resource, tuple[str, ...]], ...]:
    """Those of which it is not known what they take, each with the paths that hide it."""
    each = ((one, hidden_at(one.state.raw, "metadata.namespace", *_SAID)) for one in stack.of_type(_PROJECTS))
    return tuple((one, hidden) for one, hidden in each if hidden)


def deploys_anywhere(project: Resource) -> bool:
    """Whether its applications deploy to whatever namespace there is, also to that of the cluster itself."""
    namespaces = [_text(one.value, "namespace") for one in locate(project.state.raw, "spec.destinations[]")]
    return _admits(namespaces, PROBE) and _admits(namespaces, SYSTEM)


_SAID: Final = tuple(
    f"spec.{part}"
    for part in (
        *("sourceRepos[]", "sourceNamespaces[]", "destinations[]", "destinations[].namespace", "destinations[].server"),
        *("destinationServiceAccounts", "namespaceResourceWhitelist[]", "namespaceResourceBlacklist[]"),
    )
)


def _takes(project: Resource, group: str, kind: str) -> bool:
    """Whether it takes things of this kind in a namespace: where nothing lists them, it takes all that none refuses."""
    allowed, refused = (list(locate(project.state.raw, f"spec.namespaceResource{end}[]")) for end in _LISTS)
    return (not allowed or _is_among(allowed, group, kind)) and not _is_among(refused, group, kind)


_LISTS: Final = ("Whitelist", "Blacklist")


def _is_among(listed: list[Located], group: str, kind: str) -> bool:
    return any(
        fnmatchcase(group, _text(one.value, "group")) and fnmatchcase(kind, _text(one.value, "kind")) for one in listed
    )


def _is_here(destination: Located) -> bool:
    named = [text for key in ("server", "name") if (text := _text(destination.value, key))]
    return any(fnmatchcase(here, text.removeprefix("!")) for here in _HERE for text in named)


def _admits(patterns: list[str], text: str) -> bool:
    refused = [one.removeprefix("!") for one in patterns if one.startswith("!")]
    is_allowed = any(fnmatchcase(text, one) for one in patterns if not one.startswith("!"))
    return is_allowed and not any(fnmatchcase(text, one) for one in refused)


def _texts(resource: Resource, path: str) -> list[str]:
    return [text for one in locate(resource.state.raw, path) if isinstance(text := bare(one.value), str)]


def _text(holder: Any, key: str) -> str:
    return next((text for one in locate(holder, key) if isinstance(text := bare(one.value), str)), "")
