"""A credential that is kept somewhere is replaced there, or it is one more copy of something that does not end."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from daypass.data.credential_names import PASSWORDS, SECRETS, WITH_LOGIN
from daypass.data.credential_tokens import types_of
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.credentials import is_reference, words_of
from daypass_policies.keeping.standing import is_given, on, problem, word_at
from daypass_policies.located import locate

_TYPES: Final = types_of("store")
_STORES: Final = frozenset(_TYPES)
_FACT: Final = "holds a credential that nothing replaces"
_ROTATIONS: Final = ("aws:secretsmanager/secretRotation:SecretRotation", "aws-native:secretsmanager:RotationSchedule")
_NATIVE_SECRET: Final = "aws-native:secretsmanager:Secret"  # noqa: S105 - a type token
_AWS_SECRETS: Final = ("aws:secretsmanager/secret:Secret", _NATIVE_SECRET)
_GOOGLE_SECRET: Final = "gcp:secretmanager/secret:Secret"  # noqa: S105 - a type token


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
    is write-only, so that somebody else brings it, and what its name calls a region, a host, a sender, or a
    user whose password is kept beside it. An SSM
    parameter counts where it is a SecureString. Credentials that other services keep (automation accounts, broker
    users, tokens for agents) take no rotation at all, so that they exist decides.

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
    if kept:
        rotated, secrets, siblings = _Rotated(stack), _GoogleSecrets(stack), _Siblings(kept)
        for resource in kept:
            if resource.type == _AWS_VERSION:
                yield from on(resource, _aws_version(resource, rotated, siblings))
            elif resource.type == _NATIVE_SECRET:
                yield from on(resource, _native_secret(resource, rotated, siblings))
            elif resource.type == _GOOGLE_VERSION:
                yield from on(resource, _google_version(resource, secrets, siblings))
            else:
                yield from on(resource, _ELSEWHERE.get(resource.type, _kept)(resource))


def _kept(resource: Resource) -> Iterator[Problem]:
    yield problem(resource, _FACT)


def _parameter(resource: Resource) -> Iterator[Problem]:
    if word_at(resource, "type") == "securestring" and _is_value(resource, "value"):
        yield problem(resource, _FACT, "value")


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
    "aws:ssm/parameter:Parameter": _parameter,
    "aws:mq/broker:Broker": _broker,
    "aws-native:amazonmq:Broker": _broker,
    "aws:directoryservice/directory:Directory": _directory,
    "aws-native:directoryservice:SimpleAd": _directory,
    "azuread:index/synchronizationSecret:SynchronizationSecret": _provisioning,
}

_AWS_VERSION: Final = "aws:secretsmanager/secretVersion:SecretVersion"
_GOOGLE_VERSION: Final = "gcp:secretmanager/secretVersion:SecretVersion"


def _is_value(resource: Resource, *paths: str) -> bool:
    """Whether one of the arguments holds a value of its own; what is not known yet is one that the program makes."""
    for path in paths:
        if is_given(resource, path):
            known = bare(resource.declared.raw[path])
            return not (isinstance(known, str) and is_reference(known))
    return False


def _only_says_where(resource: Resource, siblings: "_Siblings") -> bool:
    """Whether its name says that it holds no credential, but a region, a host, a sender: `mailgun-region-version`.

    A user or a database may be kept together with the password; where that is kept beside it, it is not.
    """
    words = siblings.words_of(resource)
    if not words or (PASSWORDS | SECRETS | {"key"}) & set(words) or _may_hold_a_login(resource):
        return False
    return words[-1] in _WHERE or (words[-1] in _BESIDE_PASSWORDS and siblings.has_password_beside(words))


_KEPT_AS: Final = frozenset(("secret", "version", "value", "string"))
"""What a name says of how the thing is kept, and not of what it is."""

_WHERE: Final = frozenset(("region", "host", "hostname", "port", "bucket", "sender", "from", "username"))
"""A last word after which nothing is kept that opens anything. A `url` and an `endpoint` may hold a password too."""

_BESIDE_PASSWORDS: Final = frozenset(("user", "db", "database", "dbname"))

_KEYS: Final = frozenset(("encryption", "encrypting", "signing", "wallet"))
_OF_KMS: Final = "a key of KMS, which signs or encrypts and never leaves it"
_BY_THE_OTHER_SIDE: Final = (
    "rotation, or none at all, where the other side takes a role's token (OIDC federation, IAM authentication)"
)
_DATABASES: Final = frozenset(("db", "database", "rds", "aurora", "documentdb", "redshift")) | WITH_LOGIN


def _may_hold_a_login(resource: Resource) -> bool:
    """Whether what is known of the value is more than a word, an address or a number: JSON, or a user before an `@`."""
    values = (bare(resource.declared.raw.get(key)) for key in ("secretString", "secretBinary", "secretData"))
    return any(isinstance(value, str) and not _WORD.fullmatch(value.strip()) for value in values)


_WORD: Final = re.compile(r"[\w.+-]+(?:@[\w.-]+)?(?::[0-9]{1,5})?")
"""A region, a host with a port, a sender."""


def _instead(words: list[str]) -> str:
    """What does instead of what is kept under a name of these words; "" for what the table says, of databases."""
    if "key" in words and _KEYS & set(words):
        return _OF_KMS
    return "" if _DATABASES & set(words) else _BY_THE_OTHER_SIDE


class _Siblings:
    """What the versions of secrets of a stack are called."""

    def __init__(self, kept: Iterable[Resource]) -> None:
        self._words = {one.urn: [word for word in words_of(one.name) if word not in _KEPT_AS] for one in kept}
        self._all = frozenset(map(tuple, self._words.values()))

    def words_of(self, resource: Resource) -> list[str]:
        """The words of its name, but for those that say how it is kept."""
        return self._words[resource.urn]

    def has_password_beside(self, words: list[str]) -> bool:
        """Whether there is one of the same name but for a password's word at the end."""
        return any((*words[:-1], password) in self._all for password in PASSWORDS)


