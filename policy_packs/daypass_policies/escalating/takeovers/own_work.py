"""This is where it is told whether a pipeline that is let into a whole place has a work of its own there, by its name.

`bistro-web-ci` deploys the web pods of the cluster `bistro`, and what settles payments there is another's; `bistro-ci`,
`bistro-gitops` and `bistro-platform-deploy` are there for all of it. What all of a stack, a program or a cluster are
called by tells nobody's work, and nor does a word for how pods are brought, or for all that runs.
"""

from typing import Final

from daypass.graph.becoming.nodes import Node
from daypass.model.urn import Urn
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import (
    OF_PLATFORMS,
    house_words,
    is_word_for_bringing,
    names_of,
    words_of_target,
    words_of_thing,
)

_FOR_ALL: Final = frozenset(
    (
        *("helm", "helmfile", "gitop", "flux", "k8", "k8s", "kube", "kubectl", "kubernete", "manifest", "kustomize"),
        *("microservice", "all", "every", "whole", "mono", "product", "devsecop", "tenant", "environment", "region"),
        *("container", "pod", "fleet", "runtime", "repo", "root", "base", "bootstrap", "addon", "sre", "op", "core"),
        *(
            "jenkin",
            "buildkite",
            "circleci",
            "tekton",
            "harnes",
            "octopu",
            "atlanti",
            "spacelift",
            "bitbucket",
            "azure",
        ),
        *("teamcity", "drone", "argo", "spinnaker", "crossplane", "ansible", "concourse", "cicd", "integration"),
    )
)
"""Words, in the singular, by which those are called who bring all that runs in a cluster."""


def has_work_apart(actor: Actor, target: Node, place: str, *things: str) -> bool:
    """Whether it is called by a work of its own, and the target and these things by another, within this place."""
    program = Urn.parse(actor.resource.urn).project
    shared = house_words(actor) | words_of_thing(place) | words_of_thing(program)
    own = frozenset[str]().union(*map(words_of_thing, names_of(actor))) - shared - OF_PLATFORMS - _FOR_ALL
    theirs = words_of_target(target, *things) - shared
    own = frozenset(word for word in own if not is_word_for_bringing(word))
    return bool(own and theirs) and own.isdisjoint(theirs)
