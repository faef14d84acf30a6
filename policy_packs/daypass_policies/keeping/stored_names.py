"""This is where a name says what is kept under it: a credential, of whom, or only where something is.

What is kept is hidden, so nothing but its name tells what could do instead of it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from daypass.data.credential_names import CHOSEN, PASSWORDS, SECRETS, WITH_LOGIN
from daypass.data.credential_tokens import Grade
from daypass.data.vendor_keys import vendor_keys
from daypass.model.resource import Resource, bare
from daypass_policies.keeping.credentials import words_of
from daypass_policies.keeping.rotations import NATIVE_SECRET

PARAMETER: Final = "aws:ssm/parameter:Parameter"

VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:secretsmanager/secretVersion:SecretVersion": ("secretString", "secretBinary"),
    NATIVE_SECRET: ("secretString",),
    "gcp:secretmanager/secretVersion:SecretVersion": ("secretData",),
    PARAMETER: ("value",),
}
"""Vault → the arguments of which one holds what is kept. What a vault makes up itself stands in no program."""


class Kept(NamedTuple):
    """How sure it is that a careful author replaces it, and what does instead, "" where the name does not tell.

    `strict`: that nothing replaces it is how it is meant, so that only the strict want to hear of it. `of_database`: it
    opens a database.
    """

    grade: Grade
    instead: str = ""
    strict: bool = False
    of_database: bool = False


def kept_as(words: list[str]) -> Kept:
    """What is kept under a name of these words.

    A database's password and a key of a vendor that takes something else have a doable remedy. A key that an
    application makes up for itself, for cookies or webhooks, and the secret of a site's client at whoever lets people
    in for it, have none.
    """
    if _DATABASES & set(words):
        return Kept("likely", _BY_THE_DATABASE, of_database=True)
    if _is_made_up(words) or (words[-1:] == ["client"] and (_SIGNING_IN | _SIGNING_IN_AT) & set(words)):
        return Kept("doubtful", strict=True)
    if instead := _of_a_vendor(words[-_NEAR:]):
        return Kept("likely", instead)
    is_of_kms = "key" in words and (_KEYS & set(words) or words[-2:] == _PRIVATE)
    return Kept("doubtful", _OF_KMS if is_of_kms else "")


def _of_a_vendor(words: list[str]) -> str:
    """What the last vendor named takes instead; "" for the key of an app at that vendor, which is what it takes.

    OpenAI's models at Azure are Azure's, and a key vault is no Vault.
    """
    at = next((index for index in range(len(words) - 1, -1, -1) if words[index] in vendor_keys()), None)
    if at is None or "app" in words[at:] or words[at - 1 : at + 1] == ["key", "vault"]:
        return ""
    return vendor_keys()["azure" if words[at] == "openai" and "azure" in words else words[at]]


def _is_made_up(words: list[str]) -> bool:
    """Whether it is a secret of an application's own: `cookie`, `jwt signing`, `better auth`; no `session token`."""
    last = [word for word in words if word not in ("key", "signing")]
    is_state = "signing" in words and last[-1:] == ["state"]  # of a login, which comes back signed
    return is_state or tuple(last[-2:]) in _FRAMEWORKS or not _MADE_UP.isdisjoint(last[-1:])


class Siblings:
    """What the credentials that a stack stores are called."""

    def __init__(self, kept: Iterable[Resource]) -> None:
        self._words = {one.urn: [word for word in words_of(one.name) if not _HOW.fullmatch(word)] for one in kept}
        self._all = frozenset(map(tuple, self._words.values()))

    def kept_as(self, resource: Resource) -> Kept:
        """What its name says is kept."""
        return kept_as(self._words[resource.urn])

    def only_says_where(self, resource: Resource) -> bool:
        """Whether its name says that it holds no credential, but a region, a host, a sender: `mailgun-region-version`.

        A user or a database may be kept together with the password; where that is kept beside it, it is not.
        """
        words = self._words[resource.urn]
        if words[-2:] == _USER_AGENT:
            return True
        if not words or (PASSWORDS | SECRETS | {"key"}) & set(words) or _may_hold_a_login(resource):
            return False
        return words[-1] in _WHERE or (words[-1] in _BESIDE_PASSWORDS and self._has_password_beside(words))

    def _has_password_beside(self, words: list[str]) -> bool:
        """Whether there is one of the same name but for a password's word at the end."""
        return any((*words[:-1], password) in self._all for password in PASSWORDS)


_HOW: Final = re.compile("secret|version|value|string|v|[0-9]+")
"""What a name says of how the thing is kept, and not of what it is."""

_WHERE: Final = frozenset(("region", "host", "hostname", "port", "bucket", "sender", "from", "username"))
"""A last word after which nothing is kept that opens anything. A `url` and an `endpoint` may hold a password too."""

_USER_AGENT: Final = ["user", "agent"]
"""What a program says of itself to whom it asks, often with an address to complain to."""

_BESIDE_PASSWORDS: Final = frozenset(("user", "db", "database", "dbname"))

_NEAR: Final = 4
"""How many words at the end may say whose key it is; those before say what project it belongs to."""

_DATABASES: Final = frozenset(("db", "database", "rds", "aurora", "documentdb", "redshift")) | WITH_LOGIN - {"webhook"}
_SIGNING_IN: Final = frozenset(("oauth", "oauth2", "oidc", "sso"))
_SIGNING_IN_AT: Final = frozenset(
    ("github", "gitlab", "google", "facebook", "apple", "discord", "slack", "linkedin", "twitch", "spotify")
)
"""Where people sign in to a site, whose client has a secret there and nothing else. Source: RFC 6749, section 2.3.1."""
_FRAMEWORKS: Final = (("better", "auth"), ("next", "auth"), ("django",), ("flask",))
_KEYS: Final = frozenset(("encryption", "encrypting", "signing", "wallet"))
_PRIVATE: Final = ["private", "key"]
_MADE_UP: Final = (CHOSEN | {"pepper", "salt"}) - {"app", "application", "secret", "signing", "auth", "hmac"}

_OF_KMS: Final = "a key of KMS, which signs or encrypts and never leaves it"
_BY_THE_DATABASE: Final = "rotation, a managed master password, or IAM authentication"


def _may_hold_a_login(resource: Resource) -> bool:
    """Whether what is known of the value is more than a word, an address or a number: JSON, or a user before an `@`."""
    values = (bare(resource.declared.raw.get(key)) for key in VALUES.get(resource.type, ()))
    return any(isinstance(value, str) and not _WORD.fullmatch(value.strip()) for value in values)


_WORD: Final = re.compile(r"[\w.+-]+(?:@[\w.-]+)?(?::[0-9]{1,5})?")
"""A region, a host with a port, a sender."""
