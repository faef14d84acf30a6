"""This is where a text is told to be a credential, by its shape or by the name it stands under. It is never printed."""

import math
import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from daypass.data.credential_names import (
    ABOUT,
    CHOSEN,
    JOINED,
    JOINED_PASSWORDS,
    KEYS,
    LAST_SECRETS,
    NO_TOKENS,
    PASSWORDS,
    PLACEHOLDERS,
    PUBLISHABLE,
    SECRETS,
    WHOLE,
)
from daypass.data.credential_shapes import shapes_in
from daypass.rule import Confidence
from daypass.words import words_in


class Credential(NamedTuple):
    """What was seen: a phrase for people ("a GitHub token"), and how sure that is."""

    phrase: str
    confidence: Confidence


def find_shape(text: str, name: str = "") -> Credential | None:
    """The first known shape in the text, at any place; a key for browsers is none under a name that is published."""
    for shape, finder in shapes_in(text):
        if shape.name in _FOR_BROWSERS and _is_published(name):
            continue
        for match in finder.finditer(text):
            if "password" not in finder.groupindex or not is_reference(match["password"]):
                return Credential(shape.phrase, "high")
    return None


def find_credential(name: str, value: str) -> Credential | None:
    """A credential by its shape, or because the name promises one and the value is not a reference or placeholder."""
    if found := find_shape(value, name) or _find_phrase(name, value):
        return found
    value = _behind_scheme(name, value)
    if not promises_secret(name) or is_reference(value):
        return None
    if _is_password(name) and len(value.strip()) >= _SHORTEST_PASSWORD:
        return Credential("a password", "high")
    if words_of(name)[-1] in _LOGINS and _LOGIN.fullmatch(value.strip()):
        return Credential("a password", "medium")
    if _KMS_KEY.fullmatch(value.strip()) and _AT_KMS & set(words_of(name)):
        return None
    return Credential("a secret", "medium") if _is_random(value) or _is_made_up(name, value) else None


def _behind_scheme(name: str, value: str) -> str:
    """What an `Authorization` header sends behind its scheme, of which each vendor has its own: `GenieKey …`."""
    sent = _SCHEME.fullmatch(value.strip()) if words_of(name)[-1:] == ["authorization"] else None
    return sent[1] if sent else value


def _find_phrase(name: str, value: str) -> Credential | None:
    """The words of which the keys of a wallet are made."""
    if _RECOVERS.isdisjoint(words_of(name)[-1:]) or not _PHRASE.fullmatch(value.strip()):
        return None
    is_prose = not _PROSE.isdisjoint(re.split(r"[\s,]+", value.lower()))
    return None if is_prose else Credential("a recovery phrase", "high")


def may_be_a_secret(name: str, value: str) -> bool:
    """Whether the name promises one, and the value calls itself one: where it is kept, or what somebody made up."""
    text = value.strip()
    is_called = not (PASSWORDS | SECRETS | {"key"}).isdisjoint(words_of(text))
    return promises_secret(name) and is_called and bool(_CALLED.fullmatch(text)) and not is_reference(text)


_CALLED: Final = re.compile(r"[A-Za-z0-9]{1,32}(?:[-_][A-Za-z0-9]{1,32}){1,8}")


def find_in_note(name: str, value: str) -> Credential | None:
    """The same of what people write about a thing, or keep as data: `password: managed` says how one is kept.

    The hash of a password is none: what is kept of users so is no login of a workload.
    """
    found = find_shape(value)
    if found or is_reference(value) or not promises_secret(name) or not _is_random(value) or _HASH.match(value.strip()):
        return found
    return Credential("a secret", "medium")


@lru_cache(maxsize=4096)
def promises_secret(name: str) -> bool:
    """Whether a variable of this name holds a secret: DB_PASSWORD and apiKey do, SECRET_ARN and TOKEN_URL do not."""
    words = words_of(name)
    if words[-2:] == ["secret", "id"] and _APPROLE & set(words):
        return True
    if not words or tells_about(name):
        return False
    if words[-1] in LAST_SECRETS:
        return True
    if (PASSWORDS | SECRETS) & set(words) or any(word.endswith(JOINED) for word in words):
        return True
    is_key = any(first in KEYS and second == "key" for first, second in pairwise(words))
    return is_key and not _is_published(name)


