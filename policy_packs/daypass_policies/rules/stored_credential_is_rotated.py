"""A credential that is kept somewhere is replaced there, or it is one more copy of something that does not end."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from daypass.data.credential_tokens import Grade, credential_tokens, types_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, Profile, rule
from daypass_policies.keeping.credentials import is_reference
from daypass_policies.keeping.made_here import MadeHere
from daypass_policies.keeping.rotations import NATIVE_SECRET, EndingSecrets, PullThroughSecrets, RotatedSecrets
from daypass_policies.keeping.standing import alternative_to, is_given, on, problem, word_at
from daypass_policies.keeping.stored_names import PARAMETER, VALUES, Siblings
from daypass_policies.located import locate
from daypass_policies.wording import listed

_TYPES: Final = types_of("store")
_STORES: Final = frozenset(_TYPES)
_DRAWN: Final = "generateSecretString"
_FACT: Final = "holds a credential that nothing replaces"


@rule(
    "stored-credential-is-rotated",
    risk="long-lived-credential",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=_TYPES,
    stack=True,
    controls=("NHI7:2025", "NHI2:2025", "NIST-800-53:IA-5", "PCI-DSS-4.0.1:8.6.3"),
    remedy="Let something replace it (a rotation, a managed password), or let the workload enter without it.",
    aliases=(
        "checkov:CKV2_AWS_57",
        "checkov:CKV_AWS_304",
        "prowler:secretsmanager_automatic_rotation_enabled",
        "prowler:secretsmanager_secret_rotated_periodically",
        "prowler:secretmanager_secret_rotation_enabled",
    ),
)
def stored_credential_is_rotated(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What a program puts into a vault stands in the program's state as well, and stays the same until it is run anew.

    A secret version of AWS passes where the same stack rotates its secret (a native secret holds its value itself), one
    of Google where the secret has a rotation or an end; both pass where the value is a placeholder or a reference, or
    is write-only, so that somebody else brings it. What opens nothing passes anywhere: what its name calls a region, a
    host, a sender, an address, an ARN or an id, the DSN of Sentry, JSON of nothing but such things, or a user whose
    password is kept beside it. A password that a native secret draws for a database by itself is told as well, as it
    stays what it was; any other that is drawn there may be an application's own. An SSM parameter counts where it is a
    SecureString. Credentials that other services keep (automation accounts, broker users, tokens for agents) take no
    rotation at all, so that they exist decides.

    The name of what is kept tells what would do instead: it is medium for a database's password and for a key of a
    vendor that takes something short-lived (OpenAI, GitHub, Snowflake and others), else low. In profile `strict` alone
    is told what has no such remedy (a secret that an application makes up for itself, as for its cookies, by its name
    or as bytes that the stack draws at random for nothing but vaults; what ECR signs in with at another registry), and
    what comes from nothing but the databases and keys that the stack makes, or is the password that a program gives
    one of these databases, of which other rules speak; and there alone each of those that are low is told by itself,
    rather than all of a stack at its first.

    Refused:
        api-key:
          type: aws:secretsmanager/secretVersion:SecretVersion
          properties: {secretId: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:api", secretString: "k7-Xq29vLm"}

    Mended:
        api-key:
          type: aws:secretsmanager/secretVersion:SecretVersion
          properties: {secretId: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:api", secretString: "k7-Xq29vLm"}
        api-key-rotation:
          type: aws:secretsmanager/secretRotation:SecretRotation
          properties:
            secretId: arn:aws:secretsmanager:eu-west-1:111122223333:secret:api
            rotationLambdaArn: arn:aws:lambda:eu-west-1:111122223333:function:rotate-api
            rotationRules: {automaticallyAfterDays: 30}
    """
    kept = [resource for resource in stack.resources if resource.type in _STORES]
    if not kept:
        return
    vaults = _Vaults(stack, kept, ask.profile)
    left: list[_Left] = []
    for resource in kept:
        if resource.type not in VALUES:
            yield from on(resource, _ELSEWHERE.get(resource.type, _kept)(resource))
            continue
        try:
            left += vaults.left(resource)
        except Undecided as unknown:
            yield Open(resource, (unknown.path,))
    yield from _told(left, ask.profile)


class _Left(NamedTuple):
    """A credential that nothing replaces: the argument that says where it is kept, how sure, and what would do."""

    kept: Resource
    at: str
    grade: Grade
    instead: str


