"""Vault writes what it is asked and what it answers into its audit log, as hashes where it is a secret."""

from collections.abc import Iterator
from typing import Final

from daypass.data.credential_names import PASSWORDS, SECRETS
from daypass.graph.leaves import text_of, yes_or_no
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Problem, rule
from daypass.words import words_in
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.wording import listed, shown

_AUDIT: Final = "vault:index/audit:Audit"
_RAW: Final = "options.log_raw"
_MOUNT: Final = "vault:index/mount:Mount"
_MOUNTS: Final = (
    _MOUNT,
    "vault:aws/secretBackend:SecretBackend",
    "vault:azure/backend:Backend",
    "vault:consul/secretBackend:SecretBackend",
    "vault:database/secretsMount:SecretsMount",
    "vault:gcp/kmsSecretBackend:KmsSecretBackend",
    "vault:gcp/secretBackend:SecretBackend",
    "vault:index/nomadSecretBackend:NomadSecretBackend",
    "vault:kmip/secretBackend:SecretBackend",
    "vault:kubernetes/secretBackend:SecretBackend",
    "vault:ldap/secretBackend:SecretBackend",
    "vault:rabbitMq/secretBackend:SecretBackend",
    "vault:terraformcloud/secretBackend:SecretBackend",
)
_TUNED: Final = (
    "vault:gcp/authBackend:AuthBackend",
    "vault:github/authBackend:AuthBackend",
    "vault:index/authBackend:AuthBackend",
    "vault:index/ociAuthBackend:OciAuthBackend",
    "vault:jwt/authBackend:AuthBackend",
    "vault:ldap/authBackend:AuthBackend",
    "vault:okta/authBackend:AuthBackend",
    "vault:saml/authBackend:AuthBackend",
)
_KEYS: Final = ("auditNonHmacRequestKeys", "auditNonHmacResponseKeys")
_SECRET: Final = frozenset(
    ("secret_id", "secret_key", "api_key", "private_key", "private_key_data", "plaintext", "jwt", "barcode")
)
_OF_STORES: Final = frozenset(("data", "value"))
"""The keys under which a store of secrets has the secrets themselves."""

_STORES: Final = frozenset(("kv", "kv-v2", "generic"))
_LAST: Final = frozenset((*PASSWORDS, *SECRETS))
_SHOWN: Final = 4


@rule(
    "audit-hides-values",
    risk="secret-exposure",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(_AUDIT, *_MOUNTS, *_TUNED),
    controls=("NHI2:2025", "NIST-800-53:AU-9", "NIST-800-53:IA-5", "SOC2:CC6.1"),
    remedy="Leave log_raw out, and take what is a secret out of the keys that are not hashed.",
)
def audit_hides_values(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever reads the log, and where it is sent on to, has every secret that was read or written since.

    Told are audit devices that log all as it is (`log_raw`), and mounts that take keys with secrets out of the hashing
    (`auditNonHmacRequestKeys`, `auditNonHmacResponseKeys`, of auth methods below `tune`): passwords, tokens, secret and
    private keys, secret ids, plain texts, and `data` and `value` of a store of secrets. Names, roles, accessors, serial
    numbers and public certificates pass.

    Source: HashiCorp Vault documentation, "Audit devices" (sensitive information, `log_raw`), and API, "/sys/mounts"
    (`audit_non_hmac_request_keys`); input properties of pulumi-vault 7.14.0; read 2026-12.

    Refused:
        log:
          type: vault:index/audit:Audit
          properties: {type: file, options: {file_path: /vault/logs/audit.log, log_raw: "true"}}

    Mended:
        log:
          type: vault:index/audit:Audit
          properties: {type: file, options: {file_path: /vault/logs/audit.log}}
    """
    del ask
    if resource.type == _AUDIT:
        yield from _of_device(resource)
    else:
        before = "tune." if resource.type in _TUNED else ""
        yield from settle(_of_keys(resource, f"{before}{key}") for key in _KEYS)


def _of_device(audit: Resource) -> Iterator[Problem]:
    for place in locate(audit.declared.raw, _RAW):
        says = yes_or_no(place.value)
        if says is None:
            raise Undecided(place.path)
        if says:
            yield Problem(f"audit device {audit.name!r} logs secrets as they are", at=place.path, key="raw")


def _of_keys(mount: Resource, path: str) -> Iterator[Problem]:
    """What there is to say of one list. Raises `Undecided` where nothing is, and a key is not known."""
    places = [item for place in locate(mount.declared.raw, path) for item in place.items]
    found = [one for one in places if _is_secret(text_of(one.value), mount)]
    if found:
        yield _told(mount, found, path)
    elif unknown := next((one for one in places if bare(one.value) is UNKNOWN), None):
        raise Undecided(unknown.path)


def _told(mount: Resource, found: list[Located], path: str) -> Problem:
    which = listed((shown(one.text) for one in found if not one.marked), _SHOWN) or "secrets"
    return Problem(f"{mount.name!r} has {which} in the audit log as they are", at=path, key=path.rpartition(".")[2])


def _is_secret(key: str, mount: Resource) -> bool:
    plain = key.strip().lower().replace("-", "_")
    if plain in _OF_STORES:
        return mount.type == _MOUNT and text_of(mount.declared.raw.get("type")) in _STORES
    words = words_in(plain)
    return plain in _SECRET or bool(words and words[-1] in _LAST)
