"""What becomes a role by its branch was reviewed, whoever pushed it."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.stack import Stack
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.low_trust.harmless import is_harmless
from daypass_policies.trusting.everyday import has_only_everyday
from daypass_policies.trusting.pipelines import subjects_alone
from daypass_policies.trusting.protected_environments import ENVIRONMENTS, ProtectedEnvironments
from daypass_policies.trusting.pushed_branches import BRANCH, PushedBranches
from daypass_policies.trusting.reviewed_branches import GUARDS, Passing, ReviewedBranches
from daypass_policies.trusting.trust import ROLES, trust_of

_GITHUB: Final = re.compile(
    r"repo:(?P<owner>[^:/@]+)(?:@[0-9]+)?/(?P<name>[^:/@]+)(?:@[0-9]+)?:"
    r"(?:ref:refs/heads/(?P<branch>[^*?]+)|environment:(?P<environment>[^*?]+))"
)
_GITLAB: Final = re.compile(r"project_path:(?P<project>[^:*?]+):ref_type:branch:ref:(?P<branch>[^*?]+)")

_Entering = tuple[str, str, Passing]
"""A repository, its branch, and who passes by the review there."""


@rule(
    "review-binds-apps-too",
    risk="privilege-escalation",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*ROLES, *GUARDS, BRANCH, ENVIRONMENTS),
    stack=True,
    controls=("NHI5:2025", "NHI6:2025", "NIST-800-53:AC-5", "NIST-800-53:AC-3", "SOC2:CC8.1"),
    remedy="Take machines off the list of those who pass by, and let them open pull requests that somebody approves.",
)
def review_binds_apps_too(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever pushes to a branch that a trust lets in does what its role may: the review is all that is between.

    Told is a branch of GitHub that is in the subject of a trust (or is the default branch of a repository whose
    environment takes protected branches and asks nobody), where the stack has it reviewed and lets machines by:
    `Integration` or `DeployKey` among the `bypassActors` of a ruleset of the repository or the organisation, apps, or
    users and teams that are called as machines are (`release-bot`), among those who pass by in a branch protection.
    Rules add up: where one of them lets no machine by, it passes. Of GitLab it is a protected branch to which every
    developer or a deploy key pushes, or that every developer may unprotect.

    Not asked are branches that the stack does not protect, roles that change nothing and read no secret, or only what
    is for tests, and people: administrators and maintainers pass by as somebody decided.

    Refused:
        main:
          type: github:index/repositoryRuleset:RepositoryRuleset
          properties:
            name: main
            repository: shop
            target: branch
            enforcement: active
            conditions: {refName: {includes: ["~DEFAULT_BRANCH"], excludes: []}}
            bypassActors: [{actorType: Integration, actorId: 4711, bypassMode: always}]
            rules: {pullRequest: {requiredApprovingReviewCount: 1}}
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
                      token.actions.githubusercontent.com:sub: repo:acme/shop:ref:refs/heads/main

    Mended:
        main:
          type: github:index/repositoryRuleset:RepositoryRuleset
          properties:
            name: main
            repository: shop
            target: branch
            enforcement: active
            conditions: {refName: {includes: ["~DEFAULT_BRANCH"], excludes: []}}
            rules: {pullRequest: {requiredApprovingReviewCount: 1}}
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
                      token.actions.githubusercontent.com:sub: repo:acme/shop:ref:refs/heads/main
    """
    if not any(True for _ in stack.of_type(*GUARDS, BRANCH)):
        return
    for role in stack.of_type(*ROLES):
        entering = {(repository, branch): passing for repository, branch, passing in _entering(role, stack)}
        if entering and not is_harmless(role, stack, ask.settings) and not has_only_everyday(role, stack, ask.settings):
            yield from (_told(role, *where, passing) for where, passing in entering.items())


def _told(role: Resource, repository: str, branch: str, passing: Passing) -> Problem | Open:
    if passing.unknown:
        return Open(passing.by, (passing.unknown,))
    named = "a branch" if any(role.secrets()) else f"branch {branch!r} of {repository!r}"  # the trust says which
    fact = f"{passing.who} passes by the review of {named}, which becomes role {role.name!r}"
    return Problem(fact, at=passing.at, key=role.name, on=passing.by)


def _entering(role: Resource, stack: Stack) -> Iterator[_Entering]:
    """The branches that become the role, and that machines write to; what cannot be read is said by other rules."""
    try:
        subjects = subjects_alone(trust_of(role))
    except (MalformedDocument, Undecided):
        return
    for subject in subjects:
        if match := _GITHUB.fullmatch(subject):
            yield from _of_github(match, stack)
        elif match := _GITLAB.fullmatch(subject):
            passing = stack.once(PushedBranches).passing(match["project"].lower(), match["branch"])
            if passing:
                yield match["project"], match["branch"], passing


def _of_github(match: re.Match[str], stack: Stack) -> Iterator[_Entering]:
    owner, repository = match["owner"].lower(), match["name"].lower()
    reviewed = stack.once(ReviewedBranches)
    branches: tuple[str, ...] = (match["branch"],) if match["branch"] else ()
    if match["environment"] and stack.once(ProtectedEnvironments).ask_nobody(repository, match["environment"]):
        branches = reviewed.default(repository)
    for branch in branches:
        if passing := reviewed.passing(owner, repository, branch):
            yield f"{match['owner']}/{match['name']}", branch, passing
            return