def tells_about(name: str) -> bool:
    """Whether a variable of this name holds something about a secret, which anyone may know: PASSWORD_HASH, KEY_ARN."""
    words = words_of(name)
    if words[-1:] == ["token"] and words[-2:-1] and words[-2] in NO_TOKENS:
        return True
    return bool(words) and (words[-1] in ABOUT or not _TELLING.isdisjoint(words))


def words_of(name: str) -> list[str]:
    """`dbPassword`, `DB_PASSWORD` and `db-password` are the same two words. Names are short; a longer one is cut.

    `DayPass`, `ByPass` and `PASS_THROUGH` are one word each, however they are written.
    """
    words: list[str] = []
    for word in words_in(name[:256], "apart"):
        if words and words[-1] + word in WHOLE:
            words[-1] += word
        else:
            words.append(word)
    return words


def is_reference(value: str) -> bool:
    """Whether the value says where a secret is, or that one is to be filled in, rather than being one."""
    text = value.strip()
    small = text.lower()
    if small in PLACEHOLDERS or small.startswith(PUBLISHABLE):
        return True
    if _REFERENCE.match(text) or _PATH.fullmatch(text) or _TO_FILL_IN.fullmatch(small):
        return True
    return bool(_VARIABLE.fullmatch(text)) and promises_secret(text)


_REFERENCE: Final = re.compile(
    r"""arn:[a-z-]{1,20}: | \{\{ | \{% | `                            # elsewhere, or filled in when it runs
    | (?:rds|redshift|events|ecs-sc|databrew|appflow|datasync|sqlworkbench)![a-z][\w/.-]*$   # kept by a service of AWS
    | (?-i:AQ[EI]CAH)[a-z0-9+/]{50,}={0,2}$ | ENC[\[(] | [$]ANSIBLE_VAULT;  # encrypted: by KMS, SOPS, Jasypt, Ansible
    | EV\[1:                                                          # and by DigitalOcean's apps
    | \$[{(] | \$+\. | \$(?-i:[A-Z_][A-Z0-9_]*(?:/[\w./$-]*)?|[a-z_]*(?:[A-Z][a-z]+)*)$ | %\( | %[sdq](?:$|\\n|[\s'\"])
    | <[^<>]{0,100}>$ | \{[^{}"':]{0,100}\}$                          # to be filled in
    | \$__[a-z]+\{[^{}]{1,100}\}$ | [#]\{[^{}]{1,100}\}$               # so in Grafana, and in Octopus and Spring
    | %[a-z_][\w.]*%$                                                 # so in Windows
    | \[(?!secret\])[^\[\]"']{0,100}\]$                               # [secret] stands for one that was not decrypted
    | [*x.#_-]{3,}$                                                   # masked
    | :[a-z_]+$                                                       # bound by whoever runs the query
    | [a-z][a-z0-9+.-]{1,20}://[^\s@]*$ | (?:ssm|secretsmanager|vault|env|file|ref|sops|akv|gcp-sm|keyring):
    | \$env: | \$[a-z_]\w*(?:\.[a-z_]\w*|\[[^\[\]]{0,64}\])+(?:\(\))?;?$  # a variable's member, as PowerShell has it
    | (?-i:(?:Get|New|Read|Convert|ConvertTo|ConvertFrom|Import|Invoke|Resolve)-[A-Z][A-Za-z]+)$
    | \.{1,2}/ | ~/ | /[\w.@+-]+(?:/[\w.@+-]+)+/?$                   # the path of a parameter or a file
    | (?-i:method|integration|context|stageVariables)\.[\w.\[\]-]+$   # a value of the request, in API Gateway
    | (?-i:aws|az|docker|echo|gcloud|gh|helm|kubectl|op|pulumi|terraform|vault)\ [a-z][a-z-]+\ [^\s]  # a command
    | projects/ | @Microsoft\.KeyVault | !(?:Ref|Sub|GetAtt|secret|vault|env|file)\b | String!$""",
    re.VERBOSE | re.IGNORECASE,
)
_VARIABLE: Final = re.compile(r"[A-Z]{1,32}|[A-Z][A-Z0-9]{0,31}(?:_[A-Z0-9]{1,32}){1,8}")
"""The name of what holds it, as `server-password: MAVEN_PASSWORD` in a workflow, or `--token TOKEN` where help is."""

