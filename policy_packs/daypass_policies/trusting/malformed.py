"""This is where it is told what is said of a trust policy that AWS refuses, and which rule says it.

Nobody knows whom such a document would let in, so that no rule about trusts passes it. One tells it, and to the others
it is undecided: one cause is one finding. Where it names a provider (`Federated`), whoever mends it has to pin that.
"""

from typing import Any, Final, Literal

from daypass.graph.ways import TRUST
from daypass.iam.document import MalformedDocument
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import Resource, bare
from daypass.rule import Problem, Severity
from daypass_policies.wording import fact

Told = Literal["federated", "other"]
"""Of which malformed trusts a rule tells: those that name a provider, or all others."""

REMEDY: Final = "Mend what the message names: AWS refuses the document as it is."


def problem(role: Resource, malformed: MalformedDocument) -> Problem:
    """That the trust policy of the role is malformed. It is open to nobody as long as AWS refuses it: high."""
    message = f"role {role.name!r} has a trust policy that cannot be read: {fact(malformed)}"
    severity: Severity | None = "high" if kind_of(role) == "other" else None
    return Problem(message, at=TRUST[role.type], severity=severity, remedy=REMEDY)


def kind_of(role: Resource) -> Told:
    """Whether the role's trust policy visibly names a provider as a principal, however that is written."""
    written = bare(role.declared.raw.get(TRUST[role.type]))
    return "federated" if _names_any(written) else "other"


def _names_any(written: Any) -> bool:
    if not isinstance(written, str):
        return any(map(_names_provider, _statements(written)))
    try:
        return any(map(_names_provider, _statements(json_value(written))))
    except JsonError:
        return f'"{_FEDERATED}"' in written.lower()


def _statements(document: Any) -> list[Any]:
    if not isinstance(document, dict):
        return []
    statements = next((bare(one) for key, one in document.items() if str(key).lower() == "statement"), document)
    return [bare(one) for one in (statements if isinstance(statements, list) else [statements])]


def _names_provider(statement: Any) -> bool:
    if not isinstance(statement, dict) or bare(statement.get("Effect")) == "Deny":
        return False
    named = [bare(one) for key, one in statement.items() if str(key).lower() in ("principal", "notprincipal")]
    return any(isinstance(one, dict) and _FEDERATED in {str(kind).lower() for kind in one} for one in named)


_FEDERATED: Final = "federated"
