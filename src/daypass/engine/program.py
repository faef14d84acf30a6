"""This is where a program is run: its project read, its stack chosen, a monitor served, its registrations collected."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from daypass.engine.account import Account
from daypass.engine.answers import Answers
from daypass.engine.configuration import Configuration, read_configuration
from daypass.engine.deployment import Deployment
from daypass.engine.monitor import PARALLEL, Monitor, serving
from daypass.engine.place import place_of
from daypass.engine.preview import Preview, missing_files, stack_of, uncertain_of
from daypass.engine.process import Ending, run_child
from daypass.engine.project import Project, find_project
from daypass.engine.protocol import deployment_info
from daypass.engine.providers import Providers
from daypass.engine.registration import Refused
from daypass.engine.stack_choice import choose_stack
from daypass.model.resource import Properties, Resource, Secret
from daypass.report.redact import Redactor
from daypass.settings import Settings

_CALLBACK: Final = re.compile(r"^Invoke callback [0-9a-f-]+ error: ")
_FRAME: Final = re.compile(r'^  File "([^"\n]+)", line (\d+)', re.MULTILINE)


def run_program(
    folder: Path,
    *,
    stack: str | None = None,
    config: Mapping[str, str] | None = None,
    update: bool = False,
    account: str | None = None,
    settings: Settings | None = None,
) -> Preview:
    """Run the Pulumi program of `folder` as a preview, or as an update would be, without creating anything.

    `config` are `KEY` → `VALUE` over the stack's configuration; `account` counts where a provider's own configuration
    says nothing. A program that fails gives a preview with `error`. Raises `DaypassError` where there is
    nothing to run: no project, no such stack, no interpreter, an invalid file.
    """
    project = find_project(folder)
    name, note = choose_stack(project, stack, os.environ)
    configuration = read_configuration(project, name, config or {})
    given = account or (settings.account_of(name) if settings else None)
    known = Account(given, _region(configuration))
    return _Run(project, name, configuration, known, update=update).preview([note] if note else [])


def _region(configuration: Configuration) -> str | None:
    if "aws:region" in configuration.values:
        return configuration.values["aws:region"]
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")


class _Run:
    """One run of one program."""

    def __init__(
        self, project: Project, stack: str, configuration: Configuration, account: Account, *, update: bool
    ) -> None:
        self._project, self._stack, self._configuration = project, stack, configuration
        self._account, self._update = account, update
        self._providers = Providers(stack, project.name, configuration, account)
        self._deployment = Deployment(stack, project.name, self._providers, update=update)
        self._answers = Answers(self._deployment, self._providers, update=update)
        self._monitor = Monitor(self._deployment, self._answers, self._info())

    def preview(self, notes: list[str]) -> Preview:
        """Run it."""
        with serving(self._monitor) as address:
            ending = run_child(self._project.interpreter, self._order(address), self._providers.set_installed)
        self._deployment.callbacks.close()
        registrations = self._deployment.registrations
        stack = stack_of(registrations, self._project)
        error = self._error(ending)
        return Preview(
            project=self._project,
            stack_name=self._stack,
            stack=stack,
            notes=(*notes, *self._notes(), *missing_files(registrations, self._project.working)),
            uncertain=uncertain_of(registrations),
            error=error and Redactor((*stack.resources, self._secrets()))(error),
        )

    def _secrets(self) -> Resource:
        """The secrets of the configuration, as a resource would hold them."""
        values = self._configuration.values
        held = {key: Secret(values[key]) for key in self._configuration.secrets - set(self._configuration.unreadable)}
        return Resource(urn="", type="", name="", inputs=Properties(held))

    def _order(self, address: str) -> dict[str, object]:
        configuration = self._configuration
        return {
            "address": address,
            "program": str(self._project.program),
            "working": str(self._project.working),
            "root": str(self._project.folder),
            "project": self._project.name,
            "stack": self._stack,
            "parallel": PARALLEL,
            "dry_run": not self._update,
            "config": dict(configuration.values),
            "secrets": sorted(configuration.secrets),
            "unreadable": dict(configuration.unreadable),
        }

    def _info(self) -> Any:
        return deployment_info(
            project=self._project.name,
            stack=self._stack,
            organization="organization",
            dryRun=not self._update,
            parallel=PARALLEL,
            config=dict(self._configuration.values),
            secret_keys=sorted(self._configuration.secrets),
        )

    def _notes(self) -> list[str]:
        notes = list(self._configuration.notes)
        hidden = sorted(self._configuration.unreadable)
        if hidden:
            notes.append(f"encrypted configuration was not decrypted: {', '.join(hidden)}")
        made_up = self._account.made_up
        if "account" in made_up:
            notes.append(f"nothing says which account this is: {made_up['account']} stands for it; --account names it")
        if "region" in made_up:
            notes.append(
                f"nothing says which region this is: {made_up['region']} stands for it; `-c aws:region=` names it"
            )
        if self._answers.look_ups:
            notes.append(f"look-ups that only AWS can answer got placeholders: {', '.join(self._answers.look_ups)}")
        return notes

    def _error(self, ending: Ending) -> str | None:
        """One sentence for a program that did not finish."""
        if self._monitor.refusal.args:
            return self._refused(self._monitor.refusal)
        if ending.kind == "finished":
            return None
        if ending.kind == "import":
            remedy = "install the program's requirements there"
            return f"{self._project.interpreter} cannot import pulumi ({ending.message}): {remedy}"
        place = self._place(ending)
        return self._blamed(ending) if ending.message.startswith(place) else place + self._blamed(ending)

    def _refused(self, refusal: Refused) -> str:
        message, frames = _of_callback(str(refusal))
        place = place_of(frames or refusal.frames, self._project)
        return f"{place.file}:{place.line}: {message}" if place else message

    def _place(self, ending: Ending) -> str:
        if not ending.file:
            return "the program failed: "
        path = Path(ending.file)
        shown = path.relative_to(self._project.folder) if path.is_relative_to(self._project.folder) else path
        return f"{shown}:{ending.line}: "

    def _blamed(self, ending: Ending) -> str:
        own = ending.error in ("", "RunError") or ending.message.startswith(self._place(ending))
        said = ending.message if own else f"{ending.error}: {ending.message}"
        if not self._answers.look_ups:
            return said
        return f"{said} (after look-ups that got placeholders: {', '.join(self._answers.look_ups)})"


def _of_callback(text: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    """What a function of the program raised while the engine called it, and the frames, innermost first.

    The SDK puts both into one text: `Invoke callback TOKEN error: MESSAGE:` and Python's own list of frames.
    """
    message = _CALLBACK.sub("", text).partition("\n")[0].removesuffix(":")
    frames = [(Path(file).as_uri(), int(line)) for file, line in _FRAME.findall(text) if Path(file).is_absolute()]
    return message or "the engine refused the program", tuple(reversed(frames))
