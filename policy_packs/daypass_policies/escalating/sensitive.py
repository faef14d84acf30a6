"""This is where it is told quickly which of the actions that lead to more rights a document may allow.

Most documents allow none of them, so that nothing more is asked about most identities.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from daypass.data.escalation_paths import escalation_paths
from daypass.data.identity_edits import identity_edits
from daypass.data.identity_edits_others import other_edits
from daypass.data.policy_edits import policy_edits
from daypass.data.role_takers import role_takers
from daypass.graph.becoming.anything.boundless import NEW_ROLE
from daypass.grouping import grouped
from daypass.iam.document import Document, Statement
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import Undecided


@cache
def sensitive_actions() -> frozenset[str]:
    """Every action that a path to more rights is made of, in small letters."""
    named = (
        *(action for path in escalation_paths() for action in path.actions),
        *(edit.action for edit in identity_edits()),
        *(edit.action for edit in other_edits()),
        *(edit.action for edit in policy_edits() if edit.reads),
        *(taker.action for taker in role_takers()),
        NEW_ROLE,
    )
    return frozenset(action.lower() for action in named)


def allowed_by(document: Document) -> frozenset[str]:
    """Those that a statement of the document may allow, whatever else it says; what is not known may be any."""
    return frozenset(action for statement in document.statements for action in _allowed(statement))


def _allowed(statement: Statement) -> Iterator[str]:
    try:
        if statement.effect == "Deny":
            return
        if statement.has("NotAction"):
            left_out = tuple(pattern.lower() for pattern in statement.not_actions)
            yield from (one for one in sensitive_actions() if not any(matches(out, one) for out in left_out))
            return
        patterns = tuple(pattern.lower() for pattern in statement.actions)
    except Undecided:
        yield from sensitive_actions()
        return
    for pattern in patterns:
        yield from _fitting(pattern)


@lru_cache(maxsize=4096)
def _fitting(pattern: str) -> tuple[str, ...]:
    if not has_wildcard(pattern):
        return (pattern,) if pattern in sensitive_actions() else ()
    service, colon, _ = pattern.partition(":")
    near = _by_service().get(service, ()) if colon and not has_wildcard(service) else sensitive_actions()
    return tuple(action for action in near if matches(pattern, action))


@cache
def _by_service() -> Mapping[str, tuple[str, ...]]:
    return grouped((action.partition(":")[0], action) for action in sensitive_actions())
