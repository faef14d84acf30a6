"""What a stranger proposes is not built on our machines, as our account, before somebody has looked at it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.leaves import said, text_of, was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.model.yaml_text import YamlError
from daypass.rule import Ask, Open, Problem, rule
from daypass.words import words_in
from daypass_policies.escalating.low_trust.fork_workflows import fork_code
from daypass_policies.escalating.low_trust.runner_groups import REPOSITORY, RUNNER_GROUPS, RunnerGroups, is_public
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect

_TRIGGER: Final = "gcp:cloudbuild/trigger:Trigger"
_HOSTS: Final[Mapping[str, str]] = {
    "github": "name",
    "repositoryEventConfig": "repository",
    "developerConnectEventConfig": "gitRepositoryLink",
    "bitbucketServerTriggerConfig": "repoSlug",
}
"""Where a trigger says at which host it builds → what names the repository there, or ends with its name."""
_PULL: Final = "pullRequest"
_COMMENT: Final = "commentControl"
_AT_ONCE: Final = ("", "comments_disabled")
"""What `commentControl` says where nobody has to comment; unset is its first value."""

_PIPELINE: Final = "buildkite:Pipeline/pipeline:Pipeline"
_PIPELINE_ONCE: Final = "buildkite:pipeline/pipeline:Pipeline"
_DEFINITION: Final = "azuredevops:index/buildDefinition:BuildDefinition"


class _Switch(NamedTuple):
    """What is on where builds of forks run, and what else is on where they get our secrets, or run unseen."""

    forks: str
    noun: str
    fact: str


_FORKS: Final = _Switch(
    "providerSettings.buildPullRequestForks", "pipeline", "builds what forks propose on our own agents"
)
_SWITCHES: Final[Mapping[str, _Switch]] = {
    _PIPELINE: _FORKS,
    _PIPELINE_ONCE: _FORKS,
    _DEFINITION: _Switch("pullRequestTrigger.forks.shareSecrets", "build", "hands its secrets to what forks propose"),
}


_FILE: Final = "github:index/repositoryFile:RepositoryFile"
_CONTENT: Final = "content"
_WORKFLOW: Final = re.compile(r"/?\.github/workflows/[^/]+\.ya?ml")

_SAYS_PUBLIC: Final = re.compile(
    r"(?<![-\w])(?:public|open[- ]?source)(?:[- ](?:git|github|bitbucket))?"
    r"[- ](?:repo(?:s|sitory|sitories)?|project)\b",
    re.IGNORECASE,
)
_SAYS_NOT: Final = re.compile(r"\b(?:non|not|no|never|isn't)[- ](?:an?[- ]|the[- ]|yet[- ])?$", re.IGNORECASE)
"""What takes that back where it stands before it."""
_OPEN: Final = frozenset(("oss", "opensource"))
_NOT: Final = frozenset(("non", "not", "no"))


class _Repositories(NamedTuple):
    """The names of the repositories of a stack that are public, of which that is not known, and that are not."""

    public: frozenset[str]
    unclear: frozenset[str]
    closed: frozenset[str]

    def is_public(self, name: str) -> bool:
        """Whether one of this name is public: as the stack says, or, where it says nothing, as its name does."""
        folded = name.lower()
        return folded in self.public or (_is_called_public(folded) and folded not in self.closed)


def _is_called_public(name: str) -> bool:
    """Whether a name ends in `public`, or says `oss`: what is called `public-api` is an API for the public."""
    words = words_in(name)
    is_open = not _OPEN.isdisjoint(words) or "open-source" in name or words[-1:] == ["public"]
    return is_open and _NOT.isdisjoint(words)


def _is_said_public(trigger: Resource) -> bool:
    """Whether its description says that what it builds is public. Raises `Undecided`."""
    texts = [place.text for place in locate(trigger.declared.raw, "description")]
    found = [(text, one) for text in texts for one in _SAYS_PUBLIC.finditer(text)]
    return any(not _SAYS_NOT.search(text[: one.start()]) for text, one in found)


@rule(
    "fork-build-is-approved",
    risk="confused-deputy",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=(_TRIGGER, _FILE, *_SWITCHES, *RUNNER_GROUPS),
    stack=True,
    controls=("NHI6:2025", "NIST-800-53:AC-3", "SOC2:CC8.1"),
    remedy="Have a maintainer comment before what outsiders propose is built; keep secrets and our runners from it.",
)
def fork_build_is_approved(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever has an account at the code host proposes a change, and our build runs what it says, as our account.

    Told is a trigger of Cloud Build that builds pull requests at once (`commentControl` disabled, or not set) of a
    repository that the stack makes public, or that calls itself so (`sdk-public`, `acme-oss`), or is called so in the
    trigger's description ("the public repository"), where the stack does not say otherwise; of any other repository
    profile `strict` alone says so, as its members may be all who propose. A pipeline of Buildkite that builds pull
    requests of forks is told, whose agents are one's own, and so is a build of Azure DevOps that shares its secrets
    with them (`shareSecrets`). A group of GitHub's runners that are one's own is told which takes public repositories
    of the whole organisation, or chosen ones beside private ones of the stack, unless it takes named workflows alone or
    has machines of GitHub; what may be there for public repositories alone is `strict`'s. A workflow of GitHub that the
    stack writes into a public repository is told which runs for what forks propose as for ours (`pull_request_target`,
    `workflow_run`, `issue_comment`), checks that out, and then runs commands beside a token that may write or beside
    secrets, unless a job asks first who proposes, or waits for an environment or a label. Builds of AWS are
    `pull-request-build-is-approved`'s.

    Source: Google Cloud, "Build repositories from GitHub" (comment control); Buildkite, "Pipeline settings" (forks);
    Microsoft Learn, "Build GitHub repositories" (forks); GitHub Docs, "Managing access to self-hosted runners using
    groups" and "Secure use reference" (self-hosted runners, `pull_request_target`); read 2026-12.

    Refused:
        checks:
          type: buildkite:Pipeline/pipeline:Pipeline
          properties:
            name: checks
            repository: https://github.com/acme/sdk.git
            providerSettings: {buildPullRequests: true, buildPullRequestForks: true}

    Mended:
        checks:
          type: buildkite:Pipeline/pipeline:Pipeline
          properties:
            name: checks
            repository: https://github.com/acme/sdk.git
            providerSettings: {buildPullRequests: true, buildPullRequestForks: false}
    """
    of_stack = _Repositories(*(_named(stack, is_open=is_open) for is_open in (True, None, False)))
    groups = RunnerGroups(stack)
    for resource in stack.of_type(_TRIGGER, _FILE, *_SWITCHES, *RUNNER_GROUPS):
        if was_looked_up(resource):
            continue
        if resource.type == _TRIGGER:
            asked = _of_trigger(resource, of_stack, ask)
        elif resource.type == _FILE:
            asked = _of_file(resource, of_stack, ask)
        else:
            asked = _of_group(resource, groups, ask) if resource.type in RUNNER_GROUPS else _of_switch(resource)
        found, unknown = collect([asked])
        yield from found
        if unknown:
            yield Open(resource, (unknown.path,))


