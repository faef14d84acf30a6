"""This is where it is told how far a trust in an OIDC issuer reaches, by what the tables say of the issuer's subjects.

Three answers are possible about each subject that a trust asks for: it is exact; it is a pattern for a shape that the
issuer's subjects have, and fixes some fields of it; or it fits no shape that is known, and only its beginning is sure.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from daypass.data.claim_keys import claim_pins, id_claim
from daypass.data.issuer_path import customer_in
from daypass.data.issuers import (
    ANY_ISSUER,
    GITHUB_GRAMMAR,
    IssuerFacts,
    SubjectShape,
    issuer_facts,
    subject_shapes,
)
from daypass.model import github_claims
from daypass.model.form import quoted
from daypass.model.github_claims import RELEASES
from daypass.model.kind import BREADTHS, Asked, Breadth, Claim, Issuer, Pinned, by_exact_subject, witness_of
from daypass.model.subject import Fit, Value, fit, only, parts_of


def known_issuer(path: str) -> Issuer:
    """The issuer at this path: what the tables say of it, or of one of which nothing is known."""
    facts = issuer_facts(path)
    shared, demands = (facts.shared, facts.tenancy) if facts else (False, "")
    return Issuer(path.lower(), _reader(path, facts), shared=shared, demands=demands)


def _reader(path: str, facts: IssuerFacts | None) -> Callable[[Asked], Pinned]:
    if facts and facts.grammar == GITHUB_GRAMMAR:
        return partial(github_claims.pinned, around=f"the {facts.names}") if facts.names else github_claims.pinned
    return partial(_pinned, path, facts)


def _pinned(path: str, facts: IssuerFacts | None, asked: Asked) -> Pinned:
    audience = facts.audience if facts else "AUDIENCE"
    # `StringEquals` takes `*` for the character, which stands in no subject of theirs: such a value lets nobody in.
    subjects = [one for one in asked.get("sub", (_ANY,)) if not (one.exact and facts and "*" in one.text)]
    pins = _pins(path, asked)
    audiences = asked.get("aud", ())
    reached = [_of_subject(path, facts, subject, pins, audiences) for subject in subjects]
    widest = min(reached, key=lambda one: BREADTHS.index(one.breadth), default=Pinned("nobody"))
    is_named = bool(facts and facts.shared and id_claim(path)) and not _asks_for_id(path, asked)
    return _with_all_open(
        widest._replace(mended={**widest.mended, "aud": audience}, by_name=is_named),
        reached,
    )


def _pins(path: str, asked: Asked) -> dict[str, str]:
    """The roles that other claims than the subject fix, by exact values, and their names, "" where none says one."""
    found: dict[str, str] = {}
    for key, pins in claim_pins(path).items():
        claims = asked.get(key, ())
        for role, _, value in (pin.partition("=") for pin in pins):
            if _is_exact(claims) and (not value or all(claim.text == value for claim in claims)):
                found[role] = found.get(role) or _name_in(key, claims, len(pins))
    return found


def _name_in(key: str, claims: tuple[Claim, ...], roles: int) -> str:
    """The name that a claim says of the one role it fixes: what an audience ends in, or a slug."""
    is_name = key == "aud" or key.endswith(("_slug", "_path"))
    return re.split(r"[:/]", claims[0].text)[-1] if is_name and roles == len(claims) == 1 else ""


def _asks_for_id(path: str, asked: Asked) -> bool:
    return any(key.endswith("_id") and _is_exact(asked.get(key, ())) for key in claim_pins(path))


_ANY: Final = Claim("*", exact=False)


def _is_exact(claims: tuple[Claim, ...]) -> bool:
    return bool(claims) and all(claim.exact and not claim.folded for claim in claims)


def _of_subject(
    path: str, facts: IssuerFacts | None, subject: Claim, pins: Mapping[str, str], audiences: tuple[Claim, ...]
) -> Pinned:
    if subject.exact and not subject.folded:
        return Pinned("one workload", mended={"sub": subject.text})
    found = () if subject.exact else tuple(_fitting(path, subject))
    if found := tuple(one for one in found if not _is_unlike(one[0], audiences)) or found:
        reached = [_of_shape(path, shape, fitting, facts, subject, pins) for shape, fitting in found]
        return _with_all_open(min(reached, key=lambda one: BREADTHS.index(one.breadth)), reached)
    return _of_beginning(path, facts, subject)


def _with_all_open(widest: Pinned, reached: Iterable[Pinned]) -> Pinned:
    """What any of them leaves open, all of them together do."""
    return widest._replace(left_open=tuple(dict.fromkeys(part for one in reached for part in one.left_open)))


def _fitting(path: str, subject: Claim) -> Iterator[tuple[SubjectShape, Fit]]:
    """The shapes that the pattern fits; one of those that are anybody's must be meant, by the text it begins with."""
    for shape in subject_shapes(path):
        start = parts_of(shape.shape)[0]
        if shape.issuer == ANY_ISSUER and not subject.text.startswith(str(start)):
            continue
        if fitting := fit(shape.shape, subject.text):
            yield shape, fitting


def _is_unlike(shape: SubjectShape, audiences: tuple[Claim, ...]) -> bool:
    """Whether the issuer gives tokens for all of these audiences another shape."""
    return bool(shape.unlike and audiences) and all(claim.text.startswith(shape.unlike) for claim in audiences)


