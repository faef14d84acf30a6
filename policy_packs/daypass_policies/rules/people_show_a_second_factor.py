"""Who enters a role with a user's key alone may be whoever found that key."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.facts import Facts
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Names
from daypass.graph.permissions import EffectivePermissions
from daypass.graph.stack import Stack
from daypass.graph.ways import TRUST, USER, kinds_of
from daypass.iam.admitted import Admitted
from daypass.iam.arn import Arn
from daypass.iam.context import MalformedRequest
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.policies import Policies
from daypass.iam.reach import reach
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.mending.closing import condition
from daypass_policies.opening.resource_policies import reported
from daypass_policies.owning.ownership import read_fact
from daypass_policies.settle import collect
from daypass_policies.trusting.machine_users import MachineUsers, is_machines_name
from daypass_policies.trusting.people import EXTERNAL_ID, FOR_EMERGENCIES, is_workloads
from daypass_policies.trusting.trust import ROLES, admitted_by, trust_of
from daypass_policies.wording import listed, shown

_ASSUME: Final = "sts:AssumeRole"
_SHOWN: Final = 3
_SOMEBODY: Final = "3f9d2c71"
"""The name of a user whom no policy names."""

_ANYTHING: Final = Document.parse(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
_FACTOR: Final = frozenset(("aws:multifactorauthpresent", "aws:multifactorauthage"))
"""What requests with a long-term key lack, so that `BoolIfExists` lets them pass in an Allow, and `Bool` in a Deny.

Source: IAM User Guide, "Global condition context keys"; AWS Knowledge Center, "How do I use MFA tokens to authenticate
access through the AWS CLI"; read 2026-12.
"""


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
    asks of nobody who comes with a key, and `Bool` in a Deny stops nobody who does. Machines have no hand: users who
    are called as machines are, or show an external id, pass, and unless it is for emergencies those who hold keys and
    no password. Who comes by Identity
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
    """A user who may enter by this admission; `who` in words."""

    arn: str
    who: str
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
    found, unknown = collect(_by_a_key(role, one, document, users) for one in entering)
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
            yield from (_user(arn, one) for arn in _users_of(one, document) if not is_machines_name(_name(arn)))
        for one in whole:
            yield _Entering(f"arn:aws:iam::{one.account}:user/{_SOMEBODY}", "whoever of an account has a key", one)
    elif len(named) == len(admitted) and not is_workloads(role, ask, admitted):
        own = (one for one in named if _is_of_the_same_account(role, one.principal))
        yield from (_user(one.principal, one) for one in own if not users.is_machine(role, one.principal))


def _user(arn: str, by: Admitted) -> _Entering:
    return _Entering(arn, f"IAM user {shown(_name(arn))}", by)


def _users_of(one: Admitted, document: Document) -> Iterator[str]:
    """The users whom an admission names, or for whom it asks of an account; one that fits, where that is a pattern."""
    if _is_user(one.principal):
        yield one.principal
    conditions = document.statements[one.statement].conditions if one.account and one.statement is not None else ()
    for asked in (asked for asked in conditions if not asked.test.negated):
        if asked.is_on("aws:PrincipalArn"):
            yield from (_fitting(value) for value in asked.values if _is_user(value))
        elif asked.is_on("aws:username"):
            yield from (f"arn:aws:iam::{one.account}:user/{_fitting(value)}" for value in asked.values)


def _fitting(pattern: str) -> str:
    return pattern.replace("*", _SOMEBODY).replace("?", "x")


def _by_a_key(role: Resource, one: _Entering, document: Document, users: _Users) -> Iterator[_Entering]:
    """The user, where they get in without a second factor. Raises `Undecided`."""
    if _shows_an_id(one.by, document):
        return
    own = (_ANYTHING, *users.denied(role, one.arn))
    facts = tuple((found,) for found in _with_a_key(one.arn).denying(_ABOUT))
    whole = Policies(identity=own, resource=document, resource_control=facts)
    try:
        if reach(whole, _ASSUME, _arn(role, one), one.arn).possible:
            yield one
    except MalformedRequest:
        return  # nobody is called so


_ABOUT: Final = _FACTOR | {"aws:principalarn", "aws:username", "aws:principaltype"}


def _with_a_key(arn: str) -> Facts:
    """What is known of a user's request that nobody has shown a second factor for."""
    return Facts({"aws:principalarn": arn, "aws:username": _name(arn), "aws:principaltype": "User"}, _FACTOR)


def _arn(role: Resource, one: _Entering) -> str:
    """The ARN of the role; before it is known, one of the user's account."""
    known = text_of(said(role, "arn"))
    return known if Arn.parse(known) else f"{one.arn.partition(':user/')[0]}:role/{_SOMEBODY}"


def _shows_an_id(by: Admitted, document: Document) -> bool:
    conditions = document.statements[by.statement].conditions if by.statement is not None else ()
    return any(asked.is_on(EXTERNAL_ID) and not asked.test.negated for asked in conditions)


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
        key=None if document.secret else " ".join(sorted({_name(one.arn) for one in found} - {_SOMEBODY})),
        witness=None if document.secret else first.principal,
        mended=None if document.secret else condition("Bool", "aws:MultiFactorAuthPresent", "true"),
    )
