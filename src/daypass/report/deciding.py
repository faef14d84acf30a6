"""This is where the statement is found that decided about a finding, and a request that it lets in.

A finding says where the statement stands (`assumeRolePolicy.Statement[1]`); here it is read again from the resource: a
trust, a policy of its own or inline, the policy of a bucket, queue or key. One of AWS's own policies, which stands in
no resource, is named by the policy (`IAMFullAccess.Statement[0]`).
Nothing is shown of a document in which anything was marked as secret, nor of one that is not known as a whole.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Any, Final

from daypass.data.managed_documents import managed_document
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.ways import TRUST
from daypass.iam.action import action_matches
from daypass.iam.admission import admissions
from daypass.iam.admitted import Admitted
from daypass.iam.admitting import NARROW, WAYS_IN, way_of
from daypass.iam.context import MalformedRequest
from daypass.iam.document import ALL_ALLOWED, Document, MalformedDocument, Statement
from daypass.iam.entrance import callers
from daypass.iam.evaluate import evaluate
from daypass.iam.glob import has_wildcard
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.reach import reach
from daypass.iam.request import Request
from daypass.iam.search.parties import session_in
from daypass.model.kind import BREADTHS
from daypass.model.resource import UNKNOWN, Resource, Secret, Undecided, bare
from daypass.report.redact import Redactor

_STEP: Final = re.compile(r"(?P<key>[^\[\].]+)|\[(?P<index>[0-9]{1,6})\]")
_ACTION: Final = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+")
_ROLE: Final = "arn:aws:iam::111122223333:role/this-role"
_ROLE_ARN: Final = re.compile(r"arn:[a-z-]+:iam::[0-9]{12}:role/[\w+=,.@/-]+")
_STRANGER: Final = Principal.parse("arn:aws:sts::999988887777:assumed-role/stranger/x")
"""Somebody of an account that nobody names, whose own policies allow everything: whom an open policy lets in."""

_TELLING: Final = ("iam:CreateAccessKey", "iam:AttachUserPolicy", "iam:AttachRolePolicy", "iam:PutRolePolicy")


@dataclass(frozen=True, slots=True)
class Deciding:
    """One statement of one document of the resource; all of it is known, and nothing in it is secret.

    `bare`: statements stand there without a document around them; `by_aws`: it is one of AWS's own policies.
    """

    resource: Resource
    document: Document
    statement: Statement
    bare: bool = False
    by_aws: bool = False

    @property
    def is_trust(self) -> bool:
        """Whether it says who may become a role."""
        return self.document.path in TRUST.values()

    @property
    def lets_in(self) -> bool:
        """Whether it says who may come, as a trust or the policy of a resource does, not what its holder may do."""
        return self.statement.has("Principal") or self.statement.has("NotPrincipal")

    def as_json(self) -> str:
        """The statement as it was written, without what looks like a credential."""
        return Redactor((self.resource,))(json.dumps(self.statement.as_written(), indent=2, ensure_ascii=False))

    def request(self, witness: str = "", holder: str = "") -> Request | None:
        """A request that the document allows by this statement: of that action, or by a token with that subject.

        Another where that one is not allowed; None where none is known for certain. `holder` is who has the policy.
        """
        try:
            return next(iter(self._requests(witness, holder)), None)
        except (Undecided, MalformedDocument, MalformedRequest):
            return None

    def _requests(self, witness: str, holder: str) -> Iterator[Request]:
        if not self.is_trust:
            asked = [witness] if _ACTION.fullmatch(witness) else []
            for action in (*asked, *self._telling, *(self.statement.actions[:1] or "*")):
                yield from self._allowed(action, _party(witness) if self.lets_in else holder)
            return
        for admitted in sorted(admissions(self._alone), key=partial(_rank, witness)):
            if _is_meant(admitted):
                continue
            for allowed, who in product(self._callers(admitted, witness), _who(admitted)):
                policies = Policies(identity=(allowed,), resource=self._alone)
                if found := reach(policies, _way(admitted), self._arn, who).witness:
                    yield found
                    break

    def _callers(self, admitted: Admitted, witness: str) -> Iterator[Document]:
        """What the policies of the one who comes allow: all, by a token as the provider makes them."""
        if admitted.kind != "Federated" or not admitted.issuer:
            return iter((ALL_ALLOWED,))
        subject = "" if witness == admitted.principal else witness or admitted.witness or ""
        wanted = admitted.mended.get(f"{admitted.issuer}:aud", "")
        # Strangers best have the audience for which the provider is there; a word in capitals stands for none.
        audience = "" if admitted.breadth in NARROW or wanted.isupper() else wanted
        return callers(Principal.parse(admitted.principal), subject, self._alone.statements, audience=audience)

    @property
    def _telling(self) -> tuple[str, ...]:
        """What tells most of who may do everything, or nearly: how they would become whoever else they like."""
        if self.lets_in or not (self.statement.not_actions or any(map(_takes_in_iam, self.statement.actions))):
            return ()
        return _TELLING

    def _allowed(self, action: str, who: str) -> Iterator[Request]:
        """What they may do by it, or anybody by the policy of a resource; first what no other policy needs."""
        shared = Policies(identity=(ALL_ALLOWED,), resource=self._alone)
        kinds = (Policies(resource=self._alone), shared) if self.lets_in else (Policies(identity=(self._alone,)),)
        for one, policies in product(dict.fromkeys((who, "")), kinds):
            if found := reach(policies, action, principal=one or None).witness:
                foreign = replace(found, principal=_STRANGER, resource_account=found.owner)
                is_open = self.lets_in and not one and found.owner and evaluate(foreign, shared).is_allowed
                yield foreign if is_open else found

    @property
    def _arn(self) -> str:
        """That of the role, or of one like it where it is not known yet."""
        found = said(self.resource, "arn")
        arn = "" if isinstance(found, Secret) else text_of(found)
        return arn if _ROLE_ARN.fullmatch(arn) else _ROLE

    @property
    def _alone(self) -> Document:
        """The document with no other statement that allows."""
        kept = (one for one in self.document.statements if one == self.statement or one.effect == "Deny")
        return replace(self.document, statements=tuple(kept))


def deciding(resource: Resource, at: str | None) -> Deciding | None:
    """The statement at that place, or None where there is none to be shown."""
    where, found, _ = (at or "").partition(".Statement")
    value = value_at(resource, where) if found else None
    text = None if value is not None or not found else managed_document(where)
    if value is None and text is None:
        return None
    is_bare = _is_without_document(value)
    try:
        document = Document.parse({"Statement": value} if is_bare else value or text, path=where)
        statement = next((one for one in document.statements if _is_in(at or "", one.path)), None)
        if statement is None or document.secret or not all(one.is_fully_known for one in document.statements):
            return None
        document.as_written()
    except (MalformedDocument, Undecided):
        return None
    return Deciding(resource, document, statement, is_bare, by_aws=value is None)


def _is_without_document(value: Any) -> bool:
    """Whether a value is a statement, or a list of them, as the policy of an event bus may be."""
    return isinstance(value, list) or (isinstance(value, dict) and "Effect" in value)


def _is_in(at: str, path: str) -> bool:
    """Whether a place is a statement, or within it."""
    return at == path or at.startswith((f"{path}.", f"{path}["))


def value_at(resource: Resource, path: str) -> Any:
    """The value at a path; None where there is none, or where it, or anything on the way, is secret or unknown."""
    steps = list(_STEP.finditer(path))
    if not steps or steps[0]["key"] is None:
        return None
    value: Any = _plain(declared(resource, steps[0]["key"]))
    for step in steps[1:]:
        value = _plain(_part(value, step))
    return value


def _plain(value: Any) -> Any:
    return None if isinstance(value, Secret) or bare(value) is UNKNOWN else value


def _part(value: Any, step: "re.Match[str]") -> Any:
    if step["key"] is not None:
        return value.get(step["key"]) if isinstance(value, dict) else None
    index = int(step["index"])
    if isinstance(value, list):
        return value[index] if index < len(value) else None
    return value if index == 0 else None  # one thing stands for a list of one


def _way(admitted: Admitted) -> str:
    return way_of(admitted.principal) if admitted.kind == "Federated" else WAYS_IN[0]


def _who(admitted: Admitted) -> tuple[str | None, ...]:
    """Who asks: the witness of a whole account, a stranger where everyone may, else whom the statement names."""
    if admitted.kind in ("Federated", "Service"):
        return (admitted.principal,)
    if admitted.witness or admitted.principal != "*":
        return (admitted.witness or admitted.principal,)
    return _STRANGER.text, None


def _party(witness: str) -> str:
    """Who comes where a finding is about them: somebody of a whole account; "" for whom nobody can tell."""
    try:
        found = Principal.parse(witness)
    except MalformedRequest:
        return ""
    return session_in(found.account).text if found.type == "account" else found.text


def _rank(witness: str, admitted: Admitted) -> tuple[bool, int]:
    """Whom a finding is about comes first, then whoever is the most."""
    breadths: tuple[str, ...] = BREADTHS
    width = breadths.index(admitted.breadth) if admitted.breadth in breadths else len(breadths)
    return (not witness or witness not in (admitted.witness, admitted.principal), width)


def _is_meant(admitted: Admitted) -> bool:
    """Whether nobody gets in but the workload, only that it is asked for in a way that would hold of others."""
    return admitted.breadth in NARROW and bool(admitted.weak) and not admitted.missing


def _takes_in_iam(pattern: str) -> bool:
    return has_wildcard(pattern) and action_matches(pattern, _TELLING[0])
