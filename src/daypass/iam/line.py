"""This is where a line of `daypass policy` is: the JSON object that asks, and the one that answers.

The names of the fields follow `SimulateCustomPolicy` of the IAM API where it has them. A field that is not known is an
error: whoever wrote it expects it to count. None of these functions knows the `id` of a line.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from daypass.iam.admits import admits
from daypass.iam.compare import Comparison, compare
from daypass.iam.context import Context, MalformedRequest
from daypass.iam.decision import Decision
from daypass.iam.evaluate import evaluate
from daypass.iam.line_policies import POLICY_FIELDS, Line, document_of, documents_of, policies_of
from daypass.iam.principal import Principal
from daypass.iam.reach import Reach, reach
from daypass.iam.request import Request
from daypass.model.resource import Undecided
from daypass.model.written import nearest

Answer = dict[str, Any]


def evaluate_line(line: Line) -> Answer:
    """`decision`, `statements` and `missing` for one request.

    Raises `MalformedRequest` for a field that is unknown, missing or wrong, and `MalformedDocument` for a policy that
    AWS would refuse; both say the place in the line, and neither holds a value of it.
    """
    _only(line, "action", "resource", "principal", "resourceAccount", "context", *POLICY_FIELDS)
    request = Request(
        action=_text(line, "action"),
        resource=_text(line, "resource"),
        principal=Principal.parse(_text(line, "principal")),
        context=Context.of(_mapping(line, "context")),
        resource_account=_account(line),
    )
    with _nothing_unknown():
        return decision_of(evaluate(request, policies_of(line)))


def admits_line(line: Line) -> Answer:
    """Whether a trust policy lets a principal with these claims in. Raises as `evaluate_line` does."""
    _only(line, "trustPolicy", "action", "principal", "claims", "context")
    with _nothing_unknown():
        decision = admits(
            document_of(line, "trustPolicy", "trust"),
            action=_text(line, "action"),
            principal=Principal.parse(_text(line, "principal")),
            claims=_mapping(line, "claims"),
            context=Context.of(_mapping(line, "context")),
        )
    return admission_of(decision)


def reach_line(line: Line) -> Answer:
    """Whether some request that fits `action` and `resource` is allowed in some context. Raises as `evaluate_line`."""
    _only(line, "action", "resource", *POLICY_FIELDS)
    policies = policies_of(line)
    try:
        found = reach(policies, _text(line, "action"), _text(line, "resource", "*"))
    except Undecided:  # whose a canonical user id is nobody can tell from a policy
        found = Reach(possible=True)
    asked = {name: line[name] for name in POLICY_FIELDS if name in line}
    return {"possible": found.possible, "witness": witness_of(found.witness, asked)}


def compare_line(line: Line) -> Answer:
    """Whether the identity policies `a` allow a request that `b` do not. Raises as `evaluate_line` does."""
    _only(line, "a", "b")
    found = compare(documents_of(line, "a", "identity"), documents_of(line, "b", "identity"))
    return {"more": found.more, "witness": compared_of(found, line.get("a", []))}


LINES: Final[Mapping[str, Callable[[Line], Answer]]] = {
    "evaluate": evaluate_line,
    "admits": admits_line,
    "reach": reach_line,
    "compare": compare_line,
}
"""What answers a line, by the name of the question."""


def decision_of(decision: Decision) -> Answer:
    """The answer to `evaluate`."""
    return {"decision": decision.verdict, **_why(decision)}


def admission_of(decision: Decision) -> Answer:
    """The answer to `admits`."""
    return {"admitted": decision.is_allowed, **_why(decision)}


def witness_of(request: Request | None, policies: Mapping[str, Any]) -> Answer | None:
    """A complete `evaluate` line that asks for this request under these fields of policies; None for no request."""
    if request is None:
        return None
    asked = {"action": request.action, "resource": request.resource, "principal": request.principal.text}
    account = {"resourceAccount": request.resource_account} if request.resource_account else {}
    return {**asked, **account, "context": request.context.as_json(), **policies}


def compared_of(found: Comparison, policies: list[Any]) -> Answer | None:
    """The witness that `policies`, as a line has them, allow more; with a policy of the resource where one must be."""
    resource = {} if found.resource is None else {"resourcePolicy": found.resource.as_written()}
    return witness_of(found.witness, {"identityPolicies": policies, **resource})


def _why(decision: Decision) -> Answer:
    return {"statements": [one._asdict() for one in decision.statements], "missing": decision.missing}


@contextmanager
def _nothing_unknown() -> Iterator[None]:
    """No JSON value is unknown, but whose a canonical user id is nobody can tell from a policy."""
    try:
        yield
    except Undecided as undecided:
        fact, remedy = "decides, and whom it means cannot be told", "Name the account in the place of its canonical id."
        raise MalformedRequest(fact, place=undecided.path, remedy=remedy) from None


def _only(line: Line, *names: str) -> None:
    unknown = next((name for name in line if name not in names), None)
    if unknown is not None:
        fact = f"{unknown[:_LONGEST_NAME]!a} is no field of this question"
        raise MalformedRequest(fact, place="line", remedy=nearest(unknown, names))


_LONGEST_NAME: Final = 40


def _text(line: Line, name: str, absent: str | None = None) -> str:
    if name not in line and absent is None:
        raise MalformedRequest("is missing", place=name, remedy=f"Give {name} as a text.")
    found = line.get(name, absent)
    if not isinstance(found, str):
        raise MalformedRequest("is not a text", place=name, remedy=f"Give {name} as a text.")
    return found


def _account(line: Line) -> str:
    found = _text(line, "resourceAccount", "")
    if not found and "resourceAccount" in line:
        raise MalformedRequest("is empty", place="resourceAccount", remedy="Give twelve digits, or leave it out.")
    return found


def _mapping(line: Line, name: str) -> Mapping[str, Any]:
    found = line.get(name, {})
    if not isinstance(found, Mapping):
        raise MalformedRequest("is not an object", place=name, remedy="Give key and value, or leave it out.")
    return found
