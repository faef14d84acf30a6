"""This is where it is shown that someone truly gets in by a statement of a trust: by a request that the trust admits.

What the conditions ask is told one by one (`asked`); whether they can hold together, and what a Deny leaves, is asked
of `reach`. So a statement whose conditions contradict each other admits nobody, and a witness is a token that gets in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from daypass.data.claim_keys import required_keys
from daypass.iam.context import MalformedRequest
from daypass.iam.document import Document, Statement
from daypass.iam.federated import claim_of, is_set
from daypass.iam.glob import has_wildcard
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.reach import reach
from daypass.iam.request import Request
from daypass.iam.search.parties import session_in

_ROLE: Final = "arn:aws:iam::111122223333:role/app"


@dataclass(frozen=True, slots=True)
class Entrance:
    """Whether anyone can get in, and the subject or principal of a request that does.

    `witness` is None where a request could be neither shown nor excluded, and for a token without a subject of its own.
    """

    is_open: bool
    witness: str | None = None


def shown(
    statement: Statement, denies: tuple[Statement, ...], version: str, principal: str, action: str, *, subject: str = ""
) -> Entrance:
    """Whether the statement lets this principal in by `action`, past all these Deny statements; all are fully known.

    `principal` is as the statement names it; `subject` is the one that the request should have, or who should make it
    where everyone may, if they can.
    """
    document = Document((statement, *denies), version=version)
    who = _who(principal)
    if who is None and principal != "*":
        return Entrance(is_open=True)
    text = who.text if who else None
    *preferred, widest = callers(who, subject, (statement, *denies))
    strangers = (subject, text) if subject and who is None else (text,)
    for only, one in product(preferred, strangers):
        found = reach(Policies(identity=(only,), resource=document), action, _ROLE, one)
        if found.witness:
            return Entrance(is_open=True, witness=_told(found.witness, statement, denies))
    return Entrance(reach(Policies(identity=(widest,), resource=document), action, _ROLE, text).possible)


def _told(request: Request, statement: Statement, denies: tuple[Statement, ...]) -> str | None:
    """Who it is: a token's subject, unless the statement names it or nobody asks for any, or whoever asks."""
    who = request.principal
    if who.type == "SAML provider":
        return None
    if who.type != "OIDC provider":
        return who.text
    key = f"{who.name}:sub"
    if not any(condition.is_on(key) for each in (statement, *denies) for condition in each.conditions):
        return None  # then any would do, and one that is made up tells nothing
    subjects = request.context.get(key)
    meant = {value for condition in statement.conditions for value in condition.values}
    return subjects[0] if len(subjects) == 1 and subjects[0] not in meant else None


def _who(principal: str) -> Principal | None:
    """Who comes where this is named: a session for a whole account. None for everyone, and for what names nobody."""
    if has_wildcard(principal):
        return None
    try:
        found = Principal.parse(principal)
    except MalformedRequest:
        return None
    return session_in(found.account) if found.type == "account" else found


def callers(
    who: Principal | None, subject: str, statements: tuple[Statement, ...], *, audience: str = ""
) -> Iterator[Document]:
    """Policies of whoever comes, which allow all but what no token of the provider can be, the likeliest first.

    They deny keys that no token of it brings along, and tokens without those that every one has; with a subject (and
    an audience) the first deny every other, and the next those that the statements name. The last one says whether
    anyone gets in at all. There only the keys of other issuers are denied, which no token can ever have: a claim of its
    own that STS does not map today, it may map tomorrow, and then the statement is open.
    """
    if who is None or who.type != "OIDC provider":
        yield from (_allowing(), _allowing())
        return
    keys = sorted({condition.key.lower() for statement in statements for condition in statement.conditions})
    absent = [{"Null": {key: "false"}} for key in keys if claim_of(key) and not is_set(key, who.name)]
    never = [{"Null": {key: "false"}} for key in keys if _is_of_another(key, who.name)]
    there = [one for key in required_keys(who.name) for one in _absence(key)]
    key = f"{who.name}:sub"
    for one in _like(subject):
        known = [*absent, *there, {"ForAnyValue:StringNotEquals": {key: one}}]
        if audience:
            yield _allowing(*known, {"StringNotEquals": {f"{who.name}:aud": audience}})
        yield _allowing(*known)
    if named := _named(key, statements):
        yield _allowing(*absent, *there, {"StringEquals": {key: named}})
    yield _allowing(*absent, *there)
    yield _allowing(*never, *there)


def _like(subject: str) -> tuple[str, ...]:
    """The subject, and one of its kind, should a Deny know the first."""
    other = subject.replace("another", "yet-another").replace("somebody-else", "someone-else")
    return tuple(dict.fromkeys(filter(None, (subject, other))))


def _named(key: str, statements: tuple[Statement, ...]) -> list[str]:
    """The subjects that are asked for as they are: who comes with one of these was most likely meant."""
    asked = (condition for one in statements for condition in one.conditions if condition.is_on(key))
    return [value for condition in asked for value in condition.values if not has_wildcard(value)]


def _absence(key: str) -> tuple[Mapping[str, Any], ...]:
    """The conditions that hold where there is nothing at the key."""
    return {"Null": {key: "true"}}, {"StringEquals": {key: ""}}


def _is_of_another(key: str, path: str) -> bool:
    found = claim_of(key)
    return found is not None and found[0].lower() != path.lower()


def _allowing(*but: Mapping[str, Any]) -> Document:
    """All is allowed, as the caller's own policies are taken to do, but under these conditions."""
    everything = {"Action": "*", "Resource": "*"}
    denies = [{"Effect": "Deny", **everything, "Condition": one} for one in but]
    return Document.parse({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **everything}, *denies]})
