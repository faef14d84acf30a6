"""This is where a Kind of federation is: the way in which a workload proves itself, and what AWS can check of it.

Each module of `daypass.model.federation` makes one `KIND`. Everything that knows kinds asks here: the declaration and
its schema for the fields, the component for the trust, the rule for what an issuer's claims pin, the table for words.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Literal, NamedTuple, get_args

from daypass.errors import DeclarationError
from daypass.model.form import quoted, require_text
from daypass.model.term import EnforcedBy
from daypass.model.written import nearest

Breadth = Literal["world", "issuer", "organisation", "repository", "one workload", "nobody"]
"""Who gets in, from everyone to no one. For issuers without organisations and repositories the middle is left out."""

BREADTHS: Final[tuple[Breadth, ...]] = get_args(Breadth)


class Federation(ABC):
    """One workload's proof. Subclasses are frozen values whose construction refuses what cannot be."""

    kind: ClassVar[str]
    enforced_by: ClassVar[EnforcedBy] = "role"

    __slots__ = ()

    @property
    def needs_term(self) -> bool:
        """Whether the declaration must say a term. Where a service makes the sessions it must not."""
        return self.enforced_by != "issuing service"

    @property
    @abstractmethod
    def proof(self) -> str:
        """One line for tables: how the workload proves itself."""

    @abstractmethod
    def required_claims(self) -> Mapping[str, tuple[str, ...]]:
        """Claim of a token, or condition key of AWS's own, → the exact values, one of which must be there."""

    @abstractmethod
    def trust_statements(self, account: str, partition: str) -> list[dict[str, Any]]:
        """The statements of the trust policy of a role in that account (12 digits) and partition (`aws`)."""

    def warnings(self, profile: str) -> tuple[str, ...]:  # noqa: ARG002 - for the kinds that have something to say
        """What a reviewer should know. In profile `strict` what must not be raises `DeclarationError` instead."""
        return ()


class OidcFederation(Federation):
    """A workload that holds a token of an OIDC issuer, checked by AWS against exact values of its claims."""

    __slots__ = ()

    @property
    @abstractmethod
    def issuer_path(self) -> str:
        """The issuer without `https://`: what stands in the provider's ARN and before each claim's key."""

    def trust_statements(self, account: str, partition: str) -> list[dict[str, Any]]:
        """One statement: this issuer's provider, and every required claim with `StringEquals`."""
        asked = {
            f"{self.issuer_path}:{claim}": _one_or_list(values) for claim, values in self.required_claims().items()
        }
        return [
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"arn:{partition}:iam::{account}:oidc-provider/{self.issuer_path}"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": asked},
            }
        ]


class Claim(NamedTuple):
    """One value that a trust asks of a claim: a pattern with `*` and `?`, or `exact` text. `folded`: in any case."""

    text: str
    exact: bool
    folded: bool = False


Asked = Mapping[str, tuple[Claim, ...]]
"""What a trust truly asks of a token: claim → alternatives. What may be absent or is negated asks for nothing."""


class Pinned(NamedTuple):
    """How far a trust reaches: its breadth, a subject that gets in (None = none worth showing), and how to mend it.

    `who` gets in, in words that follow "lets in"; `by_name` says that it rests on names alone, which another may take
    over; `before_review` that nobody else gets in but all pull requests of one repository, which are asked for by that
    very word; `by_workflow` that all that get in run one workflow of their own organisation; `left_open` what of a
    workload's runs it leaves open that says whose code they run: `ref` (any branch), `phase` (plans of what is proposed
    beside the rest); `mended` is claim → an exact value.
    """

    breadth: Breadth
    witness: str | None = None
    who: str = ""
    by_name: bool = False
    before_review: bool = False
    by_workflow: bool = False
    left_open: tuple[str, ...] = ()
    mended: Mapping[str, str] = {}


