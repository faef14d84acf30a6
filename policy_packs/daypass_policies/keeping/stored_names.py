"""This is where a name says what is kept under it: a credential, of whom, or only where something is.

What is kept is hidden, so nothing but its name tells what could do instead of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.data.credential_names import CHOSEN, PASSWORDS, SECRETS, WITH_LOGIN
from daypass.data.credential_tokens import Grade
from daypass.data.vendor_keys import vendor_keys
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.keeping.credentials import words_of
from daypass_policies.keeping.rotations import NATIVE_SECRET
from daypass_policies.keeping.where_only import may_hold_a_login, opens_nothing

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
    if _DATABASES & set(words) and not _KEYS & set(words):
        return Kept("likely", _BY_THE_DATABASE, of_database=True)
    if _is_made_up(words) or _is_of_others(words):
        return Kept("doubtful", strict=True)
    if instead := _of_a_vendor(words[-_NEAR:]):
        return Kept("likely", instead)
    is_of_kms = "key" in words and (_KEYS & set(words) or words[-2:] == _PRIVATE)
    return Kept("doubtful", _OF_KMS if is_of_kms else "")


def _of_a_vendor(words: list[str]) -> str:
    """What the last vendor named takes instead; "" for the key of an app at that vendor, which is what it takes.

    A private key at GitHub is that of an app, or opens one repository. OpenAI's models at Azure are Azure's, and
    a key vault is no Vault.
    """
    at = next((index for index in range(len(words) - 1, -1, -1) if words[index] in vendor_keys()), None)
    if at is None or "app" in words[at:] or words[at - 1 : at + 1] == ["key", "vault"]:
        return ""
    if words[at] == "github" and words[-2:] == _PRIVATE:
        return ""
    return vendor_keys()["azure" if words[at] == "openai" and "azure" in words else words[at]]


def _is_made_up(words: list[str]) -> bool:
    """Whether it is a secret of an application's own: `cookie`, `jwt signing`, `better auth`; no `session token`."""
    last = [word for word in words if word not in ("key", "signing", "encryption")]
    is_state = "signing" in words and last[-1:] == ["state"]  # of a login, which comes back signed
    return is_state or tuple(last[-2:]) in _FRAMEWORKS or not _MADE_UP.isdisjoint(last[-1:])


def _is_of_others(words: list[str]) -> bool:
    """Whether those gave it out, to a site, at whom people sign in to it: they take nothing else."""
    return words[-1:] in (["client"], ["auth"]) and bool((_SIGNING_IN | _SIGNING_IN_AT) & set(words))


class Siblings:
    """What the credentials that a stack stores are called."""

    def __init__(self, kept: Iterable[Resource]) -> None:
        self._words = {one.urn: _told_in(one.name) for one in kept}
        self._all = frozenset(map(tuple, self._words.values()))

    def kept_as(self, resource: Resource) -> Kept:
        """What its name says is kept."""
        return kept_as(self._words[resource.urn])

    def only_says_where(self, resource: Resource) -> bool:
        """Whether its name says that it holds no credential, but a region, a host, a sender: `mailgun-region-version`.

        A user or a database may be kept together with the password; where that is kept beside it, it is not. Members of
        JSON are asked one by one.
        """
        words, values = self._words[resource.urn], _values_of(resource)
        named = [words, *_named_itself(resource, words)]
        if any(all(opens_nothing(name, value) for value in values) for name in named):
            return True
        is_beside = words[-1:] != [] and words[-1] in _BESIDE_PASSWORDS and not any(map(may_hold_a_login, values))
        return is_beside and self._has_password_beside(words)

    def _has_password_beside(self, words: list[str]) -> bool:
        """Whether there is one of the same name but for a password's word at the end."""
        return any((*words[:-1], password) in self._all for password in PASSWORDS)


def _told_in(name: str) -> list[str]:
    """The words of a name that say what is kept; the id of a secret is one (of Vault, Nomad and Consul)."""
    words = words_of(name)
    after = [*words[1:], ""]
    return [one for one, then in zip(words, after, strict=True) if not _HOW.fullmatch(one) or (one, then) == _SECRET_ID]


def _named_itself(resource: Resource, words: list[str]) -> Iterator[list[str]]:
    """What a parameter is called for those who read it, unless the program calls it a secret."""
    name = bare(resource.declared.raw.get("name"))
    if resource.type == PARAMETER and isinstance(name, str) and (PASSWORDS | SECRETS).isdisjoint(words):
        yield _told_in(name.rpartition("/")[2])


def _values_of(resource: Resource) -> list[Any]:
    """What is kept, as far as it is known; where nothing is given, something that is not known."""
    values = [bare(resource.declared.raw.get(key)) for key in VALUES.get(resource.type, ())]
    return [value for value in values if value is not None] or [UNKNOWN]


_HOW: Final = re.compile("secrets?(?:version|value|string)?|version|value|string|parameter|param|ssm|v|[0-9]+")
"""What a name says of how the thing is kept, and not of what it is."""

_SECRET_ID: Final = ("secret", "id")

_BESIDE_PASSWORDS: Final = frozenset(("user", "db", "database", "dbname"))

_NEAR: Final = 4
"""How many words at the end may say whose key it is; those before say what project it belongs to."""

_DATABASES: Final = frozenset(("db", "database", "rds", "aurora", "documentdb", "redshift")) | WITH_LOGIN - {"webhook"}
_SIGNING_IN: Final = frozenset(("oauth", "oauth2", "oidc", "sso"))
_SIGNING_IN_AT: Final = frozenset(
    (
        *("github", "gitlab", "google", "facebook", "apple", "discord", "slack", "linkedin", "twitch", "spotify"),
        *("microsoft", "zoom", "fxa"),
    )
)
"""Where people sign in to a site, whose client has a secret there and nothing else. Source: RFC 6749, section 2.3.1."""
_FRAMEWORKS: Final = (("better", "auth"), ("next", "auth"), ("django",), ("flask",))
_KEYS: Final = frozenset(("encryption", "encrypting", "signing", "wallet"))
_PRIVATE: Final = ["private", "key"]
_MADE_UP: Final = (CHOSEN | {"pepper", "salt"}) - {"app", "application", "secret", "signing", "auth", "hmac"}

_OF_KMS: Final = "a key of KMS, which signs or encrypts and never leaves it"
_BY_THE_DATABASE: Final = "rotation, a managed master password, or IAM authentication"
