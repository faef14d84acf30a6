"""This is where whole lines of `daypass policy` are made of the small world, and where all of it is counted through."""

import json
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final

from hypothesis import strategies as st
from tests.support.policy_universe import (
    ACTIONS,
    ALLOW_ALL,
    AWAY,
    BOUNDARY_DOCUMENTS,
    CLAIMS,
    GITHUB_TRUSTS,
    HOME,
    IDENTITIES,
    IDENTITY_DOCUMENTS,
    KEYS,
    LINKED,
    PROVIDERS,
    RCP_DOCUMENTS,
    RCP_FULL_ACCESS,
    RESOURCE_DOCUMENTS,
    RESOURCES,
    ROOTS,
    SCP_DOCUMENTS,
    SERVICES,
    TRUST_ACTIONS,
    TRUST_KEYS,
    TRUSTS,
    Document,
    Words,
    among,
    contexts,
)

Line = dict[str, Any]
POLICY_FIELDS: Final = (
    "identityPolicies",
    "permissionsBoundary",
    "sessionPolicies",
    "resourcePolicy",
    "serviceControlPolicies",
    "resourceControlPolicies",
)


def _spelled(document: st.SearchStrategy[Document]) -> st.SearchStrategy[Any]:
    """A document as an object, now and then as its JSON."""
    return st.one_of(document, document, document.map(json.dumps))


def _or_all(document: st.SearchStrategy[Document]) -> st.SearchStrategy[Any]:
    """A limiting document, half the time one that limits nothing."""
    return st.one_of(st.just(ALLOW_ALL), _spelled(document))


IDENTITY_FIELDS: Final[Mapping[str, st.SearchStrategy[Any]]] = {
    "identityPolicies": st.lists(_or_all(IDENTITY_DOCUMENTS), min_size=1, max_size=2),
    "permissionsBoundary": st.one_of(st.none(), _or_all(BOUNDARY_DOCUMENTS)),
    "sessionPolicies": st.lists(_or_all(IDENTITY_DOCUMENTS), max_size=2),
}
ORGANISATION_FIELDS: Final[Mapping[str, st.SearchStrategy[Any]]] = {
    "serviceControlPolicies": st.lists(st.lists(_or_all(SCP_DOCUMENTS), max_size=2), max_size=2),
    "resourceControlPolicies": st.lists(
        st.lists(st.one_of(st.just(RCP_FULL_ACCESS), _spelled(RCP_DOCUMENTS)), max_size=2), max_size=2
    ),
}
RESOURCE_FIELDS: Final[Mapping[str, st.SearchStrategy[Any]]] = {
    "resourcePolicy": st.one_of(st.none(), _spelled(RESOURCE_DOCUMENTS), _spelled(RESOURCE_DOCUMENTS))
}
ALL_FIELDS: Final = {**IDENTITY_FIELDS, **ORGANISATION_FIELDS, **RESOURCE_FIELDS}


def policies() -> st.SearchStrategy[Line]:
    """The policy fields of a line, each present or left out."""
    return st.fixed_dictionaries({}, optional=dict(ALL_FIELDS))


def _fields(**of: st.SearchStrategy[Any]) -> st.SearchStrategy[Line]:
    """Fields of a line. The two that grant are there in any case, so that not too much is denied."""
    always = {name: of[name] for name in ("identityPolicies", "resourcePolicy") if name in of}
    return st.fixed_dictionaries(always, optional={name: of[name] for name in of if name not in always})


FIELDS_OF_PROVIDERS: Final = _fields(**RESOURCE_FIELDS)
FIELDS_OF_SERVICES: Final = _fields(**RESOURCE_FIELDS, **ORGANISATION_FIELDS)
FIELDS_OF_IDENTITIES: Final = _fields(**ALL_FIELDS)
CALLERS: Final = (*IDENTITIES, *IDENTITIES, *IDENTITIES, *LINKED, *ROOTS, *SERVICES, *PROVIDERS)
REQUESTS: Final = st.fixed_dictionaries(
    {
        "action": among(*ACTIONS, "S3:getobject", "STS:TagSession"),
        "resource": among(*RESOURCES),
        "context": contexts(KEYS),
    },
    optional={"resourceAccount": among(HOME, AWAY)},
)


@st.composite
def evaluate_lines(draw: st.DrawFn, callers: tuple[str, ...] = CALLERS) -> Line:
    """A whole `evaluate` line without its id. A caller has the policies that its kind can have."""
    caller = draw(among(*callers))
    if caller in PROVIDERS:
        fields = draw(FIELDS_OF_PROVIDERS)
    elif caller in ROOTS or caller in SERVICES:
        fields = draw(FIELDS_OF_SERVICES)
    else:
        fields = draw(FIELDS_OF_IDENTITIES)
    if caller in LINKED:
        fields.pop("permissionsBoundary", None)  # "You cannot apply a permissions boundary to a service-linked role"
    return {"principal": caller, **fields, **draw(REQUESTS)}


@st.composite
def admits_lines(draw: st.DrawFn) -> Line:
    """A whole `admits` line without its id."""
    caller = draw(among(*IDENTITIES, *ROOTS, *SERVICES, *PROVIDERS, *PROVIDERS, *PROVIDERS))
    line: Line = {
        "trustPolicy": draw(_spelled(GITHUB_TRUSTS if caller == PROVIDERS[0] and draw(st.booleans()) else TRUSTS)),
        "action": draw(among(*TRUST_ACTIONS)),
        "principal": caller,
        "context": draw(contexts(TRUST_CONTEXT)),
    }
    if caller in PROVIDERS[:2]:
        line["claims"] = draw(CLAIMS)
    return line


TRUST_CONTEXT: Final[Mapping[str, Words]] = {key: TRUST_KEYS[key] for key in TRUST_KEYS if TRUST_KEYS[key][1]}


def requests(
    callers: tuple[str, ...] = IDENTITIES[:6],
    keys: tuple[str, ...] = (),
    actions: tuple[str, ...] = ACTIONS,
    resources: tuple[str, ...] = RESOURCES,
) -> Iterator[Line]:
    """Every request of the world over some callers and some keys: each action, resource, caller and context."""
    values = [[None, *KEYS[key][1]] for key in keys]
    for action, resource, caller in product(actions, resources, callers):
        for chosen in product(*values):
            context = {key: value for key, value in zip(keys, chosen, strict=True) if value is not None}
            yield {"action": action, "resource": resource, "principal": caller, "context": context}
