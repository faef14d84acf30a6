"""This is where it is told which classes of workloads act on what others say, and who of these enters a role."""

from typing import Final

from daypass.iam.document import Document, MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass_policies.trusting.pipelines import pipelines_entering
from daypass_policies.trusting.trust import ROLES, trust_of

LOW_TRUST: Final = ("agent", "vendor", "pipeline")
"""Classes that act on the words of others: of whoever writes to a model, of another company, of a commit."""

_BY_SERVICE: Final = {
    "bedrock.amazonaws.com": "agent",
    "bedrock-agentcore.amazonaws.com": "agent",
    "codebuild.amazonaws.com": "pipeline",
    "codepipeline.amazonaws.com": "pipeline",
}
"""Services of which only workloads of one class run as a role."""


def entering_class(identity: Resource) -> str:
    """The class of low trust that enters a role by its trust, whatever its tags say; "" where none is known to."""
    if identity.type not in ROLES:
        return ""
    try:
        document = trust_of(identity)
        return "pipeline" if pipelines_entering(document) else _by_service(document)
    except (MalformedDocument, Undecided):
        return ""


def _by_service(document: Document) -> str:
    services = (
        service
        for statement in document.statements
        if statement.effect == "Allow"
        for service in (statement.principals or {}).get("Service", ())
    )
    return next((_BY_SERVICE[service] for service in services if service in _BY_SERVICE), "")