_PATH: Final = re.compile(r"/?[a-z][a-z0-9_.-]*(?:/[a-z0-9_.-]+)+(?:[:#][\w.-]*)*")
"""The name of a parameter or secret, with a key inside it as CodeBuild or Vault writes it: `prod/db:password`."""

_TO_FILL_IN: Final = re.compile(
    r"example|sample|(?:your|insert|enter|replace|change|put|set|add|todo|fill|example|sample|fake|dummy|placeholder)"
    r"(?:[-_ ][a-z]+)*[-_ ](?:key|token|secret|password|credentials?|value|id|api|here|me|this|in|it)"
)
"""`your-api-key`, `REPLACE_ME`, `example`: what stands in a template until somebody puts something there."""

_TELLING: Final = frozenset({"public", "publishable", "checksum", "digest", "sha", "existing"})
"""Words by which a name, wherever they stand in it, tells about a secret, or about what is none."""
_FOR_BROWSERS: Final = frozenset({"google-key"})
"""Shapes of keys that pages of maps and of Firebase hand to everyone, and that are held to where they come from."""
_APPROLE: Final = frozenset({"vault", "approle"})
"""What Vault calls the id of a secret is the secret."""

_LOGINS: Final = frozenset({"auth", "credential", "credentials", "creds"})
_LOGIN: Final = re.compile(r"[\w.@-]{1,64}:(?![0-9]+$)(?=[^\s/:]{0,64}[0-9])[^\s/:]{4,128}")
"""Names of a user and a password in one, and how they are written: `admin:hunter2`, but not `cache:6379`."""

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{2,20} (?:token=)?([^\s,]+)")
"""Source: RFC 9110, "Authorization"; a scheme with parameters (`Digest username=…, …`) is none that sends a secret."""

_RECOVERS: Final = frozenset({"mnemonic", "seed", "phrase", "suri"})
_PHRASE: Final = re.compile(
    r"[a-z]{3,8}(?:[\s,]{1,2}[a-z]{3,8}){11}(?:(?:[\s,]{1,2}[a-z]{3,8}){3}){0,4}", re.IGNORECASE
)
_PROSE: Final = frozenset(("the", "and", "with", "from", "for", "are", "not"))
"""Twelve to 24 words of which the keys of a wallet are made, how such a variable is called at its end, and words that
are in none. Source: BIP-39, "Wordlists"; read 2026-11.
"""

_SHORTEST_PASSWORD: Final = 4
_SHORTEST_SECRET: Final = 8
_LEAST_ENTROPY: Final = 2.5
"""Bits a character: `aaaaaaaa` has none, English about 2.5 at this length, random letters and digits above 3."""

_PART: Final = r"(?> (?: [a-z]{1,24}[0-9]{0,4} | [a-z0-9]{1,8} ) (?![a-z0-9]) )"
"""Of a name: a word, one with a number behind it, or what is as short as the suffix that Pulumi gives. Once read, it
is not read anew in another way, of which a long text would have more than anybody can try."""

_SLUG: Final = re.compile(
    rf"(?=[a-z]){_PART}(?:[-_./:,]{_PART})+ |"
    r"""[a-z]+ | [A-Z]+(?:[-_./:][A-Z]+)*
    | [A-Za-z][a-z]+(?:[A-Z][a-z]{2,})*(?:Id)? | [0-9.]+ | [a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}
    | [0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z?)?""",
    re.VERBOSE,
)
"""A word or a name of words, a number, a host, a date: `payments-db-token` is where a secret is kept."""

