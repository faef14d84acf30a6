"""This is where it is told who is let into a namespace to start tasks there, and not to deploy what runs in it.

What deploys writes deployments, and the services and settings beside them, and is as strong as what it deploys. A build
that may make pods and jobs alone, in a namespace of others, runs its own there: tests, reports. It names their service
account all the same. Source: Kubernetes documentation, "Role Based Access Control Good Practices" (Workload creation);
read 2026-12.
"""

from collections.abc import Iterable
from typing import Final

from daypass.words import singular
from daypass_policies.elsewhere.cluster_bindings import Binding
from daypass_policies.elsewhere.cluster_rights import Right
from daypass_policies.elsewhere.cluster_roles import name_of
from daypass_policies.escalating.takeovers.belonging import words_of_thing
from daypass_policies.trusting.machine_users import is_pipelines_name

_READS: Final = frozenset(("get", "list", "watch"))
_TASKS: Final = (("", "pods"), ("batch", "jobs"))
_BESIDE: Final = frozenset(("pods/attach", "pods/exec", "pods/log", "pods/portforward", "pods/status", "jobs/status"))
_OF_TASKS: Final = frozenset(resource for _, resource in _TASKS) | _BESIDE
_GROUPS: Final = frozenset(group for group, _ in _TASKS)

_DEPLOYING: Final = frozenset(
    (
        *("apply", "applier", "cd", "cicd", "deploy", "deployer", "deployment", "install", "installer", "maintenance"),
        *("migrate", "migration", "migrator", "publish", "publisher", "release", "releaser", "rollout", "seed"),
        *("upgrade", "upgrader"),
    )
)
"""Words by which those are called who bring what runs there, or run its own work as it."""
_TESTING: Final = frozenset(("e2e", "integration", "lint", "smoke", "test", "tester", "testing"))
_OF_BUILDS: Final = frozenset(("agent", "job", "runner", "task", "worker"))


def starts_tasks_alone(bindings: Iterable[Binding]) -> bool:
    """Whether all that these give is to start pods and jobs, and to look on; not known of what hides a part."""
    each = tuple(bindings)
    if any(one.is_default or one.unknown or one.rights.unknown or one.everywhere for one in each):
        return False
    rights = [right for one in each for right in one.rights.known]
    starts = any(right.allows("create", *task) for right in rights for task in _TASKS)
    return starts and all(map(_is_of_tasks, rights)) and _DEPLOYING.isdisjoint(_every_word(_names(each)))


def is_anothers(account: str, namespace: str, callers: Iterable[str], bindings: Iterable[Binding]) -> bool:
    """Whether a service account is called by a work of its own, and not by that of who starts tasks in its namespace.

    What is called as its namespace is may be what the tasks are to run as, unless these are tests.
    """
    if is_pipelines_name(namespace) or not _OF_BUILDS.isdisjoint(_every_word(namespace)):
        return False
    called = " ".join((*callers, _names(bindings)))
    if not _DEPLOYING.isdisjoint(_every_word(" ".join(callers))):
        return False
    own = words_of_thing(account) - words_of_thing(namespace)
    is_test = not _TESTING.isdisjoint(_every_word(called)) and _TESTING.isdisjoint(_every_word(account))
    return own.isdisjoint(words_of_thing(called)) and (bool(own) or is_test)


def _is_of_tasks(right: Right) -> bool:
    return right.verbs <= _READS or (right.resources <= _OF_TASKS and right.groups <= _GROUPS)


def _names(bindings: Iterable[Binding]) -> str:
    """How they are called, and the roles that they give."""
    return " ".join(f"{name_of(one.resource)} {one.role.rpartition(':')[2]}" for one in bindings)


def _every_word(text: str) -> frozenset[str]:
    return frozenset(singular(text, "joined"))
