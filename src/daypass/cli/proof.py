"""This is where a finding is proven to a person: what decided, what that lets in, and what to change, as a diff."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.iam.arn import Arn
from daypass.iam.request import Request
from daypass.model.resource import Resource
from daypass.report.deciding import Deciding, deciding, value_at
from daypass.report.findings import Finding
from daypass.report.mending import difference, difference_of, is_empty, mended_arguments, mended_document
from daypass.report.render.plain import plain

_MENDED: Final = "Mended, with names of yours where words stand in capitals:"

_OF_SECRETS: Final = ("secret-exposure", "long-lived-credential")
"""The risks of findings on what may be a secret, whether anybody marked it or not."""


class Proof(NamedTuple):
    """The lines, and whether they show the witness too."""

    lines: tuple[str, ...]
    shows_witness: bool = False


def proof_of(finding: Finding, resources: Mapping[str, Resource], asks_as: str = "") -> Proof:
    """What there is to show of a finding on these resources, by URN; `asks_as` is the principal it is about."""
    holder = resources.get(finding.within or finding.urn)
    if finding.status == "pass" or holder is None:
        return Proof(())
    if decided := deciding(holder, finding.at):
        return Proof(tuple(_decided(decided, finding, asks_as)), shows_witness=True)
    return Proof(tuple(_argued(holder, finding)), shows_witness=bool(_token(finding)))


def _decided(decided: Deciding, finding: Finding, asks_as: str) -> Iterator[str]:
    """The statement, what it lets in, and what to change."""
    whose = ", of a policy of AWS" if decided.by_aws else ""
    yield from ("", f"The statement that decides, {plain(finding.at or '')}{whose}:", *_indented(decided.as_json()))
    witness = finding.witness if isinstance(finding.witness, str) else ""
    if request := decided.request(witness, asks_as):
        title = "Who gets in:" if decided.lets_in else "What it allows:"
        yield from ("", title, *_indented("\n".join(_request(request))))
    elif witness and decided.lets_in:
        yield from ("", "Who gets in:", *_indented(witness))
    document = mended_document(decided, finding.mended) if finding.mended else None
    if document is not None:
        lines = difference(decided, document, f"{decided.resource.name!r}")
        yield from ("", _MENDED, *_indented("\n".join(lines)))
        if is_empty(document):
            path, name = decided.document.path, decided.resource.name
            yield from ("", *_indented(f"Nothing is left of it: take {path} of {name!r} out as a whole."))
    elif finding.mended:
        yield from ("", "Mended, what the statement should say:", *_indented(finding.mended))
    else:
        yield from ("", "How to change it depends on what is meant:", *_indented(finding.remedy))


def _argued(holder: Resource, finding: Finding) -> Iterator[str]:
    """What is written where no statement decides, as far as it can be no secret, and what to change."""
    if finding.at and (written := _shown(holder, finding)):
        yield from ("", "What is written:", *_indented(f"{finding.at} = {written}"))
    if token := _token(finding):
        yield from ("", "Who gets in:", *_indented(token))
    by_name = finding.risk in _OF_SECRETS
    changed = mended_arguments(holder, finding.mended, by_name=by_name) if finding.mended else None
    if changed:
        title = f"arguments of {holder.name!r}"
        yield from ("", _MENDED, *_indented("\n".join(difference_of(holder, *changed, title))))
    elif finding.mended:
        yield from ("", "Mended:", *_indented(finding.mended))


def _token(finding: Finding) -> str:
    """The token that gets in where another cloud than AWS is asked."""
    is_token = finding.risk == "federated-trust" and isinstance(finding.witness, str)
    return str(finding.witness) if is_token else ""


def _shown(holder: Resource, finding: Finding) -> str:
    """The value that decided, where it can be no secret that nobody marked: a number, a switch, an ARN; else ""."""
    value = None if finding.risk in _OF_SECRETS else value_at(holder, finding.at or "")
    if isinstance(value, bool):
        return "true" if value else "false"
    is_name = isinstance(value, str) and (value == "*" or Arn.parse(value) is not None)
    return str(value) if is_name or isinstance(value, int | float) else ""


def _request(request: Request) -> Iterator[str]:
    yield f"{request.action} on {request.resource}"
    yield f"as {request.principal.text}"
    for key, values in request.context.written.items():
        yield f"with {key} = {' and '.join(map(repr, values))}"


def _indented(text: str) -> list[str]:
    """Each line of a text of somebody, made plain."""
    return [f"    {plain(line)}" for line in text.splitlines()]