_WORDS: Final = re.compile(r"[A-Z]{0,4}[a-z]*(?:[A-Z][a-z]+)*[0-9]{0,4}")
_SEPARATOR: Final = re.compile(r"[/._:#-]")
_SUFFIX: Final = re.compile(r"-[A-Za-z0-9]{6}$")
"""What Secrets Manager puts behind a name: `prod/payments/ApiKey-3fA9xQ` is called by its ARN without the rest."""

_WEAK: Final = re.compile(r"(?:super|top|very)[-_]?secret|^secret[-_]?(?:value|[0-9]{2})|s3cr3t", re.IGNORECASE)
"""What somebody thinks of who has to think of a secret; nobody calls the place of one so."""

_DEFAULTS: Final = frozenset({"secret", "secretkey", "mysecret", "mysecretkey", "keyboard cat"})
_MADE_UP: Final = frozenset({"my", "our", "super", "very", "top"})
"""What stands in manuals of frameworks, and in front of what somebody made up: `secret`, `my-jwt-secret`."""

_HASH: Final = re.compile(r"\$(?:2[abxy]?|[156y]|argon2(?:id?|d)|scrypt|pbkdf2[a-z0-9-]{0,16})\$|pbkdf2_sha|\{S?SHA")
"""As bcrypt, crypt, Argon2, Django and LDAP begin theirs."""

_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")

_KMS_KEY: Final = re.compile(r"(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})")
_AT_KMS: Final = frozenset({"kms", "cmk", "signing", "encryption", "master"})
"""Words of a name whose value, where it has the form of a KMS key's id, is one: the key itself never leaves KMS."""


def _is_published(name: str) -> bool:
    """Whether a builder of web pages puts the variable into them: `NEXT_PUBLIC_KEY`, `VITE_KEY`, `REACT_APP_KEY`."""
    words = words_of(name)
    return "public" in words or words[:1] == ["vite"] or words[:2] == ["react", "app"]


def _is_password(name: str) -> bool:
    """Whether the name ends in a password's word; before others it may tell about one: `PASSWORD_RESET_TEMPLATE`."""
    words = [word for word in words_of(name) if not word.isdigit()]
    return bool(words) and (words[-1] in PASSWORDS or words[-1].endswith(JOINED_PASSWORDS))


def _is_made_up(name: str, value: str) -> bool:
    """Whether it is what somebody thought of for a secret that a program's author chooses: `JWT_SECRET=my-jwt-secret`.

    `jwt-secret` may be where one is kept, and `my-api-key` cannot be one that a vendor handed out. `secretKey: secret`
    says in charts and manifests which key of a secret is meant; `SECRET_KEY` is a variable's name.
    """
    named = words_of(name)
    if named == ["secret", "key"] and not name.isupper():
        return False
    if not any(first in CHOSEN and second in ("secret", "key") for first, second in pairwise(named)):
        return False
    text = value.strip().lower()
    if text in _DEFAULTS or text.startswith("django-insecure-"):
        return True
    words = set(words_of(text))
    return bool(words & _MADE_UP) and "secret" in words and words <= {*named, *_MADE_UP, "secret", "key"}


def _is_random(value: str) -> bool:
    text = value.strip()
    if len(text) < _SHORTEST_SECRET or any(character.isspace() for character in text):
        return False
    if _WEAK.search(text):
        return True
    if _SLUG.fullmatch(text) or _is_name(text) or _MAIL.fullmatch(text):
        return False
    counts = Counter(text[:1024]).values()
    total = sum(counts)
    return -sum(count / total * math.log2(count / total) for count in counts) >= _LEAST_ENTROPY


def _is_name(text: str) -> bool:
    """Whether it is words alone, by which a secret is looked up: `prod/Payments/ApiKey`, `payments-ApiKey-3fA9xQ`."""
    words = _SEPARATOR.split(_SUFFIX.sub("", text))
    return len(words) > 1 and all(map(_WORDS.fullmatch, words))
