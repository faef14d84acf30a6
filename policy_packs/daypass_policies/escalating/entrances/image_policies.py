"""This is where it is told for which keys of KMS a policy of admission asks before a cluster lets an image run.

Sources: Kyverno, "Verify Images Rules" (`attestors.entries.keys.kms`) and the types of its API (`Spec`, of which
`validationFailureAction` is `Audit` where nothing is said; `failureAction` of what verifies, as of 1.13;
`validationFailureActionOverrides`, for some namespaces) and of its `ImageValidatingPolicy` (`validationActions`, where
nothing is said `Deny`); Sigstore, "Policy Controller" (`authorities.key.kms`; `mode`, where nothing is said `enforce`)
and "KMS" (`awskms://[ENDPOINT]/[ID/ALIAS/ARN]`); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.leaves import declared, maps, text_of, within
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

_BY_RULES: Final = "kubernetes:kyverno.io/"
_BY_ACTIONS: Final = "kubernetes:policies.kyverno.io/"
_BY_MODE: Final = "kubernetes:policy.sigstore.dev/"
_SPEC: Final = "spec"
_REFUSES: Final = ("enforce", "deny")
"""What a policy says that lets run nothing else, in small letters: all other words only tell."""

_KEY: Final = re.compile(r"awskms://[^/]{0,255}/(?P<key>.{1,500})")
_KMS: Final = "kms"
_TO_KEYS: Final = frozenset(("attestors", "entries", "attestor", "keys", "authorities", "key", "cosign", _KMS))
"""Under which names what asks for a key stands."""


class AskedKeys(NamedTuple):
    """Those that a policy asks for, as it writes them; `missing`: how many are not known, None for any number.

    `unknown`: whether an image that none of them signed is refused.
    """

    written: tuple[str, ...]
    missing: int | None
    unknown: tuple[Untold, ...]


def is_of_images(resource: Resource) -> bool:
    """Whether it may be a policy that says which images run."""
    return resource.type.startswith((_BY_RULES, _BY_ACTIONS, _BY_MODE))


def asked_keys(policy: Resource) -> AskedKeys | None:
    """What a policy asks for; None where it asks for no key of KMS, or refuses nothing."""
    refusing = [(one, refuses) for one, refuses in _asking(policy) if refuses is not False]
    texts = (text_of(text) for one, _ in refusing for text in within(one))
    written = tuple(dict.fromkeys(found["key"] for text in texts if (found := _KEY.fullmatch(text))))
    unsaid = [is_key for one, _ in refusing for is_key in _unsaid(one)]
    if not written and not unsaid:
        return None
    is_sure = any(refuses for _, refuses in refusing)
    return AskedKeys(written, len(unsaid) if all(unsaid) else None, () if is_sure else (Untold.of(policy, _SPEC),))


def _asking(policy: Resource) -> Iterator[tuple[Any, bool | None]]:
    """What asks for signatures, and whether what lacks one is refused; None where that is not known."""
    spec = bare(declared(policy, _SPEC))
    if not isinstance(spec, Mapping):
        yield from (({"keys": UNKNOWN}, None),) if spec is UNKNOWN else ()
    elif policy.type.startswith(_BY_RULES):
        yield from _of_rules(spec)
    else:
        key = "mode" if policy.type.startswith(_BY_MODE) else "validationActions"
        yield spec, _refuses(spec.get(key), default=True)


def _of_rules(spec: Mapping[str, Any]) -> Iterator[tuple[Any, bool | None]]:
    """What verifies images says itself what then happens, else the policy does, and that for some namespaces apart."""
    each = [_refuses(one.get("action"), default=False) for one in maps(spec.get("validationFailureActionOverrides"))]
    each.append(_refuses(spec.get("validationFailureAction"), default=False))
    whole = True if True in each else None if None in each else False
    for rule in _each(spec.get("rules")):
        for one in _each(rule.get("verifyImages")) if isinstance(rule, Mapping) else (UNKNOWN,):
            if isinstance(one, Mapping):
                yield one, _refuses(one.get("failureAction"), default=whole)
            else:
                yield {"keys": UNKNOWN}, None


def _each(value: Any) -> Iterator[Any]:
    """The objects in a list, and UNKNOWN for what is not known of it."""
    plain = bare(value)
    each = map(bare, plain if isinstance(plain, list) else (plain,))
    return (one for one in each if one is UNKNOWN or isinstance(one, Mapping))


def _refuses(value: Any, *, default: bool | None) -> bool | None:
    plain = bare(value)
    words = [bare(one) for one in (plain if isinstance(plain, list) else [plain])]
    if any(text_of(word).lower() in _REFUSES for word in words):
        return True
    return None if UNKNOWN in words else default if plain is None or plain == [] else False


def _unsaid(asking: Any) -> Iterator[bool]:
    """For each value that is not known on the way to a key, whether it is one."""
    todo = [(asking, False)]
    while todo:
        value, is_key = todo.pop()
        plain = bare(value)
        if plain is UNKNOWN:
            yield is_key
        elif isinstance(plain, list):
            todo.extend((one, False) for one in plain)
        elif isinstance(plain, Mapping):
            todo.extend((plain[name], name == _KMS) for name in plain if name in _TO_KEYS)
