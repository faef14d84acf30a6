"""The token that a code host gives each job reads what it builds; a job that writes asks for that by name."""

from collections.abc import Iterator

from daypass.data.job_tokens import JobToken, job_tokens
from daypass.graph.leaves import was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.located import Located, locate
from daypass_policies.mending.arguments import instead
from daypass_policies.trusting.owned_reviews import asks_a_person
from daypass_policies.trusting.reviewed_branches import GUARDS


@rule(
    "job-token-is-narrow",
    risk="privilege-escalation",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*job_tokens(), *GUARDS),
    stack=True,
    controls=("NHI5:2025", "NHI6:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-5", "SOC2:CC8.1"),
    remedy="Let the token read by default, approve nothing and stay in its project; name in a job what it writes.",
)
def job_token_is_narrow(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whatever runs in a job has its token: each package that it installs, each action of somebody else.

    Told is a setting of GitHub, of a repository, an organisation or an enterprise, by which the token of every job
    writes unless its workflow says less, or by which jobs may approve pull requests: who may open one then approves it
    himself, in a job, and the review binds nobody. The same switch lets jobs open pull requests, so it passes where a
    branch protection or a ruleset of the stack asks for an owner of the code or a second approval, which no job gives.
    Of Azure DevOps it is a token that reaches all projects of the organisation, or all repositories of the project; of
    GitLab an allowlist that is switched off, so that jobs of every project get in that a member starts. What nobody set
    is not told.

    Source: GitHub Docs, "Managing GitHub Actions settings for a repository" (workflow permissions); Microsoft Learn,
    "Access repositories, artifacts, and other resources" (job authorization scope); GitLab Docs, "CI/CD job token"
    (limit access to your project); CIS Software Supply Chain Security Guide 1.0; read 2026-12.

    Refused:
        shop:
          type: github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions
          properties: {repository: shop, defaultWorkflowPermissions: write, canApprovePullRequestReviews: true}

    Mended:
        shop:
          type: github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions
          properties: {repository: shop, defaultWorkflowPermissions: read, canApprovePullRequestReviews: false}
    """
    del ask
    for resource in stack.of_type(*job_tokens()):
        if not was_looked_up(resource):
            for setting in job_tokens()[resource.type]:
                yield from _judged(resource, setting, stack)


def _judged(resource: Resource, setting: JobToken, stack: Stack) -> Iterator[Problem | Open]:
    for place in locate(resource.declared.raw, setting.path):
        try:
            told = _is_wide(place, setting) and not (setting.is_bound and asks_a_person(resource, stack))
        except Undecided as unknown:
            yield Open(resource, (unknown.path,))
            continue
        if told:
            right = "read" if setting.wide == "write" else setting.wide == "false"
            yield Problem(
                f"{resource.name!r} {setting.fact}",
                at=place.path,
                key=setting.path,
                severity=setting.severity,
                mended=instead(setting.path, right),
                on=resource,
            )


def _is_wide(place: Located, setting: JobToken) -> bool:
    """Raises `Undecided`."""
    if setting.wide == "write":
        return place.text.strip().lower() == setting.wide
    return yes_or_no(place.known) is (setting.wide == "true")
