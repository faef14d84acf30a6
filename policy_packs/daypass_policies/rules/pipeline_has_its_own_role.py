"""What one repository deploys, another repository cannot."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.ways import TRUST
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.owning.one_workload import are_one_workload
from daypass_policies.trusting.pipelines import pipelines_entering
from daypass_policies.trusting.trust import ROLES, trust_of
from daypass_policies.wording import listed, shown

_SEVERAL: Final = 2
_SHOWN: Final = 5


@rule(
    "pipeline-has-its-own-role",
    risk="shared-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=ROLES,
    controls=("NHI9:2025", "NHI6:2025", "NIST-800-53:IA-4", "NIST-800-53:AC-5", "SOC2:CC6.1"),
    remedy="Give each repository a WorkloadIdentity of its own, with the rights of its own deployment.",
)
def pipeline_has_its_own_role(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A role that several repositories enter has the rights of all of them, and a change in any of them may use these.

    Counted are repositories and projects that the trust names exactly in the subject or in another claim, of GitHub,
    GitLab, HCP Terraform, Buildkite, CircleCI and Bitbucket; branches and environments of one repository are one, and
    so are its names with and without ids, and all its names where the trust asks for its id. A pattern is the matter of
    `trust-pins-subject`. A workload tag of the role says that all of them are one where their names do not speak
    against it: a repository and its fork, or `shop-web` and `shop-api` for the workload `shop`.

    Refused:
        deploy:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
                  Action: sts:AssumeRoleWithWebIdentity
                  Condition:
                    StringEquals:
                      token.actions.githubusercontent.com:aud: sts.amazonaws.com
                      token.actions.githubusercontent.com:sub:
                        - repo:acme/invoice:environment:prod
                        - repo:acme/website:environment:prod

    Mended:
        deploy:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
                  Action: sts:AssumeRoleWithWebIdentity
                  Condition:
                    StringEquals:
                      token.actions.githubusercontent.com:aud: sts.amazonaws.com
                      token.actions.githubusercontent.com:sub: repo:acme/invoice:environment:prod
    """
    try:
        document = trust_of(resource)
        entering = pipelines_entering(document)
    except MalformedDocument:
        return  # nobody gets in by it, and the rules about trusts say so
    if len(entering) < _SEVERAL or are_one_workload(resource, ask, map(_without_owner, entering)):
        return
    named = "" if document.secret else f": {listed(map(shown, entering), _SHOWN)}"
    fact = f"role {resource.name!r} is shared by the pipelines of {len(entering)} projects{named}"
    yield Problem(fact, at=TRUST[resource.type], key="pipelines")


def _without_owner(project: str) -> str:
    """What an organisation calls itself stands in many of its names."""
    return project.partition("/")[2] or project
