"""This is where it is told which environment the subject of a token names, as each issuer builds it.

Source: the guides that issuers.csv names; Kubernetes documentation, "Configure Service Accounts for Pods"; SPIFFE-ID,
"2.2 Path"; read 2026-11.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.data.environment_words import environment_words
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_name, of_value

_FIELDS: Final = re.compile(
    r"(?:^|:)(?:environment:(?P<value>[^:]+)|env:(?:[^:/]+/)?(?P<of_esc>[^:/]+)$"
    r"|(?:workspace|stack):(?P<name>[^:]+)|pipeline:(?P<pipeline>[^:]+)"
    r"|serviceaccount:(?P<namespace>[^:]+):(?P<account>[^:]*)|ref:(?:refs/heads/)?(?P<branch>[^:]+)$)"
)
"""The fields that name an environment, a workspace, a pipeline, a service account or a branch, of all issuers."""

_OF_AZURE: Final = re.compile(r"(?:sc|p)://[^/]+/[^/]+/(?P<name>[^/]+)")
"""A service connection or a pipeline of Azure DevOps."""

_SPIFFE: Final = re.compile(r"spiffe://(?P<domain>[^/]*)(?P<path>/.*)?", re.DOTALL)
_IN_CLUSTER: Final = re.compile(r"/ns/(?P<namespace>[^/]+)(?:/sa/(?P<account>[^/]+))?")
_DOMAIN_ITSELF: Final = 2
"""Labels of a domain that are its owner's name: `example.dev` is nobody's development."""

_TEST: Final = "test"
"""A pipeline of this name runs tests, in whatever environment."""


def of_subject(subject: str) -> str:
    """The environment that a subject names, NO_ENVIRONMENT where it names none, or several."""
    found = {environment for environment in _told(subject) if environment}
    return found.pop() if len(found) == 1 else NO_ENVIRONMENT


def _told(subject: str) -> Iterator[str]:
    if match := _SPIFFE.fullmatch(subject):
        yield from _of_spiffe(match["domain"], match["path"] or "")
        return
    if match := _OF_AZURE.fullmatch(subject):
        yield _of_pipeline(match["name"])
        return
    for match in _FIELDS.finditer(subject):
        if value := match["value"] or match["of_esc"]:
            yield of_value(value)
        elif match["branch"]:
            yield _of_word(match["branch"])
        elif match["pipeline"]:
            yield _of_pipeline(match["pipeline"])
        else:
            yield from map(of_name, filter(None, (match["name"], match["namespace"], match["account"])))


def _of_spiffe(domain: str, path: str) -> Iterator[str]:
    """A namespace and an account as in any cluster; else the parts of the path that hold nothing but an environment."""
    yield from map(_of_word, domain.split(".")[:-_DOMAIN_ITSELF])
    if match := _IN_CLUSTER.fullmatch(path):
        yield from map(of_name, filter(None, (match["namespace"], match["account"])))
    else:
        yield from map(_of_word, path.split("/"))


def _of_pipeline(name: str) -> str:
    found = of_name(name)
    return NO_ENVIRONMENT if found == _TEST else found


def _of_word(text: str) -> str:
    """The environment of a text that is nothing but its word."""
    word = environment_words().get(text.lower())
    return word.environment if word else NO_ENVIRONMENT
