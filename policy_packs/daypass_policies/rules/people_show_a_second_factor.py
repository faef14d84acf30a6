"""Who enters a role with a user's key alone may be whoever found that key."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.leaves import said, text_of
from daypass.graph.names import Names
from daypass.graph.permissions import EffectivePermissions
from daypass.graph.stack import Stack
from daypass.graph.ways import TRUST, USER, kinds_of
from daypass.iam.admitted import Admitted
from daypass.iam.arn import Arn
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.mending.closing import condition
from daypass_policies.opening.resource_policies import reported
from daypass_policies.owning.ownership import read_fact
from daypass_policies.settle import collect
from daypass_policies.trusting.keyed import Keyed
from daypass_policies.trusting.machine_users import MachineUsers, is_machines_name
from daypass_policies.trusting.people import FOR_EMERGENCIES, asks_for_an_id, is_workloads
from daypass_policies.trusting.trust import ROLES, admitted_by, trust_of
from daypass_policies.wording import listed, shown

_SHOWN: Final = 3
_HOME: Final = "aws"
_SOMEBODY: Final = "3f9d2c71"
"""The name of a user whom no policy names."""


@rule(
    "people-show-a-second-factor",
    risk="human-use",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=ROLES,
    stack=True,
    controls=("NHI10:2025", "NHI4:2025", "NIST-800-53:IA-2", "NIST-800-53:AC-6"),
    remedy='Ask for {"Bool": {"aws:MultiFactorAuthPresent": "true"}} in the trust, or give people a permission set.',
)
def people_show_a_second_factor(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A key lies in a file, and opens what it may open for whoever has the file; a second factor is in somebody's hand.

    Told is a role of class `break-glass` that IAM users enter, or whoever of an account has a key, and a role that
    nobody enters but users of its own account, where the trust asks for no second factor: neither by
    `aws:MultiFactorAuthPresent` nor by `aws:MultiFactorAuthAge`, in its Allow or by a Deny. `BoolIfExists` in an Allow
    asks of nobody who comes with a key, `Bool` in a Deny stops nobody who does, and "false" asks for none: a session
    that is made with the key says that. Machines have no hand: users who are called as machines are, or show an
    external id, pass, and unless it is for emergencies those who hold keys and no password. Who comes by Identity
    Center, SAML or another role has shown it there. A Deny in the users' own policies counts where the stack has it.
    What a workload's role lets in is the matter of `workload-trusts-no-people`.

    Refused:
        emergency:
          type: aws:iam/role:Role
          properties:
            tags: {daypass:class: break-glass}
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: sts:AssumeRole
                  Principal: {AWS: "arn:aws:iam::111122223333:user/maria"}

    Mended:
        emergency:
          type: aws:iam/role:Role
          properties:
            tags: {daypass:class: break-glass}
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: sts:AssumeRole
                  Principal: {AWS: "arn:aws:iam::111122223333:user/maria"}
                  Condition: {Bool: {"aws:MultiFactorAuthPresent": "true"}}
    """
    users = _Users(stack)
    for role in stack.of_type(*ROLES):
        yield from reported(role, _judged(role, ask, users))


class _Entering(NamedTuple):
    """A user who may enter by this admission: `who` in words, `called` the name or pattern that stands in the trust."""

    arn: str
    who: str
    called: str
    by: Admitted


