"""This is where a component's arguments become a Draft, and where it is refused what they cannot be."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, cast, get_type_hints

import pulumi
from pulumi.output import Unknown

from daypass.data.stand_ins import NOBODYS_ACCOUNT
from daypass.errors import DeclarationError
from daypass.model.draft import Draft
from daypass.model.form import quoted
from daypass.model.grant import Grant
from daypass.model.written import nearest
from daypass.settings import Settings
from daypass_components.grant_policies import refuse_documents


def checked(args: object, shape: type) -> dict[str, Any]:
    """The arguments that were given, as the TypedDict `shape` has them: no others, none missing, none an Output.

    None is the same as not given, because other languages cannot leave an argument out of an object.
    """
    if not isinstance(args, Mapping):
        raise DeclarationError(
            f"a {type(args).__name__} is no dictionary", place="args", remedy=f"Give a {shape.__name__}."
        )
    known = get_type_hints(shape)
    given = {str(key): value for key, value in args.items() if value is not None}
    for key, value in given.items():
        if key not in known:
            raise DeclarationError("is no known argument", place=key, remedy=nearest(key, known))
        refuse_outputs(value, key)
    for key in sorted(getattr(shape, "__required_keys__", ())):
        if key not in given:
            raise DeclarationError("is missing", place=key, remedy=f"Give {shape.__name__} its {key!r}.")
    return given


def draft_of(name: str, given: Mapping[str, Any]) -> Draft:
    """The draft that the checked arguments of a WorkloadIdentity say; by default its environment is the stack."""
    texts = {key: _text(key, given.get(key, "")) for key in _TEXTS}
    return Draft(
        name=name,
        owner=texts["owner"],
        revoker=texts["revoker"],
        workload_class=texts["workload_class"],
        purpose=texts["purpose"],
        review_by=_date(given["review_by"]),
        term=texts["term"],
        environment=texts["environment"] or pulumi.get_stack(),
        federation=_texts_by_name(given["federation"]),
        grants=tuple(_grants(given.get("grants", ()))),
    )


def refuse(draft: Draft, settings: Settings, account: str | None = None) -> None:
    """Raise DeclarationError where the draft can be no identity, whichever account it turns out to live in."""
    try:
        identity = draft.identity(owners=settings.owners, terms=settings.terms, account=account or NOBODYS_ACCOUNT)
    except DeclarationError as refused:
        if refused.place != "class":
            raise
        # The file's word is a keyword of Python, so the argument has another name.
        raise DeclarationError(refused.fact, place="workload_class", remedy=refused.remedy) from None
    refuse_documents(identity.grants)


def recorded(draft: Draft, given: Mapping[str, Any]) -> dict[str, Any]:
    """The component's inputs as the engine records them: what was given, and the defaults that took effect."""
    return {**given, "revoker": draft.revoker or draft.owner, "environment": draft.environment}


_TEXTS: Final = ("owner", "revoker", "workload_class", "purpose", "term", "environment")


def refuse_outputs(value: object, place: str) -> None:
    """Raise DeclarationError where the value is, or holds, an Output: what is not known cannot be judged."""
    if isinstance(value, pulumi.Output):
        remedy = "Give plain text, so that it is known in preview."
        if place.startswith("grants"):
            remedy = "Use identity.grant(actions=[...], resources=[output]) for what is known only later."
        raise DeclarationError("is an Output", place=place, remedy=remedy)
    if isinstance(value, Unknown):  # what another language's Output is in a preview
        raise DeclarationError(
            "is not known yet", place=place, remedy="Give plain text, so that it is known in preview."
        )
    if isinstance(value, Mapping):
        for key, item in value.items():
            refuse_outputs(item, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            refuse_outputs(item, f"{place}[{index}]")


def _text(place: str, value: object) -> str:
    if not isinstance(value, str):
        raise DeclarationError(f"{quoted(value)} is not a text", place=place, remedy="Put it in quotes.")
    return value


def _date(value: object) -> date:
    remedy = 'Write review_by="2027-05-31".'
    try:
        found = date.fromisoformat(_text("review_by", value))
    except ValueError:
        raise DeclarationError(f"{quoted(value)} is no date", place="review_by", remedy=remedy) from None
    if found.isoformat() != value:  # the year's week and the form without hyphens are dates for Python too
        raise DeclarationError(f"{quoted(value)} is no date", place="review_by", remedy=remedy)
    return found


def _texts_by_name(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise DeclarationError(
            f"{quoted(value)} is no table of texts", place="federation", remedy="Use a builder of federations."
        )
    return cast("dict[str, str]", dict(value))


def _grants(value: object) -> Iterator[Grant]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise DeclarationError("is not a list", place="grants", remedy='Write grants=["s3:GetObject on arn:…"].')
    for index, text in enumerate(value):
        try:
            yield Grant.parse(_text("", text))
        except DeclarationError as refused:
            inner = refused.place.removeprefix("grants").lstrip(".")
            place = f"grants[{index}]" + (f".{inner}" if inner else "")
            raise DeclarationError(refused.fact, place=place, remedy=refused.remedy) from None