def _of_shape(
    path: str, shape: SubjectShape, fitting: Fit, facts: IssuerFacts | None, subject: Claim, pins: Mapping[str, str]
) -> Pinned:
    fixed = _fixed(fitting, shape.grown) | pins.keys()
    breadth = _breadth({field.role for field, _ in fitting.fields}, fixed)
    nouns = _nouns(shape)
    blank = {role: pins.get(role) or noun.upper() for role, noun in nouns.items()}
    blank |= {"own": customer_in(facts.pattern, path)} if facts else {}
    # A witness has every claim that is asked for, so that a role which another claim fixes is no other one.
    strange = blank | {role: f"another-{noun}" for role, noun in nouns.items() if role not in pins}
    return Pinned(
        breadth,
        witness_of(subject, (fitting.filled(shape.shape, strange, "anything"),)),
        who=_who(path, breadth, shape, fitting, facts, pins),
        left_open=tuple(_left_open(shape, fitting, pins)),
        mended={"sub": fitting.filled(shape.shape, blank, "*")},
    )


def _of_beginning(path: str, facts: IssuerFacts | None, subject: Claim) -> Pinned:
    found = by_exact_subject(path)({"sub": (subject,)})
    return found._replace(who=_whole(facts)) if found.breadth == "issuer" and _whole(facts) else found


def _fixed(fitting: Fit, grown: tuple[str, ...]) -> frozenset[str]:
    """The roles each of whose fields has one text only, or names that are made one after the other."""
    roles = frozenset(field.role for field, _ in fitting.fields)
    loose = {field.role for field, values in fitting.fields if only(values) is None}
    return roles - (loose if "workload" in loose and not _is_grown(fitting, grown) else loose - {"workload"})


def _is_grown(fitting: Fit, grown: tuple[str, ...]) -> bool:
    """Whether each open name of a workload begins as names do that are made one after the other."""
    workload = [values for field, values in fitting.fields if field.role == "workload"]
    open_ = [value.text for values in workload if only(values) is None for value in values]
    if any(f"{only(values)}:" in grown for values in workload):
        return all(open_)
    return bool(grown) and all(text.startswith(grown) for text in open_)


def _left_open(shape: SubjectShape, fitting: Fit, pins: Mapping[str, str]) -> Iterator[str]:
    """What of the runs is open that says whose code they run.

    A wildcard runs on into what stands behind it, so that a name with a slash may hold all that a pattern ends with.
    """
    refs = [values for field, values in fitting.fields if field.role == _REF]
    if _REF not in pins and any(value.is_open and not RELEASES.match(value.text) for each in refs for value in each):
        yield _REF
    phases = [values for field, values in fitting.fields if field.role == _PHASE]
    are_open = any(only(values) is None for values in phases)
    if are_open and len(shape.plans) == len(phases) and all(map(_takes, phases, shape.plans)):
        yield _PHASE


_REF: Final = "ref"
_PHASE: Final = "phase"


def _takes(values: frozenset[Value], text: str) -> bool:
    return any(text.startswith(value.text) if value.is_open else text == value.text for value in values)


def _breadth(roles: set[str], fixed: frozenset[str]) -> Breadth:
    """How far a subject reaches of which these roles are fixed, where the shape has those."""
    open_ = roles - fixed
    if "tenant" in open_:
        return "issuer"
    if not open_ & {"project", "workload"}:
        return "one workload"
    if "project" in open_:
        return "organisation" if roles & fixed & _TELLING or "tenant" in roles else "issuer"
    if roles & fixed & {"project", "group"}:
        return "repository"
    return "organisation" if "tenant" in roles or roles & fixed & _TELLING else "issuer"


_TELLING: Final = frozenset(("project", "group", "workload"))


def _nouns(shape: SubjectShape) -> Mapping[str, str]:
    """Role → what the issuer calls it, in one word."""
    nouns = {"tenant": shape.tenant, "group": shape.project, "project": shape.project, "workload": shape.workload}
    return {role: noun.replace(" ", "-") for role, noun in nouns.items()}


def _who(
    path: str, breadth: Breadth, shape: SubjectShape, fitting: Fit, facts: IssuerFacts | None, pins: Mapping[str, str]
) -> str:
    """Who gets in, in words."""
    whole = _whole(facts)
    if breadth == "issuer":
        return whole or f"any {shape.tenant} of {facts.about if facts else path}"
    if breadth == "organisation":
        named = pins.get("tenant", "")
        tenant = f"{shape.tenant} {quoted(named)}" if named else _named(fitting, ("tenant",), shape.tenant)
        whose = tenant or (facts.names if facts else f"issuer {path}")
        return f"more than one {shape.project or shape.workload} of the {whose}"
    if breadth == "repository":
        return f"more than one {shape.workload} of the {_named(fitting, ('project', 'group'), shape.project)}"
    return ""


def _whole(facts: IssuerFacts | None) -> str:
    """All that the issuer's URL names, where it names one tenant."""
    return f"the whole {facts.names}" if facts and facts.names else ""


def _named(fitting: Fit, roles: tuple[str, ...], noun: str) -> str:
    """A noun and the name of what it is; without fields of these roles nothing, as the URL says it then."""
    found = [(field, values) for field, values in fitting.fields if field.role in roles]
    if not found:
        return ""
    names = [name for _, values in found if (name := only(values)) is not None]
    return f"{noun} {quoted(names[0])}" if names else noun
