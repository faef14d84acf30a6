"""An environment of GitHub that a cloud trusts lets in what was reviewed, not every branch that names it."""

from collections.abc import Iterator
from typing import Final

from daypass.data.environment_words import PRODUCTION
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass.words import words_in
from daypass_policies.crossing.environments import of_name
from daypass_policies.trusting.open_environments import OpenEnvironments
from daypass_policies.trusting.protected_environments import ENVIRONMENTS
from daypass_policies.trusting.trusted_environments import TRUSTING, Conditions, Trusted, trusted
from daypass_policies.wording import shown

_RELEASES: Final = frozenset(("apply", "deploy", "deployment", "live", "publish", "release", "releases"))
"""Words of an environment that says no stage, by which one changes something."""
_READS: Final = frozenset(("diff", "drift", "plan", "plans", "preview", "previews", "readonly"))


@rule(
    "trusted-environment-is-guarded",
    risk="federated-trust",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*TRUSTING, ENVIRONMENTS),
    stack=True,
    controls=("NHI6:2025", "NHI8:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Give the environment reviewers, or the branches that may deploy to it (protected branches, main).",
)
def trusted_environment_is_guarded(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A trust that asks for an environment relies on who may deploy to it: without a guard every branch may.

    Told is a federated credential of Entra or a managed identity, a binding of Google Cloud to one subject
    (`principal://…/subject/repo:…`), the condition of a provider of a pool, and a role of Vault that lets in an
    environment of GitHub which the stack makes with neither reviewers nor a policy of branches. Whoever may push any
    branch writes a workflow that names it, and is what the environment stands for. Roles of AWS are
    `trust-pins-subject`'s.

    It passes where the trust also asks for a branch or a workflow, where a ruleset holds for all branches, where a
    binding only lets read (`viewer`), and where the environment is for tests, for plans, or for nobody knows what: told
    are those that are called after production or after releases.

    Source: GitHub Docs, "Deployments and environments" (required reviewers, deployment branches and tags) and
    "OpenID Connect"; read 2026-12.

    Refused:
        production:
          type: github:index/repositoryEnvironment:RepositoryEnvironment
          properties: {repository: ledger, environment: production}
        deploy:
          type: azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential
          properties:
            displayName: deploy
            audiences: ["api://AzureADTokenExchange"]
            issuer: https://token.actions.githubusercontent.com
            subject: repo:acme/ledger:environment:production

    Mended:
        production:
          type: github:index/repositoryEnvironment:RepositoryEnvironment
          properties:
            repository: ledger
            environment: production
            deploymentBranchPolicy: {protectedBranches: true, customBranchPolicies: false}
        deploy:
          type: azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential
          properties:
            displayName: deploy
            audiences: ["api://AzureADTokenExchange"]
            issuer: https://token.actions.githubusercontent.com
            subject: repo:acme/ledger:environment:production
    """
    del ask
    if not any(True for _ in stack.of_type(ENVIRONMENTS)):
        return
    conditions, environments = Conditions(stack), stack.once(OpenEnvironments)
    for resource in stack.of_type(*TRUSTING):
        try:
            for one in trusted(resource, conditions):
                yield from _judged(resource, one, environments)
        except Undecided as unknown:
            yield Open(resource, (unknown.path,))


def _judged(resource: Resource, one: Trusted, environments: OpenEnvironments) -> Iterator[Problem | Open]:
    doubts = environments.doubts(one.repository, one.environment) if _is_of_releases(one.environment) else None
    if doubts:
        yield Open(resource, tuple(dict.fromkeys(untold.what for untold in doubts)))
    elif doubts is not None:
        named = "an environment" if one.marked else f"environment {shown(one.environment)}"
        fact = f"{resource.name!r} lets in every branch, as {named} asks nobody and takes every branch"
        yield Problem(fact, at=one.at, key="" if one.marked else one.environment, on=resource)


def _is_of_releases(environment: str) -> bool:
    words = set(words_in(environment))
    if words & _READS:
        return False
    return of_name(environment) == PRODUCTION if of_name(environment) else bool(words & _RELEASES)
