"""A workload has no hands: what it may do, nobody does by signing in."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS, ROLE, USER
from daypass.iam.document import MalformedDocument, Statement
from daypass.iam.reach import reach
from daypass.model.identity_types import ROLES_AND_USERS
from daypass.model.resource import Resource, Undecided
from daypass.model.term import CLASSES
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.owning.ownership import read_fact
from daypass_policies.settle import collect
from daypass_policies.trusting.machine_users import CREDENTIALS, MachineUsers, is_machines_name
from daypass_policies.trusting.people import FOR_EMERGENCIES, is_workloads
from daypass_policies.trusting.trust import admitted_by, trust_of

_BY_ROLE: Final = ("signin:AuthorizeOAuth2Access", "arn:aws:signin:*:*:oauth2/public-client/localhost")
"""What `aws login` asks for. Source: the AWS-managed policy SignInLocalDevelopmentAccess."""

_BY_USER: Final = ("sts:GetFederationToken", "*")
"""What makes a console session of a user's key. Source: STS API Reference, GetFederationToken; no role may call it."""

_SIGN_IN: Final = "signin:*"


@rule(
    "workload-has-no-console",
    risk="human-use",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=(*ROLES_AND_USERS, *CREDENTIALS),
    stack=True,
    controls=("NHI10:2025", "PCI-DSS-4.0.1:8.6.1", "NIST-800-53:AC-6"),
    remedy="Give people an identity of their own, and take the password or the right to sign in from this one.",
)
def workload_has_no_console(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """An identity that machines use and people sign in with leaves traces that are nobody's: either may have done it.

    Found are IAM users with a console password and an access key, or with a password and the tags or the name of a
    workload (`svc-billing`); users with a key and the right `sts:GetFederationToken`, which makes a console session of
    it; and roles of workloads that may sign in interactively (`signin:AuthorizeOAuth2Access` for `aws login`). A right
    counts where it is named, not where a wildcard takes it in, and where no Deny or boundary takes it away. Class
    `break-glass` is for people. The password as such is the matter of `no-login-profile`.

    Refused:
        ci:
          type: aws:iam/user:User
          properties: {name: ci}
        ci-password:
          type: aws:iam/userLoginProfile:UserLoginProfile
          properties: {user: ci}
        ci-key:
          type: aws:iam/accessKey:AccessKey
          properties: {user: ci}

    Mended:
        ci:
          type: aws:iam/user:User
          properties: {name: ci}
        ci-key:
          type: aws:iam/accessKey:AccessKey
          properties: {user: ci}
    """
    users = stack.once(MachineUsers)
    yield from _signed_in(stack, ask, users)
    if any(resource.type in ROLES_AND_USERS for resource in stack.resources):
        for permissions in stack.once(EffectivePermissions).each:
            if permissions.identity.type in ROLES_AND_USERS:
                yield from _rightful(permissions, ask, users)


def _rightful(permissions: Permissions, ask: Ask, users: MachineUsers) -> Iterator[Problem | Open]:
    """That a policy gives an identity the right to sign in."""
    try:
        right = _named_right(permissions)
    except Undecided as unknown:
        yield Open(permissions.identity, (unknown.path,))
        return
    if right:
        yield from _entitled(permissions, right, ask, users)
    else:  # each of them, as which comes first is for the engine to say
        yield from (Open(gap.by, (gap.path,)) for gap in permissions.own_gaps if gap.may_come)


def _signed_in(stack: Stack, ask: Ask, users: MachineUsers) -> Iterator[Problem | Open]:
    for user, password in users.with_password.items():
        made = stack.by_urn.get(user)
        on = made or password
        try:
            if made and read_fact(made, ask, "class") == FOR_EMERGENCIES:
                continue
            if user in users.with_keys:
                fact = "has a console password and a key, so that nobody can tell a person from a machine"
            elif (made and _is_tagged(made, ask)) or is_machines_name(_name(made, password)):
                fact = "is a workload's and has a console password"
            else:
                continue
        except Undecided as unknown:
            yield Open(on, (unknown.path,))
            continue
        yield Problem(f"the user of {on.name!r} {fact}" if on is password else f"user {on.name!r} {fact}", on=on)
    # A password is a machine's by its user's name alone, a key is found beside a password only.
    late = users.late_passwords + (users.late_keys if users.with_password or users.late_passwords else ())
    yield from (Open(one.resource, (one.path,)) for one in late)


def _name(made: Resource | None, password: Resource) -> str:
    """What the user is called: as AWS has it, else in the program."""
    return (text_of(said(made, "name")) or made.name) if made else text_of(password.state.raw.get("user"))


def _is_tagged(user: Resource, ask: Ask) -> bool:
    return read_fact(user, ask, "class") in CLASSES or bool(read_fact(user, ask, "workload"))


def _named_right(permissions: Permissions) -> tuple[str, str] | None:
    """The right to sign in that a policy of the identity names: action and resource.

    Raises `Undecided` where none does, and one may that is not known yet.
    """
    right = _BY_USER if permissions.noun == USER else _BY_ROLE
    every = (statement for given in permissions.given for statement in given.document.statements)
    naming, unknown = collect(_naming(statement, right[0]) for statement in every)
    if unknown and not naming:
        raise unknown
    return right if naming else None


def _naming(statement: Statement, action: str) -> Iterator[Statement]:
    if statement.effect == "Allow" and _names(statement, action):
        yield statement


def _names(statement: Statement, action: str) -> bool:
    wanted = (action.lower(), _SIGN_IN) if action.lower().startswith(_SIGN_IN[:-1]) else (action.lower(),)
    return any(pattern.lower() in wanted for pattern in statement.actions)


def _entitled(
    permissions: Permissions, right: tuple[str, str], ask: Ask, users: MachineUsers
) -> Iterator[Problem | Open]:
    identity = permissions.identity
    try:
        is_machines = _is_machines(identity, ask, users)
        if is_machines and reach(permissions.policies, *right).possible:
            fact = f"may sign in interactively ({right[0]})"
            yield Problem(f"{permissions.noun} {identity.name!r} of a workload {fact}", key=right[0], on=identity)
    except Undecided as unknown:
        yield Open(identity, (unknown.path,))
    except MalformedDocument:
        return  # nobody gets in by it, and the rules about trusts say so


def _is_machines(identity: Resource, ask: Ask, users: MachineUsers) -> bool:
    if IDENTITY_KINDS[identity.type].noun == ROLE:
        admitted = admitted_by(identity, trust_of(identity))
        found = is_workloads(identity, ask, admitted)
        if not found and (unknown := next((one.unknown for one in admitted if not one.kind and one.unknown), ())):
            raise Undecided(unknown[0])
        return found
    if read_fact(identity, ask, "class") == FOR_EMERGENCIES:
        return False
    return identity.urn in users.with_keys or _is_tagged(identity, ask)
