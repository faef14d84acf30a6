"""This is where the policies are that a person names: read from files, each with the name that it has for people."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from daypass.cli.policy_options import AskedOptions
from daypass.errors import DaypassError, UsageError
from daypass.iam.document import Document
from daypass.iam.line_policies import read_document
from daypass.iam.policies import Policies
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Undecided
from daypass.state.checkpoint import is_checkpoint
from daypass.state.json_file import read_as, text_of
from daypass.state.stack_export import is_stack_export


@dataclass(frozen=True)
class Named:
    """A document and what people call it, which is also its path; `is_certain`: it has a say for certain."""

    document: Document
    name: str
    is_certain: bool = True

    def unknown(self) -> Iterator[str]:
        """A sentence for each statement of which a part is not known."""
        for statement in self.document.statements:
            unknown = [part.path for part in statement.parts.values() if isinstance(part, Undecided)]
            for path in [statement.path] if statement.unknown else unknown:
                yield not_known(path)


Several = tuple[Named, ...]


@dataclass(frozen=True)
class Sources:
    """All that has a say about a question, as `Policies` has it: of SCPs and RCPs each level by itself.

    `gaps` are sentences: what else may have a say and could not be read; `may_have_more`: and may allow something.
    `principal` is who has the policies, "" where nothing says it.
    """

    identity: Several = ()
    boundary: Named | None = None
    session: Several = ()
    resource: Named | None = None
    service_control: tuple[Several, ...] = ()
    resource_control: tuple[Several, ...] = ()
    gaps: tuple[str, ...] = ()
    may_have_more: bool = False
    principal: str = ""

    @property
    def policies(self) -> Policies:
        """As evaluation takes them."""
        return Policies(
            identity=_documents(self.identity),
            boundary=self.boundary.document if self.boundary else None,
            session=_documents(self.session),
            resource=self.resource.document if self.resource else None,
            service_control=tuple(map(_documents, self.service_control)),
            resource_control=tuple(map(_documents, self.resource_control)),
        )

    @property
    def certain(self) -> Policies:
        """The same, where what may have no say after all says nothing."""
        return replace(
            self,
            identity=tuple(map(_silenced, self.identity)),
            boundary=self.boundary and _silenced(self.boundary),
            resource=self.resource and _silenced(self.resource),
        ).policies

    @property
    def widest(self) -> Policies:
        """The most that they may come to, whatever could not be read says."""
        bounded = self.boundary if self.boundary and self.boundary.is_certain else None
        identity = tuple(one for one in self.identity if one.is_certain)
        more = (Named(ANYTHING, ""),) if self.may_have_more else ()
        return replace(self, identity=(*identity, *more), boundary=bounded).policies

    @property
    def by_place(self) -> Mapping[str, Named]:
        """Place in a line (`identityPolicies[0]`) → what stands there."""
        alone = {"permissionsBoundary": self.boundary, "resourcePolicy": self.resource}
        levels = {"serviceControlPolicies": self.service_control, "resourceControlPolicies": self.resource_control}
        lists = {
            "identityPolicies": self.identity,
            "sessionPolicies": self.session,
            **{f"{field}[{level}]": many for field, found in levels.items() for level, many in enumerate(found)},
        }
        return {
            **{place: named for place, named in alone.items() if named},
            **{f"{place}[{index}]": named for place, many in lists.items() for index, named in enumerate(many)},
        }

    @property
    def unknown(self) -> tuple[str, ...]:
        """Everything that could not be read, as sentences."""
        parts = (sentence for named in self.by_place.values() for sentence in named.unknown())
        return tuple(dict.fromkeys((*self.gaps, *parts)))

    @property
    def is_secret(self) -> bool:
        """Whether any of the documents is marked as secret: then nothing that is made of them may be shown."""
        return any(named.document.secret for named in self.by_place.values())

    def as_written(self) -> dict[str, Any]:
        """The fields of policies in a line. Raises `Undecided` where a part is unknown; shows what is secret."""
        found = {
            "identityPolicies": _written(self.identity),
            "permissionsBoundary": self.boundary and self.boundary.document.as_written(),
            "sessionPolicies": _written(self.session),
            "resourcePolicy": self.resource and self.resource.document.as_written(),
            "serviceControlPolicies": [_written(level) for level in self.service_control],
            "resourceControlPolicies": [_written(level) for level in self.resource_control],
        }
        return {field: value for field, value in found.items() if value}


ANYTHING: Final = Document.parse({"Statement": [UNKNOWN]}, path="policy")
"""A document of which nothing is known."""


def not_known(path: str) -> str:
    """The sentence about a value."""
    return f"{path} is not known"


def sources_of(asked: AskedOptions, role: Sources | None = None) -> Sources:
    """The policies of the options, beside those of the files, or of a role in place of the files.

    Raises `DaypassError` for a file that cannot be read, and for a document that AWS would refuse.
    """
    found = role or Sources(identity=_each(asked.files, "identity"))
    return replace(
        found,
        boundary=_one(asked.boundary, "boundary") or found.boundary,
        session=_each(asked.session_policy, "session"),
        resource=_one(asked.resource_policy, "resource"),
        service_control=tuple(_level(files, "scp") for files in asked.scp),
        resource_control=tuple(_level(files, "rcp") for files in asked.rcp),
    )


def read_policy(path: str, kind: str) -> Named:
    """The document in the file of that path, on standard input for `-`, or that of an AWS-managed policy's ARN.

    Raises `DaypassError` where it cannot be read, or AWS would refuse it as a document of this kind.
    """
    if path.startswith("arn:"):
        return Named(read_document(path, path, kind), path)
    name = "standard input" if path == "-" else path
    try:
        text = read_as(text_of, path)
    except DaypassError as error:
        raise error.at(name) from None
    try:
        return Named(read_document(text, name, kind), name)
    except DaypassError:
        if looks_like(text) == "stack export":
            remedy = "Name the role in it that you ask about: --role NAME."
            raise UsageError("it is a stack export and no policy", place=name, remedy=remedy) from None
        raise


def looks_like(text: str | bytes) -> Literal["policy document", "stack export", ""]:
    """What the text of a whole file is, at a glance; "" for anything else."""
    try:
        value = json_value(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except (JsonError, UnicodeDecodeError):
        return ""
    if not isinstance(value, dict):
        return ""
    if is_stack_export(value) or is_checkpoint(value):
        return "stack export"
    return "policy document" if "Statement" in value else ""


def _one(path: str | None, kind: str) -> Named | None:
    return None if path is None else read_policy(path, kind)


def _each(paths: Iterable[str], kind: str) -> Several:
    return tuple(read_policy(path, kind) for path in paths)


def _level(files: str, kind: str) -> Several:
    """The documents of one level of the organisation: a file, or several with commas between them."""
    if "," not in files or _exists(files):
        return (read_policy(files, kind),)
    for path in files.split(","):
        if path != "-" and not path.startswith("arn:") and not _exists(path):
            fact = "there is no such file, and a comma stands between the files of one level"
            remedy = "Rename a file that has a comma in its name."
            raise UsageError(fact, place=path or files, remedy=remedy)
    return _each(files.split(","), kind)


def _exists(path: str) -> bool:
    # Unlike that of Path, it raises for no path whatever: a list of files may be longer than any name.
    return os.path.exists(path)  # noqa: PTH110 - as above


def _documents(many: Several) -> tuple[Document, ...]:
    return tuple(named.document for named in many)


def _silenced(named: Named) -> Named:
    return named if named.is_certain else replace(named, document=Document(()))


def _written(many: Several) -> list[Any]:
    return [named.document.as_written() for named in many]
