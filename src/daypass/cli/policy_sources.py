"""This is where the policies are that a person names: read from files, each with the name that it has for people."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from daypass.cli.policy_options import Asked
from daypass.errors import DaypassError, UsageError
from daypass.iam.document import Document
from daypass.iam.line_policies import read_document
from daypass.iam.policies import Policies
from daypass.model.resource import Undecided
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
                yield f"{path} is not known"


@dataclass(frozen=True)
class Sources:
    """All that has a say about a question, by field of a line; of SCPs and RCPs each is a level.

    `gaps` are sentences: what else may have a say and could not be read. `principal` is who has the policies, "" where
    nothing says it.
    """

    by_field: Mapping[str, tuple[Named, ...]]
    gaps: tuple[str, ...] = ()
    principal: str = ""

    @property
    def policies(self) -> Policies:
        """As evaluation takes them."""
        return self._policies(certain=False)

    @property
    def certain(self) -> Policies:
        """The same, where what may have no say after all says nothing."""
        return self._policies(certain=True)

    @property
    def by_place(self) -> Mapping[str, Named]:
        """Place in a line (`identityPolicies[0]`) → what stands there."""
        return {
            _PLACES[field].format(index): named
            for field, many in self.by_field.items()
            for index, named in enumerate(many)
        }

    @property
    def unknown(self) -> tuple[str, ...]:
        """Everything that could not be read, as sentences."""
        return (
            *self.gaps,
            *(sentence for many in self.by_field.values() for one in many for sentence in one.unknown()),
        )

    @property
    def is_secret(self) -> bool:
        """Whether any of the documents is marked as secret: then nothing that is made of them may be shown."""
        return any(named.document.secret for many in self.by_field.values() for named in many)

    def as_written(self) -> dict[str, Any]:
        """The fields of policies in a line. Raises `Undecided` where a part is unknown; shows what is secret."""
        found: dict[str, Any] = {}
        for field, many in self.by_field.items():
            written = [named.document.as_written() for named in many]
            if many:
                lists = [[one] for one in written] if field in _LEVELS else written
                found[field] = written[0] if field in _SINGLE else lists
        return found

    def _policies(self, *, certain: bool) -> Policies:
        found = {
            field: tuple(one.document if one.is_certain or not certain else Document(()) for one in many)
            for field, many in self.by_field.items()
        }
        return Policies(
            identity=found.get("identityPolicies", ()),
            boundary=next(iter(found.get("permissionsBoundary", ())), None),
            session=found.get("sessionPolicies", ()),
            resource=next(iter(found.get("resourcePolicy", ())), None),
            service_control=tuple((one,) for one in found.get("serviceControlPolicies", ())),
            resource_control=tuple((one,) for one in found.get("resourceControlPolicies", ())),
        )


_SINGLE: Final = ("permissionsBoundary", "resourcePolicy", "trustPolicy")
_LEVELS: Final = ("serviceControlPolicies", "resourceControlPolicies")
_PLACES: Final[Mapping[str, str]] = {
    "identityPolicies": "identityPolicies[{}]",
    "sessionPolicies": "sessionPolicies[{}]",
    **{field: field for field in _SINGLE},
    **{field: f"{field}[{{}}][0]" for field in _LEVELS},
}


def sources_of(asked: Asked, role: Sources | None = None) -> Sources:
    """The policies of the options, beside those of the files, or of a role in place of the files.

    Raises `DaypassError` for a file that cannot be read, and for a document that AWS would refuse.
    """
    own = dict(role.by_field) if role else {"identityPolicies": _each(asked.files, "identity")}
    given = {
        "permissionsBoundary": _each([asked.boundary] if asked.boundary else [], "boundary"),
        "sessionPolicies": _each(asked.session_policy, "session"),
        "resourcePolicy": _each([asked.resource_policy] if asked.resource_policy else [], "resource"),
        "serviceControlPolicies": _each(asked.scp, "scp"),
        "resourceControlPolicies": _each(asked.rcp, "rcp"),
    }
    by_field = own | {field: many for field, many in given.items() if many}
    return Sources(by_field, role.gaps, role.principal) if role else Sources(by_field)


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
        if _is_state(text):
            remedy = "Name the role in it that you ask about: --role NAME."
            raise UsageError("it is a stack export and no policy", place=name, remedy=remedy) from None
        raise


def _each(paths: list[str] | tuple[str, ...], kind: str) -> tuple[Named, ...]:
    return tuple(read_policy(path, kind) for path in paths)


def _is_state(text: str) -> bool:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and (is_stack_export(value) or is_checkpoint(value))
