"""This is where a workflow of GitHub is read: whether a stranger's code runs in it beside our token or our secrets.

Source: GitHub Docs, "Events that trigger workflows" (`pull_request_target`, `workflow_run`), "Secure use reference" and
"Workflow syntax for GitHub Actions" (`permissions`); GitHub Security Lab, "Preventing pwn requests"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.model.yaml_text import YamlError, yaml_value

_TARGET: Final = "pull_request_target"
_TRUSTED: Final = (_TARGET, "workflow_run", "issue_comment")
"""Events whose runs have our secrets and a token that may write, whoever set them off."""
_HEAD: Final = re.compile(
    r"github\.event\.(?:pull_request\.(?:head\.|merge_commit_sha)|workflow_run\.(?:head_|pull_requests))"
    r"|github\.head_ref|\bpull/[^\n]{0,80}?/(?:head|merge)\b|refs/pull/|\bgh pr checkout\b"
)
"""How what a pull request proposes is named, which a branch of ours is not."""
_SECRET: Final = re.compile(r"\$\{\{[^}]{0,500}\bsecrets\b(?!\.GITHUB_TOKEN\b)", re.IGNORECASE)
_FETCHES: Final = re.compile(r"\b(?:git (?:fetch|checkout|pull|clone|switch)|gh pr checkout)\b")
_IF: Final = re.compile(
    r"author_association|label|permission|\.fork\b|head\.repo\.full_name|github\.actor\b|user\.login|sender\.login"
    r"|workflow_run\.(?:event|head_branch|head_repository)"
)
"""What a condition asks of who proposes, or whether somebody marked it."""
_LETS_OTHERS_IN: Final = re.compile(
    r"[\w.\[\]'\"-]{1,200}\s{0,8}!=\s{0,8}(?!true\b)[\w.'\"\[\]-]{1,100}|!\s{0,8}contains\([^()]{0,300}\)"
)
"""A condition that leaves out one and lets in everybody else (`github.actor != 'bot'`, `!contains(labels, 'skip')`)."""
_ASKS: Final = re.compile(
    r"author_association|collaborator|membership|user-permission|permissions?-(?:check|action)|permissionlevel"
    r"|check-(?:\w+-){0,2}permissions?|head\.repo\.full_name|\.fork\b|iscrossrepository"
    r"|\blabels?\b.{0,200}?(?:grep|jq|contains|includes)|(?:grep|jq|contains|includes).{0,200}?\blabels?\b",
    re.IGNORECASE,
)
"""How a command, or an action, asks GitHub who proposes, or whether somebody marked it."""
_BUILDS: Final = re.compile(r"docker/(?:build-push|bake)-action@", re.IGNORECASE)
_PLACES: Final = ("context", "source", "workdir", "files")
"""Arguments by which such an action builds from the folder, and not from what is ours."""
_READING: Final = ("none", "read")


def fork_code(text: str) -> str:
    """What a stranger's code gets by a workflow, in words; "" where it does not run, or gets nothing.

    Raises `YamlError` where that is not read.
    """
    if not any(event in text for event in _TRUSTED):
        return ""
    workflow = yaml_value(text)
    if not isinstance(workflow, dict):
        raise YamlError
    if not set(_events(workflow)) & set(_TRUSTED):
        return ""
    jobs = workflow.get("jobs")
    each = [job for job in jobs.values() if isinstance(job, dict)] if isinstance(jobs, dict) else []
    found = next((found for job in each if (found := _of_job(job, workflow))), "")
    if not found and any(map(_hands_it_on, each)):
        raise YamlError
    return found


def _events(workflow: Mapping[str, Any]) -> Iterator[str]:
    """The events, a word, a list or a mapping, but those that wait for a label or look at branches of ours."""
    on = workflow.get("on")
    for event in [on] if isinstance(on, str) else on if isinstance(on, list | dict) else ():
        said = on.get(event) if isinstance(on, dict) else None
        limits = said if isinstance(said, dict) else {}
        if limits.get("types") not in ("labeled", ["labeled"]) and not (
            event == "workflow_run" and "branches" in limits
        ):
            yield event


def _of_job(job: Mapping[str, Any], workflow: Mapping[str, Any]) -> str:
    """Raises `YamlError`."""
    steps = _steps(job)
    at = next((index for index, step in enumerate(steps) if _checks_out(step)), None)
    if at is None or job.get("environment") or _is_asked_before(job, steps[:at], workflow):
        return ""  # nothing of theirs, or somebody is asked first
    if not any(_runs_it(step, _folder(steps[at])) for step in steps[at:]):
        return ""
    writes = _writes(job.get("permissions", workflow.get("permissions")))
    has_secret = any(_SECRET.search(one) for one in _texts([job.get("env"), workflow.get("env"), steps]))
    found = (["a token that may write"] if writes else []) + (["our secrets"] if has_secret else [])
    return " and ".join(found)


def _steps(job: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Raises `YamlError` where they are no list."""
    steps = job.get("steps") or []
    if not isinstance(steps, list):
        raise YamlError
    return [step for step in steps if isinstance(step, dict)]


