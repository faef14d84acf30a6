"""This is where it is told whether a pipeline has the build of another repository than its own do something else.

Sources: CodeBuild API Reference, "ProjectSource" (`location`: the HTTPS clone URL); read 2026-11.
"""

import re
from typing import Final

from daypass.graph.property_path import texts_at
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.trusting.pipelines import pipelines_entering
from daypass_policies.trusting.trust import ROLES, trust_of

_PROJECTS: Final = ("aws:codebuild/project:Project", "aws-native:codebuild:Project")
_LOCATION: Final = "source.location"
_REPOSITORY: Final = re.compile(r"https?://(?:[^/@]+@)?[^/]+/(?P<name>[^?#]+?)(?:\.git)?/?")


def builds_another(actor: Actor, workload: Resource | None) -> bool:
    """Whether it is the build of a repository that none of those is whose pipelines enter the holder."""
    if workload is None or workload.type not in _PROJECTS or actor.resource.type not in ROLES:
        return False
    found = filter(None, map(_REPOSITORY.fullmatch, texts_at(workload.state, _LOCATION).texts))
    built = {match["name"].lower() for match in found}
    try:
        entering = {one.lower() for one in pipelines_entering(trust_of(actor.resource))}
    except (MalformedDocument, Undecided):
        return False
    return bool(built and entering) and built.isdisjoint(entering)
