"""This is where authorities of Vault and Google are of whose clients' certificates nobody can say that they are void.

Source: Vault API documentation, PKI: "Set revocation configuration" (`disable`, `ocsp_disable`), "Create/update role"
(`no_store`: what is not stored is on no list by its serial number; `client_flag` is on unless a role says otherwise;
a length that is not said is that of the mount, 32 days at most); Google Cloud, Certificate Authority Service,
"Revoke certificates" and "Operation tiers" (DevOps tracks no certificates and revokes none); read 2026-12.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from daypass.graph.leaves import was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided, bare
from daypass_policies.keeping.lifetimes import DAY, span
from daypass_policies.keeping.standing import is_on, word_at
from daypass_policies.located import locate
from daypass_policies.settle import collect

ROLES: Final = ("vault:pkiSecret/secretBackendRole:SecretBackendRole",)
POOLS: Final = ("gcp:certificateauthority/caPool:CaPool",)
_LISTS: Final = "vault:pkiSecret/secretBackendCrlConfig:SecretBackendCrlConfig"
_CERTIFICATES: Final = "gcp:certificateauthority/certificate:Certificate"
_SILENT: Final = ("disable", "ocspDisable")
_WEEK: Final = 7 * DAY
_BY_VAULT: Final = 32 * DAY
_BY_GOOGLE: Final = 3650 * DAY
_CLIENT: Final = "keyUsage.extendedKeyUsage.clientAuth"
_DEVOPS: Final = "devops"
_PUBLISHED: Final = "publishingOptions.publishCrl"


class Unrevoked(NamedTuple):
    """What gives such certificates, and why nobody can revoke them; `unknown` are paths that may say otherwise."""

    giver: Resource
    why: str
    unknown: tuple[str, ...] = ()


def unrevoked(stack: Stack) -> Iterator[Unrevoked]:
    """Each role of Vault and each pool of Google in a stack that gives them for longer than a week."""
    mounts = _Mounts(stack)
    for role in stack.of_type(*ROLES):
        if not was_looked_up(role):
            yield from _judged(role, mounts.reasons(role), (_is_for_clients(role), _is_long(role)))
    issued = _issued(stack)
    for pool in stack.of_type(*POOLS):
        if not was_looked_up(pool):
            certificates = issued.get(_name(pool), [])
            yield from _judged(pool, _without_list(pool), (_gives_to_clients(pool, certificates),))


def _judged(giver: Resource, reasons: Iterable[Iterator[str]], asked: Iterable[Iterator[bool]]) -> Iterator[Unrevoked]:
    """Told where a reason holds and each question is answered with yes; open where an unknown may decide."""
    why, unknown = collect(reasons)
    hidden = [unknown.path] if unknown and not why else []
    if not why and not hidden:
        return
    for question in asked:
        answers, stopped = collect([question])
        if True not in answers:
            if stopped is None:
                return
            hidden.append(stopped.path)
    yield Unrevoked(giver, why[0] if why else "", tuple(hidden))


class _Mounts:
    """Which mounts of a stack make no revocation list and answer nobody who asks."""

    def __init__(self, stack: Stack) -> None:
        self._silent: dict[str, str] = {}
        for one in stack.of_type(_LISTS):
            answers, stopped = collect([_is_silent(one)])
            if stopped or True in answers:
                self._silent[_path(one)] = stopped.path if stopped else ""

    def reasons(self, role: Resource) -> Iterator[Iterator[str]]:
        """Why its certificates stay valid, question by question."""
        yield self._of_role(role)
        yield self._of_mount(_path(role))

    def _of_role(self, role: Resource) -> Iterator[str]:
        if is_on(role, "noStore"):
            yield "Vault keeps none of them"

    def _of_mount(self, mount: str) -> Iterator[str]:
        if unknown := self._silent.get(mount, "" if mount or not self._silent else "backend"):
            raise Undecided(unknown)
        if mount in self._silent:
            yield "its mount makes no revocation list and answers no OCSP"


def _is_silent(config: Resource) -> Iterator[bool]:
    said = [yes_or_no(config.declared.raw.get(key), default=False) for key in _SILENT]
    if False not in said and None in said:
        raise Undecided(_SILENT[said.index(None)])
    yield False not in said


def _path(resource: Resource) -> str:
    """The path of its mount, "" where that is not known."""
    value = bare(resource.state.raw.get("backend"))
    return value.strip("/") if isinstance(value, str) else ""


def _is_for_clients(role: Resource) -> Iterator[bool]:
    said = yes_or_no(role.declared.raw.get("clientFlag"), default=True)
    if said is None:
        raise Undecided("clientFlag")
    yield said


def _is_long(role: Resource) -> Iterator[bool]:
    lengths = [length for key in ("maxTtl", "ttl") for length in _lengths(role, key)]
    yield (lengths[0] if lengths else _BY_VAULT) > _WEEK


def _lengths(resource: Resource, path: str) -> Iterator[float]:
    """What it says, in seconds; what nobody can read is taken for long, and none for nothing said."""
    for one in locate(resource.declared.raw, path):
        known = one.known
        try:
            found = span(known, "duration") if known != "" else 0.0
        except (ValueError, OverflowError):
            found = math.inf
        if found is None or found > 0:
            yield math.inf if found is None else found


def _without_list(pool: Resource) -> Iterator[Iterator[str]]:
    yield ("a pool of tier DEVOPS revokes none" for _ in range(word_at(pool, "tier") == _DEVOPS))
    yield ("its pool publishes no revocation list" for off in _says(pool, _PUBLISHED, says=False) if off)


def _gives_to_clients(pool: Resource, certificates: list[Resource]) -> Iterator[bool]:
    """Whether it gives certificates to clients that live longer than a week."""
    limits, stopped = collect([_lengths(pool, "issuancePolicy.maximumLifetime")])
    limit = min(limits, default=math.inf)
    if limit <= _WEEK:
        return
    found, hidden = collect([_says(pool, f"issuancePolicy.baselineValues.{_CLIENT}")])
    for one in certificates:
        more, unknown = collect([_is_long_client(one)])
        found, hidden = [*found, *more], hidden or unknown
    if True in found and stopped is None:
        yield True
    elif (True in found and stopped) or hidden:
        raise (stopped or hidden or Undecided("issuancePolicy"))


def _is_long_client(certificate: Resource) -> Iterator[bool]:
    lengths = list(_lengths(certificate, "lifetime"))
    if min(lengths, default=_BY_GOOGLE) > _WEEK:
        yield from _says(certificate, f"config.x509Config.{_CLIENT}")


def _says(resource: Resource, path: str, *, says: bool = True) -> Iterator[bool]:
    for one in locate(resource.declared.raw, path):
        yield yes_or_no(one.known) is says


def _issued(stack: Stack) -> dict[str, list[Resource]]:
    """The name of a pool → the certificates of the stack that it gave."""
    found: dict[str, list[Resource]] = {}
    for one in stack.of_type(_CERTIFICATES):
        pool = bare(one.state.raw.get("pool"))
        if isinstance(pool, str):
            found.setdefault(pool.rpartition("/")[2], []).append(one)
    return found


def _name(pool: Resource) -> str:
    name = bare(pool.state.raw.get("name"))
    return name.rpartition("/")[2] if isinstance(name, str) else ""