def by_exact_subject(issuer: str) -> Callable[[Asked], Pinned]:
    """How far a trust in an issuer reaches of which no more is known than that its subjects are its workloads.

    They must be asked for exactly, and in their own case: two subjects may differ in nothing else.
    """

    def pinned(asked: Asked) -> Pinned:
        subjects, mended = asked.get("sub", ()), {"aud": "AUDIENCE", "sub": "SUBJECT"}
        loose = next((subject for subject in subjects if subject.folded or not subject.exact), None)
        if loose is None and subjects:
            return Pinned("one workload", mended=mended)
        start = re.split(r"[*?]", loose.text, maxsplit=1)[0] if loose else ""
        if loose is None or not start:
            return Pinned("issuer", who=f"every subject of {issuer}", mended=mended)
        who = f"every subject of {issuer} that begins with {quoted(start)}" + (" in any case" if loose.folded else "")
        return Pinned("organisation", witness_of(loose), who, mended=mended)

    return pinned


def witness_of(claim: Claim, telling: tuple[str, ...] = ()) -> str:
    """A text that fits and was hardly meant: the first of the telling ones that does, else the pattern, filled."""
    if claim.exact:
        head, slash, last = claim.text.rpartition("/")
        return head + slash + last.swapcase() if claim.folded else claim.text
    start = claim.text.removesuffix("*")
    if not re.search(r"[*?]", start):
        return next((one for one in telling if one.startswith(start)), f"{start}anything")
    return claim.text.replace("*", "anything").replace("?", "x")


@dataclass(frozen=True, slots=True)
class Issuer:
    """What is known of an OIDC issuer, whose `host` is its URL without `https://`.

    `shared`: strangers get tokens from it too. `demands` is the condition key without which AWS refuses a trust in
    it: a claim by its own name (`sub`), or a key of another prefix.
    """

    host: str
    pinned: Callable[[Asked], Pinned]
    shared: bool = True
    demands: str = ""

    def is_at(self, path: str) -> bool:
        """Whether an issuer path, as in a provider's ARN, is this issuer. Host names ignore case."""
        return path.lower() == self.host


@dataclass(frozen=True, slots=True)
class Field:
    """One field of `[federation]`. `pattern`, in the dialect of JSON Schema, is for the whole value."""

    description: str
    pattern: str = r"^.+$"
    required: bool = False
    example: str = ""

    def accepts(self, value: str) -> bool:
        """Whether the whole value has the form. `$` alone would let a line break through at the end."""
        return re.fullmatch(self.pattern.removeprefix("^").removesuffix("$"), value) is not None


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to prove oneself: its name in declarations, its fields, and what makes a Federation of them."""

    name: str
    description: str
    fields: Mapping[str, Field]
    make: Callable[..., Federation]
    issuer: Issuer | None = field(default=None)

    def federation(self, values: Mapping[str, str]) -> Federation:
        """The federation with these fields. Raises `DeclarationError` with field and value."""
        self.check(values)
        return self.make(**values)

    def check(self, values: Mapping[str, str]) -> None:
        """Refuse fields that this kind does not have, or that do not fit. Raises `DeclarationError`."""
        for name, value in values.items():
            self._check_field(name, value)
        for name, wanted in self.fields.items():
            if wanted.required and name not in values:
                raise DeclarationError("is missing", place=f"federation.{name}", remedy=wanted.description)

    def check_made(self, made: Federation) -> None:
        """The same of a federation that was made without its kind: what cannot be is not even an object."""
        self.check({name: getattr(made, name) for name in self.fields if getattr(made, name) != ""})

    def _check_field(self, name: str, value: str) -> None:
        place = f"federation.{name}"
        if name not in self.fields:
            fact = f"kind {self.name!r} has no such field"
            raise DeclarationError(fact, place=place, remedy=nearest(name, self.fields))
        require_text(value, place)
        if "*" in value or "?" in value or "${" in value:
            fact = f"{quoted(value)} holds a wildcard or a variable"
            raise DeclarationError(fact, place=place, remedy="Name the one workload exactly.")
        if not self.fields[name].accepts(value):
            raise DeclarationError(f"{quoted(value)} does not fit", place=place, remedy=self.fields[name].description)


def _one_or_list(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)