def _hands_it_on(job: Mapping[str, Any]) -> bool:
    """Whether another workflow, which is not read, gets what is proposed, and all secrets."""
    return job.get("secrets") == "inherit" and "uses" in job and any(map(_HEAD.search, _texts([job.get("with")])))


def _is_asked_before(job: Mapping[str, Any], steps: list[dict[str, Any]], workflow: Mapping[str, Any]) -> bool:
    """Whether the job, a step before it brings what is proposed, or a job that it waits for asks who proposes."""
    needs, jobs = job.get("needs"), workflow["jobs"]
    named = [needs] if isinstance(needs, str) else needs if isinstance(needs, list) else []
    others = [one for name in named if isinstance(name, str) and isinstance(one := jobs.get(name), dict)]
    each = [*steps, *(step for other in others for step in _steps(other))]
    return any(_is_guarded(one) for one in (job, *others, *each)) or any(map(_asks, each))


def _is_guarded(one: Mapping[str, Any]) -> bool:
    """Whether its condition lets in those alone of whom it asks something."""
    return bool(_IF.search(_LETS_OTHERS_IN.sub(" ", str(one.get("if", ""))[:_LONGEST])))


def _asks(step: Mapping[str, Any]) -> bool:
    said = _texts([step.get("uses"), step.get("run"), step.get("with"), step.get("env")])
    return any(_ASKS.search(text[:_LONGEST]) for text in said)


_LONGEST: Final = 10_000
"""Letters of a condition or a command that are read to see what it asks."""


def _checks_out(step: Mapping[str, Any]) -> bool:
    """Whether it brings what is proposed, without asking who does."""
    if _is_guarded(step):
        return False
    uses, run, with_ = (step.get(key) for key in ("uses", "run", "with"))
    if isinstance(uses, str) and uses.lower().startswith("actions/checkout"):
        brought = [with_.get("ref"), with_.get("repository")] if isinstance(with_, dict) else []
        return any(_HEAD.search(one) for one in brought if isinstance(one, str))
    fetches = isinstance(run, str) and _FETCHES.search(run)
    return bool(fetches) and any(map(_HEAD.search, _texts([run, step.get("env")])))


def _folder(step: Mapping[str, Any]) -> str:
    """The folder of its own into which it is brought, "" where that is the one where all is run."""
    with_ = step.get("with")
    path = with_.get("path") if isinstance(with_, dict) else ""
    return path.removeprefix("./").strip("/.") if isinstance(path, str) else ""


def _runs_it(step: Mapping[str, Any], folder: str) -> bool:
    """Whether it runs a command, or an action, there."""
    uses, run, where = (
        text if isinstance(text := step.get(key), str) else "" for key in ("uses", "run", "working-directory")
    )
    is_there = (
        not folder or folder in where or re.search(rf"\b(?:cd|-C|--prefix)[ =](?:\./)?{re.escape(folder)}\b", run)
    )
    return bool(run and is_there) or uses.startswith(f"./{folder}") or _builds_there(step, uses, folder)


def _builds_there(step: Mapping[str, Any], uses: str, folder: str) -> bool:
    """Whether an action builds an image from what lies there; without a folder it takes what is ours."""
    with_ = step.get("with")
    said = [with_.get(key) for key in _PLACES] if isinstance(with_, dict) and _BUILDS.match(uses) else []
    return any(one.removeprefix("./").strip("/.").startswith(folder) for one in said if isinstance(one, str))


def _writes(permissions: Any) -> bool:
    """Whether the token may change something; where nothing is said, the repository's setting decides, unseen."""
    if isinstance(permissions, str):
        return permissions == "write-all"
    return isinstance(permissions, dict) and any(value not in _READING for value in permissions.values())


def _texts(values: list[Any]) -> Iterator[str]:
    """Every text in these. A stack of our own: what is written may be deep."""
    todo = list(values)
    while todo:
        this = todo.pop()
        if isinstance(this, str):
            yield this
        elif isinstance(this, dict):
            todo += this.values()
        elif isinstance(this, list):
            todo += this