def _named(stack: Stack, *, is_open: bool | None) -> frozenset[str]:
    """The names of the repositories of the stack that are public, or of which that is not known, in small letters."""
    each = (one for one in stack.of_type(REPOSITORY) if is_public(one) is is_open)
    return frozenset(text_of(said(one, "name")).lower() for one in each) - {""}


def _of_trigger(trigger: Resource, of_stack: _Repositories, ask: Ask) -> Iterator[Problem]:
    for host in _HOSTS:
        for pull in locate(trigger.declared.raw, f"{host}.{_PULL}"):
            if pull.known is not None:
                yield from _of_pull(trigger, host, pull, of_stack, ask)


def _of_pull(trigger: Resource, host: str, pull: Located, of_stack: _Repositories, ask: Ask) -> Iterator[Problem]:
    control = next((one.text for one in locate(pull.value, _COMMENT)), "")
    if control.lower() not in _AT_ONCE:
        return
    repository = next(locate(trigger.declared.raw, f"{host}.{_HOSTS[host]}"), None)
    name = repository.text.rpartition("/")[2] if repository else ""
    if name.lower() in of_stack.unclear:
        raise Undecided(pull.path)
    is_open = of_stack.is_public(name) or (name.lower() not in of_stack.closed and _is_said_public(trigger))
    if is_open or ask.profile == "strict":
        is_named = repository is not None and not repository.marked
        public = f"the public repository {name!r}" if is_named else "its public repository"
        whose = public if is_open else "its repository"
        yield Problem(
            f"trigger {trigger.name!r} builds at once what anybody proposes to {whose}",
            at=pull.path,
            severity=None if is_open else "low",
            on=trigger,
        )


def _of_file(file: Resource, of_stack: _Repositories, ask: Ask) -> Iterator[Problem]:
    """What a workflow lets forks do. Raises `Undecided`."""
    if not _WORKFLOW.fullmatch(text_of(file.declared.get("file"))):
        return
    name = text_of(file.declared.get("repository")).rpartition("/")[2]
    is_open = of_stack.is_public(name)
    if not is_open and ask.profile != "strict" and name.lower() not in of_stack.unclear:
        return
    try:
        gets = fork_code(text_of(file.declared.get(_CONTENT)))
    except YamlError:
        raise Undecided(_CONTENT) from None
    if gets and name.lower() in of_stack.unclear:
        raise Undecided("repository")
    if gets:
        fact = f"workflow {file.name!r} runs what forks propose beside {gets}"
        yield Problem(fact, at=_CONTENT, severity=None if is_open else "low", on=file)


def _of_switch(resource: Resource) -> Iterator[Problem]:
    switch = _SWITCHES[resource.type]
    for place in locate(resource.declared.raw, switch.forks):
        if yes_or_no(place.known) is True:
            yield Problem(f"{switch.noun} {resource.name!r} {switch.fact}", at=place.path, on=resource)


def _of_group(group: Resource, groups: RunnerGroups, ask: Ask) -> Iterator[Problem]:
    for one in groups.open(group):
        if ask.profile == "strict" or not one.chosen:
            beside = " beside what private ones build" if one.mixed else ""
            yield Problem(
                f"group of runners {group.name!r} runs what forks of public repositories propose{beside}",
                at=one.path,
                severity="low" if one.chosen else None,
                on=group,
            )