def _told(left: Iterable[_Left], profile: Profile) -> Iterator[Problem | Open]:
    """Each of them; what is doubtful once in a stack, at the first for which the same would do."""
    by_itself = profile == "strict"
    left = sorted(left, key=lambda one: one.kept.urn)
    keys = ((one.kept.type, one.instead, one.kept.urn if by_itself or one.grade != "doubtful" else "") for one in left)
    for first, *more in grouped(zip(keys, left, strict=True)).values():
        yield from on(first.kept, _of_one(first) if not more else _of_several(first, more))


def _of_one(left: _Left) -> Iterator[Problem]:
    yield problem(left.kept, _FACT, left.at, left.grade, instead=left.instead)


def _of_several(first: _Left, more: Iterable[_Left]) -> Iterator[Problem]:
    nouns = f"{credential_tokens()[first.kept.type].noun}s"
    names = listed(repr(one.kept.name) for one in (first, *more))
    remedy = f"; instead: {first.instead}" if first.instead else alternative_to(first.kept.type)
    message = f"{nouns} {names} hold credentials that nothing replaces{remedy}"
    yield from (replace(one, message=message) for one in _of_one(first))


_SAYING: Final[Mapping[str, str]] = {
    "aws:secretsmanager/secretVersion:SecretVersion": "secretId",
    "gcp:secretmanager/secretVersion:SecretVersion": "secret",
}
"""Version → the argument that says of which secret it is one."""


_BY_THE_OTHER_SIDE: Final = (
    "rotation, a key of KMS where it signs, or none at all, where the other side takes a role's token "
    "(OIDC federation, IAM authentication)"
)


class _Vaults:
    """The vaults of a stack, and what replaces what is in them."""

    def __init__(self, stack: Stack, kept: Iterable[Resource], profile: Profile) -> None:
        self._rotated, self._ending = RotatedSecrets(stack), EndingSecrets(stack)
        self._for_ecr = PullThroughSecrets(stack)
        self._made, self._siblings = MadeHere(stack, VALUES), Siblings(kept)
        self._is_strict = profile == "strict"

    def left(self, resource: Resource) -> Iterator[_Left]:
        """What is kept in one and not replaced, as its name tells what would do instead. Raises `Undecided`."""
        kept = self._siblings.kept_as(resource)
        made = self._made.is_all_of(resource, VALUES[resource.type], of_database=kept.of_database)
        is_own = kept.grade == "doubtful" and self._made.is_drawn(resource, VALUES[resource.type])
        is_quiet = kept.strict or made or is_own or self._for_ecr.have(resource)
        if self._siblings.only_says_where(resource) or (is_quiet and not self._is_strict):
            return
        is_drawn = kept.of_database and resource.type == NATIVE_SECRET and is_given(resource, _DRAWN)
        if (is_drawn or self._holds_a_value(resource)) and not self._is_replaced(resource):
            # A parameter takes no rotation, so that of it the table knows better.
            instead = kept.instead or ("" if resource.type == PARAMETER else _BY_THE_OTHER_SIDE)
            at = _DRAWN if is_drawn else _SAYING.get(resource.type, VALUES[resource.type][0])
            yield _Left(resource, at, kept.grade, instead)

    def _holds_a_value(self, resource: Resource) -> bool:
        """Whether the program gives it one; what is not known yet is one that the program makes."""
        if resource.type == PARAMETER and word_at(resource, "type") != "securestring":
            return False
        for path in VALUES[resource.type]:
            if is_given(resource, path):
                known = bare(resource.declared.raw[path])
                return not (isinstance(known, str) and is_reference(known))
        return False

    def _is_replaced(self, resource: Resource) -> bool:
        if resource.type == PARAMETER:
            return False  # it takes no rotation
        return (self._ending if resource.type.startswith("gcp:") else self._rotated).have(resource)


def _kept(resource: Resource) -> Iterator[Problem]:
    yield problem(resource, _FACT)


def _broker(resource: Resource) -> Iterator[Problem]:
    if any(True for _ in locate(resource.declared.raw, "users[].password")):
        yield problem(resource, "has users with passwords that nothing replaces", "users")


def _directory(resource: Resource) -> Iterator[Problem]:
    if is_given(resource, "password"):
        yield problem(resource, "has a password that nothing replaces", "password")


def _provisioning(resource: Resource) -> Iterator[Problem]:
    if is_given(resource, "credentials"):
        yield problem(resource, _FACT, "credentials")


_ELSEWHERE: Final[Mapping[str, Callable[[Resource], Iterator[Problem]]]] = {
    "aws:mq/broker:Broker": _broker,
    "aws-native:amazonmq:Broker": _broker,
    "aws:directoryservice/directory:Directory": _directory,
    "aws-native:directoryservice:SimpleAd": _directory,
    "azuread:index/synchronizationSecret:SynchronizationSecret": _provisioning,
}
