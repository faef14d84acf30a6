"""This is where it is told what a request says of the role that something then runs as, by the service's own key.

Some services have such a key besides `iam:PassRole`, or in its place. A condition on it that names one role leads to
that one alone, however many may be passed. EC2 has one for the instance profile with the role in it: who may put
another role into a profile is held to none.
"""

from collections.abc import Iterable
from typing import Final

from daypass.data.escalation_paths import EscalationPath
from daypass.data.role_keys import RoleKey, role_keys
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.passing.profiles import Profiles
from daypass.iam.arn import Arn
from daypass.iam.condition import Operator
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided

_ANY: Final = "*"
_PUTS_INTO: Final = "iam:AddRoleToInstanceProfile"
_NONE: Final = Profiles()
_PLAIN: Final = tuple(map(Operator, ("StringEquals", "StringLike", "ArnEquals", "ArnLike")))


def names_role(means: Means, action: str) -> bool:
    """Whether a statement about the action asks which role something is to run as."""
    known = role_keys().get(action)
    is_asked = known is not None and known.key in means.told(action).keys
    return is_asked and not (known and known.of_profile and means.may(_PUTS_INTO))


def path_names_role(means: Means, path: EscalationPath) -> bool:
    """The same of some action of a path."""
    return any(names_role(means, action) for action in path.actions)


def named_roles(means: Means, paths: Iterable[EscalationPath], profiles: Profiles) -> tuple[str, ...]:
    """Patterns of roles: whoever may start something as the pattern on these paths, may so as whatever it takes in.

    None where more than patterns that allow decides, such as a denial.
    """
    actions = dict.fromkeys(action for path in paths for action in path.actions if names_role(means, action))
    found = [_roles_in(_named_in(means, action), role_keys()[action], profiles) for action in actions]
    return tuple(dict.fromkeys(text for texts in found for text in texts)) if all(found) else ()


def _roles_in(texts: tuple[str, ...], known: RoleKey, profiles: Profiles) -> tuple[str, ...]:
    """The roles that the values of a key lead to; none where that is not told of each of them."""
    if not known.of_profile:
        return texts
    roles = tuple("" if has_wildcard(text) else profiles.inside(text) for text in texts)
    return roles if all(roles) else ()


def _named_in(means: Means, action: str) -> tuple[str, ...]:
    key, told = role_keys()[action].key, means.told(action)
    if any(key in held.line.keys for held in (*told.denies, *told.bounds)):
        return ()
    found = [named_by(held, key) if key in held.line.keys else (_ANY,) for held in told.allows]
    return tuple(text for texts in found for text in texts) if all(found) else ()


def named_by(held: Held, key: str) -> tuple[str, ...]:
    """The patterns that a statement names under a key, if that is plain; none where it names nothing there."""
    try:
        asked = [one for one in held.line.statement.conditions if one.is_on(key)]
    except Undecided:
        return ()
    if len(asked) != 1 or asked[0].test not in _PLAIN:
        return ()
    texts = asked[0].values
    is_plain = asked[0].test.takes_wildcards or not any(map(has_wildcard, texts))
    return texts if is_plain and not any("?" in text or "${" in text for text in texts) else ()


def saying_role(
    means: Means, action: str, path: EscalationPath, role: str, profiles: Profiles = _NONE
) -> tuple[Facts, ...]:
    """What requests of the action may say so that somebody has their way with this role (an ARN), on this path.

    Where no role is passed, what is there runs as its own. Of actions that are asked for one after the other the first
    takes the role; a later one may take it again.
    """
    if not names_role(means, action):
        return (NOTHING,)
    known = role_keys()[action]
    said = tuple(_said(known, one) for one in (profiles.around(role) if known.of_profile else (role,)))
    if path.passes_role:
        is_first = action == next(one for one in path.actions if one in role_keys())
        return said if is_first else (*said, _unsaid(known))
    if known.is_passed:
        return (_unsaid(known),)
    return (*said, _unsaid(known)) if known.may_be_left_out else said


def asked_with(means: Means, action: str) -> str:
    """The kind of thing that is asked about together with the role, where the caller is; "" where that is all."""
    on = role_keys()[action].on if names_role(means, action) else ""
    own = Arn.parse(means.caller.arn)
    return on.replace("PARTITION", own.partition if own else _ANY).replace("ACCOUNT", means.caller.account or _ANY)


def saying_none(path: EscalationPath) -> Facts:
    """What requests say that change what runs as its own role: none other."""
    return Facts(absent=frozenset(role_keys()[action].key for action in path.actions if action in role_keys()))


def _said(known: RoleKey, role: str) -> Facts:
    return Facts({known.key: role})


def _unsaid(known: RoleKey) -> Facts:
    return Facts(absent=frozenset({known.key}))
