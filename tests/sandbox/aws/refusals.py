"""This is where the sandbox refuses what AWS refuses and the emulator accepts. Messages begin with AWS's code.

Sources: IAM's quotas page, the API reference of CreateRole, PutRolePolicy and CreatePolicy, and the IAM user guide on
"identity-provider controls for shared OIDC providers".
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from tests.sandbox.aws.values import UNKNOWN

TRUST, INLINE_ROLE, INLINE_USER, INLINE_GROUP, MANAGED = 2_048, 10_240, 2_048, 5_120, 6_144
"""Characters a document may have; IAM does not count white space."""

SHARED_ISSUERS: Final = {
    "token.actions.githubusercontent.com": "sub",
    "gitlab.com": "sub",
    "app.terraform.io": "sub",
    "agent.buildkite.com": "sub",
}
"""Issuers that many customers share: IAM refuses a trust that does not evaluate this claim."""

ENTITY_NAME: Final = re.compile(r"^[\w+=,.@-]+$", re.ASCII)
PATH: Final = re.compile(r"^/$|^/[\x21-\x7e]+/$")
SESSION = range(3_600, 43_200 + 1)


class Refused(Exception):  # noqa: N818 - AWS's answer, not our mistake
    """AWS would not do this."""


def size(document: str) -> int:
    """The characters that IAM counts."""
    return len("".join(document.split()))


def refuse_long(document: str, most: int, quota: str) -> None:
    """Raise where a document is too long."""
    if size(document) > most:
        raise Refused(f"LimitExceeded: Cannot exceed quota for {quota}: {most}")


def refuse_trust(document: str) -> None:
    """Raise where IAM would not take this trust policy."""
    refuse_long(document, TRUST, "ACLSizePerRole")
    for statement in _statements(document):
        if any(key in statement for key in ("Resource", "NotResource")):
            raise Refused("MalformedPolicyDocument: Has prohibited field Resource")
        if not any(key in statement for key in ("Principal", "NotPrincipal")):
            raise Refused("MalformedPolicyDocument: Missing required field Principal")
        for issuer, claim in _shared_issuers(statement):
            if not _evaluates(statement, f"{issuer}:{claim}"):
                raise Refused(f"MalformedPolicyDocument: {issuer}:{claim} must be evaluated, not solely by wildcards")


def refuse_permissions(document: str) -> None:
    """Raise where IAM would not take this permission policy; its size depends on where it goes."""
    for statement in _statements(document):
        if any(key in statement for key in ("Principal", "NotPrincipal")):
            raise Refused("MalformedPolicyDocument: Policy document should not specify a principal.")


def name_problems(inputs: Mapping[str, Any], longest: int) -> Iterator[tuple[str, str]]:
    """What the provider's own validation says of `name` and `path` at preview."""
    name, path = inputs.get("name"), inputs.get("path")
    if isinstance(name, str) and (not ENTITY_NAME.match(name) or len(name) > longest):
        yield (
            "name",
            f"expected length of name to be in the range (1 - {longest}) and to match [\\w+=,.@-], got {name!r}",
        )
    if isinstance(path, str) and not PATH.match(path):
        yield "path", f"path must begin and end with a slash, got {path!r}"


def session_problems(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the provider's own validation says of `maxSessionDuration` at preview."""
    seconds = inputs.get("maxSessionDuration")
    if isinstance(seconds, int | float) and seconds not in SESSION:
        yield "maxSessionDuration", f"expected max_session_duration to be in the range (3600 - 43200), got {seconds}"


def json_problems(inputs: Mapping[str, Any], *properties: str) -> Iterator[tuple[str, str]]:
    """What the provider's own validation says at preview of documents that are no JSON object."""
    for name in properties:
        value = inputs.get(name)
        if isinstance(value, str) and value != UNKNOWN and value.lstrip()[:1] != "{":
            yield name, f"{name!r} contains an invalid JSON policy"


def _statements(document: str) -> Sequence[Mapping[str, Any]]:
    try:
        read = json.loads(document)
    except ValueError as error:
        raise Refused(f"MalformedPolicyDocument: This policy contains invalid Json ({error})") from error
    found = read.get("Statement") if isinstance(read, dict) else None
    statements = [found] if isinstance(found, dict) else found
    if not isinstance(statements, list) or not all(isinstance(statement, dict) for statement in statements):
        raise Refused("MalformedPolicyDocument: Syntax errors in policy.")
    return statements


def _shared_issuers(statement: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The shared issuers that an allowing statement trusts."""
    principal = statement.get("Principal")
    federated = principal.get("Federated", []) if isinstance(principal, dict) else []
    if statement.get("Effect") != "Allow":
        return
    for arn in [federated] if isinstance(federated, str) else federated:
        issuer = str(arn).partition(":oidc-provider/")[2].partition("/")[0]
        if issuer in SHARED_ISSUERS:
            yield issuer, SHARED_ISSUERS[issuer]


def _evaluates(statement: Mapping[str, Any], key: str) -> bool:
    """Whether some condition compares the key with something that is more than wildcards."""
    for operands in (statement.get("Condition") or {}).values():
        for name, values in operands.items():
            listed = [values] if isinstance(values, str) else values
            if name.lower() == key and listed and all(str(value).strip("*?") for value in listed):
                return True
    return False