def _aws_version(resource: Resource, rotated: "_Rotated", siblings: _Siblings) -> Iterator[Problem]:
    if _only_says_where(resource, siblings):
        return
    if _is_value(resource, "secretString", "secretBinary") and not rotated.holds(_names(resource, "secretId")):
        yield problem(resource, _FACT, "secretId", instead=_instead(siblings.words_of(resource)))


def _native_secret(resource: Resource, rotated: "_Rotated", siblings: _Siblings) -> Iterator[Problem]:
    """What Secrets Manager makes up itself (`generateSecretString`) stands in no program."""
    if _only_says_where(resource, siblings):
        return
    if _is_value(resource, "secretString") and not rotated.holds(_own_names(resource, *_AWS_NAMES)):
        yield problem(resource, _FACT, "secretString", instead=_instead(siblings.words_of(resource)))


def _google_version(resource: Resource, secrets: "_GoogleSecrets", siblings: _Siblings) -> Iterator[Problem]:
    if _only_says_where(resource, siblings):
        return
    if _is_value(resource, "secretData") and not secrets.end(resource):
        yield problem(resource, _FACT, "secret")


def _names(resource: Resource, key: str) -> set[str]:
    """How a resource names another in a property: its value, and the URNs that the value comes from."""
    known = bare(resource.declared.raw.get(key))
    return {*resource.property_dependencies.get(key, ()), *([known] if isinstance(known, str) else [])}


def _own_names(secret: Resource, *keys: str) -> set[str]:
    """The names under which others may mean it: its URN, and what these properties say."""
    said = map(bare, map(secret.state.raw.get, keys))
    return {secret.urn, *(name for name in (secret.id, *said) if isinstance(name, str) and name)}


_AWS_NAMES: Final = ("arn", "id", "awsId", "name")


class _Rotated:
    """The secrets that the stack rotates. One whose name nobody knows could be any."""

    def __init__(self, stack: Stack) -> None:
        named = [_names(rotation, "secretId") for type_ in _ROTATIONS for rotation in stack.of_type(type_)]
        self._names = set().union(*named)
        self._any = not all(named)
        for secret in (secret for type_ in _AWS_SECRETS for secret in stack.of_type(type_)):
            names = _own_names(secret, *_AWS_NAMES)
            if names & self._names:
                self._names |= names

    def holds(self, names: set[str]) -> bool:
        """Whether the secret of these names is rotated. Raises `Undecided` where that cannot be known."""
        if self._names & names:
            return True
        if self._any or (not names and self._names):
            raise Undecided("secretId")
        return False


class _GoogleSecrets:
    """The secrets of the stack that are rotated or end, by the names that a version may use."""

    def __init__(self, stack: Stack) -> None:
        self._ending: set[str] = set()
        for secret in stack.of_type(_GOOGLE_SECRET):
            if any(bare(secret.state.raw.get(key)) is not None for key in ("rotation", "expireTime", "ttl")):
                self._ending |= _own_names(secret, "id", "name", "secretId")

    def end(self, version: Resource) -> bool:
        """Whether the secret of this version is replaced or removed. Raises `Undecided` where that cannot be known."""
        names = _names(version, "secret")
        names |= {name.rpartition("/")[2] for name in names if name.startswith("projects/")}
        if names & self._ending:
            return True
        if not names and self._ending and bare(version.declared.raw.get("secret")) is UNKNOWN:
            raise Undecided("secret")
        return False
