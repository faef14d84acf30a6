"""This is where it is told whether a pipeline that is let into a whole place has a work of its own there, by its name.

`bistro-web-ci` deploys the web pods of the cluster `bistro`, and what settles payments there is another's; `bistro-ci`,
`bistro-gitops` and `bistro-platform-deploy` are there for all of it. `ferry-texts` reaches `ferry-*`, and so what
settles payments there; `ferry-release` is there for all of the ferry. What all of a stack, a program or a place are
called by tells nobody's work, and nor does a word for how things are brought, or for all that runs.
"""

from collections.abc import Iterable
from typing import Final

from daypass.graph.becoming.nodes import Node
from daypass.model.urn import Urn
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import (
    OF_PLATFORMS,
    PARTS,
    house_words,
    is_word_for_bringing,
    names_of,
    words_of_target,
    words_of_thing,
)
from daypass_policies.trusting.machine_users import DEPLOYING_TOOLS

_FOR_ALL: Final = frozenset(one.removesuffix("s") for one in DEPLOYING_TOOLS) | frozenset(
    (
        *("helm", "helmfile", "gitop", "flux", "k8", "k8s", "kube", "kubectl", "kubernete", "manifest", "kustomize"),
        *("microservice", "all", "every", "whole", "mono", "product", "devsecop", "tenant", "environment", "region"),
        *("container", "pod", "fleet", "runtime", "repo", "root", "base", "bootstrap", "addon", "sre", "op", "core"),
        *("azure", "chart", "software", "code", "cluster", "apply", "app", "application", "harnes", "octopu"),
        *("drone", "argo", "ansible", "concourse", "cicd", "integration"),
    )
)
"""Words, in the singular, by which those are called who bring all that runs in a place."""


def has_work_apart(actor: Actor, target: Node, places: Iterable[str], *things: str) -> bool:
    """Whether it is called by a work of its own, and the target and these things by another, within these places.

    A place is what it was let into: the name of a cluster, or the pattern by which it reaches the target.
    """
    program = Urn.parse(actor.resource.urn).project
    shared = house_words(actor) | _words_of((program, *(place.rpartition("/")[2] for place in places)))
    own = _words_of(names_of(actor)) - shared - OF_PLATFORMS - _FOR_ALL
    theirs = words_of_target(target, *things) - shared - PARTS
    own = frozenset(word for word in own if not is_word_for_bringing(word))
    return bool(own and theirs) and own.isdisjoint(theirs)


def _words_of(things: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*map(words_of_thing, things))
