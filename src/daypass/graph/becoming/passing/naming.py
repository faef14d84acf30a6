"""This is where it is told what a request says of the role that something then runs as, by the service's own key.

Some services have such a key besides `iam:PassRole`, or in its place. A condition on it that names one role leads to
that one alone, however many may be passed.
"""

from collections.abc import Iterable
from typing import Final

from daypass.data.escalation_paths import EscalationPath
from daypass.data.role_keys import RoleKey, role_keys
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import Held, Means
from daypass.iam.condition import Operator
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided

_ANY: Final = "*"
_PLAIN: Final = tuple(map(Operator, ("StringEquals", "StringLike", "ArnEquals", "ArnLike")))


def names_role(means: Means, action: str) -> bool:
    """Whether a statement about the action asks which role something is to run as."""
    known = role_keys().get(action)
    return known is not None and known.key in means.told(action).keys


def path_names_role(means: Means, path: EscalationPath) -> bool:
    """The same of some action of a path."""
    return any(names_role(means, action) for action in path.actions)


def named_roles(means: Means, paths: Iterable[EscalationPath]) -> tuple[str, ...]:
    """Patterns of roles: whoever may start something as the pattern on these paths, may so as whatever it takes in.

    None where more than patterns that allow decides, such as a denial.
    """
    actions = dict.fromkeys(action for path in paths for action in path.actions if names_role(means, action))
    found = [_named_in(means, action) for action in actions]
    return tuple(dict.fromkeys(text for texts in found for text in texts)) if all(found) else ()


def _named_in(means: Means, action: str) -> tuple[str, ...]:
    key, told = role_keys()[action].key, means.told(action)
    if any(key in held.line.keys for held in (*told.denies, *told.bounds)):
        return ()
    found = [_named_by(held, key) if key in held.line.keys else (_ANY,) for held in told.allows]
    return tuple(text for texts in found for text in texts) if all(found) else ()


def _named_by(held: Held, key: str) -> tuple[str, ...]:
    try:
        asked = [one for one in held.line.statement.conditions if one.is_on(key)]
    except Undecided:
        return ()
    if len(asked) != 1 or asked[0].test not in _PLAIN:
        return ()
    texts = asked[0].values
    is_plain = asked[0].test.takes_wildcards or not any(map(has_wildcard, texts))
    return texts if is_plain and not any("?" in text or "${" in text for text in texts) else ()


def saying_role(means: Means, action: str, path: EscalationPath, role: str) -> tuple[Facts, ...]:
    """What requests of the action may say so that somebody has their way with this role (an ARN), on this path.

    Where no role is passed, what is there runs as its own. Of actions that are asked for one after the other the first
    takes the role; a later one may take it again.
    """
    if not names_role(means, action):
        return (NOTHING,)
    known = role_keys()[action]
    if path.passes_role:
        is_first = action == next(one for one in path.actions if one in role_keys())
        return (_said(known, role),) if is_first else (_said(known, role), _unsaid(known))
    if known.is_passed:
        return (_unsaid(known),)
    return (_said(known, role), _unsaid(known)) if known.may_be_left_out else (_said(known, role),)


def saying_none(path: EscalationPath) -> Facts:
    """What requests say that change what runs as its own role: none other."""
    return Facts(absent=frozenset(role_keys()[action].key for action in path.actions if action in role_keys()))


def _said(known: RoleKey, role: str) -> Facts:
    return Facts({known.key: role})


def _unsaid(known: RoleKey) -> Facts:
    return Facts(absent=frozenset({known.key}))