class _Users:
    """What a stack knows of the users whom trusts name."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._machines = stack, stack.once(MachineUsers)
        self._names = Names.of(stack.resources, kinds_of(USER), by_last_part=True)

    def is_machine(self, role: Resource, arn: str) -> bool:
        """Whether a machine holds the keys of the user of this ARN."""
        made = self._named(role, arn)
        return self._machines.is_machines(made) if made else is_machines_name(arn.rpartition("/")[2])

    def denied(self, role: Resource, arn: str) -> tuple[Document, ...]:
        """The policies of that user, as far as the stack has them, of which the denials count."""
        made = self._named(role, arn)
        found = self._stack.once(EffectivePermissions).by_urn.get(made.urn) if made else None
        return found.policies.identity if found else ()

    def _named(self, role: Resource, arn: str) -> Resource | None:
        return self._stack.by_urn.get(self._names.named(role, arn).urn)


def _judged(role: Resource, ask: Ask, users: _Users) -> Iterator[Problem]:
    try:
        document = trust_of(role)
        admitted = admitted_by(role, document)
    except MalformedDocument:
        return  # nobody gets in by it, and the rules about trusts say so
    entering = _asked(role, document, admitted, ask, users)
    trust = Keyed(document)
    found, unknown = collect(
        _by_a_key(role, one, trust, users) for one in entering if not _shows_an_id(one.by, document)
    )
    if found:
        yield _told(role, found, document)
    elif unknown:
        raise unknown


def _asked(
    role: Resource, document: Document, admitted: tuple[Admitted, ...], ask: Ask, users: _Users
) -> Iterator[_Entering]:
    """The people who are asked about; none where others enter the role, unless it is for emergencies."""
    named = [one for one in admitted if _is_user(one.principal)]
    whole = [one for one in admitted if one.account.isdecimal()]
    if not named and not whole:
        return
    if read_fact(role, ask, "class") == FOR_EMERGENCIES:
        for one in admitted:
            found = (_user(arn, one) for arn in _users_of(one, document))
            yield from (user for user in found if not is_machines_name(_name(user.arn)))
        for one in whole:
            yield _Entering(f"arn:aws:iam::{one.account}:user/{_SOMEBODY}", "whoever of an account has a key", "", one)
    elif len(named) == len(admitted) and not is_workloads(role, ask, admitted):
        own = (one for one in named if _is_of_the_same_account(role, one.principal))
        yield from (_user(one.principal, one) for one in own if not users.is_machine(role, one.principal))


def _user(arn: str, by: Admitted) -> _Entering:
    """The user, or one whom the pattern fits, of the account that lets them in where it says none."""
    name, parts = _name(arn), arn.split(":", 5)
    words = f"IAM users {shown(name)}" if has_wildcard(name) else f"IAM user {shown(name)}"
    parts[1] = _HOME if has_wildcard(parts[1]) else parts[1]
    parts[4] = by.account if has_wildcard(parts[4]) else parts[4]
    return _Entering(":".join(map(_fitting, parts)), words, name, by)


def _users_of(one: Admitted, document: Document) -> Iterator[str]:
    """The users whom an admission names, or for whom it asks of an account, or the patterns of these."""
    if _is_user(one.principal):
        yield one.principal
    conditions = document.statements[one.statement].conditions if one.account and one.statement is not None else ()
    for asked in (asked for asked in conditions if not asked.test.negated):
        if asked.is_on("aws:PrincipalArn"):
            yield from filter(_is_user, asked.values)
        elif asked.is_on("aws:username"):
            yield from (f"arn:aws:iam::{one.account}:user/{value}" for value in asked.values)


def _fitting(pattern: str) -> str:
    return pattern.replace("*", _SOMEBODY).replace("?", "x")


def _by_a_key(role: Resource, one: _Entering, trust: Keyed, users: _Users) -> Iterator[_Entering]:
    """The user, where they get in without a second factor. Raises `Undecided`."""
    if trust.lets_in(one.arn, _arn(role, one), one.by.statement, users.denied(role, one.arn)):
        yield one


def _arn(role: Resource, one: _Entering) -> str:
    """The ARN of the role; before it is known, one of the user's account."""
    known = text_of(said(role, "arn"))
    return known if Arn.parse(known) else f"{one.arn.partition(':user/')[0]}:role/{_SOMEBODY}"


def _shows_an_id(by: Admitted, document: Document) -> bool:
    return by.statement is not None and asks_for_an_id(document.statements[by.statement].conditions)


def _is_user(principal: str) -> bool:
    arn = Arn.parse(principal)
    return arn is not None and arn.service == "iam" and arn.resource.startswith("user/")


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]


def _is_of_the_same_account(role: Resource, user: str) -> bool:
    """Whether the user is of the role's account, as far as that is known: others' users are a vendor's, or a hub's."""
    own, theirs = Arn.parse(text_of(said(role, "arn"))), Arn.parse(user)
    return own is None or theirs is None or own.account == theirs.account


def _told(role: Resource, found: list[_Entering], document: Document) -> Problem:
    first = found[0].by
    who = "users" if document.secret else listed((one.who for one in found), _SHOWN)
    return Problem(
        f"role {role.name!r} lets in {who} with a key alone, and asks for no second factor",
        at=first.where or TRUST[role.type],
        key=None if document.secret else " ".join(sorted({one.called for one in found if one.called})),
        witness=None if document.secret else first.principal,
        mended=None if document.secret else condition("Bool", "aws:MultiFactorAuthPresent", "true"),
    )
