"""What a stack tells everybody holds no secret, or everybody has it."""

import re
from collections.abc import Iterator
from typing import Any, Final

from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import UNKNOWN, Resource, Secret, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.credentials import promises_secret
from daypass_policies.keeping.exposed import exposed, unpacked
from daypass_policies.keeping.key_ids import KEY_ID
from daypass_policies.keeping.plain_text import LIMIT, entries, unnumbered


@rule(
    "no-secret-in-outputs",
    risk="secret-exposure",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(STACK_TYPE,),
    stack=True,
    controls=("NHI2:2025", "NIST-800-53:IA-5(7)", "PCI-DSS-4.0.1:8.6.2", "SOC2:CC6.1"),
    remedy="Export the ARN or the name of the secret, or mark the output as secret, so that it is encrypted.",
)
def no_secret_in_outputs(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Outputs of a stack stand in plain text in its state, in logs of pipelines, and in every stack that refers to it.

    Judged is what is not marked as secret, as `no-plain-credential` judges an environment: by its shape, by a name that
    promises a secret, and by what it packs or sets (a kubeconfig, a connection string). The id of an AWS access key
    alone is none: AWS calls it no secret, and each signed request shows it; it counts beside its other half, unmarked.
    An output that is not known yet is judged once it is; until then the answer is open for those whose names promise a
    secret.

    Refused:
        shop-prod:
          type: pulumi:pulumi:Stack
          properties: {bucket: invoices-prod, databasePassword: correct-horse-42}

    Mended:
        shop-prod:
          type: pulumi:pulumi:Stack
          properties:
            bucket: invoices-prod
            databasePasswordSecret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-db-AbCdEf
    """
    for root in stack.of_type(STACK_TYPE):
        yield from _judged(root)


def _judged(root: Resource) -> Iterator[Problem | Open]:
    unknown, read = [], 0
    outputs = list(_unmarked(root.state.raw))
    is_pair = any(isinstance(value, str) and _is_other_half(value.strip()) for _, _, value in outputs)
    for name, path, value in outputs:
        if value is UNKNOWN:
            unknown += [path] if promises_secret(name) else []
            continue
        for entry in entries(value, path):
            text = entry.text or ""
            read += len(text)
            if read > LIMIT:
                fact = f"the outputs are larger than can be looked through ({LIMIT} characters)"
                yield Problem(fact, path, "large", on=root)
                return
            if not is_pair and KEY_ID.fullmatch(text.strip()):
                continue
            if found := exposed(entry.name if entry.path != path else name, text, unpacked(text)):
                fact = f"output {path!r} holds {found.phrase} that nobody marked as secret"
                advisory = found.confidence != "high"
                yield Problem(
                    fact, entry.path, unnumbered(path), confidence=found.confidence, advisory=advisory, on=root
                )
                break
    if unknown:
        yield Open(root, tuple(unknown))


_OTHER_HALF: Final = re.compile(r"[A-Za-z0-9/+]{40}")
_HEX: Final = re.compile(r"[0-9a-fA-F]+")


def _is_other_half(text: str) -> bool:
    """Whether it may be the secret half of an access key: forty characters, but no commit or fingerprint."""
    return bool(_OTHER_HALF.fullmatch(text)) and not _HEX.fullmatch(text)


def _unmarked(outputs: Any) -> Iterator[tuple[str, str, Any]]:
    """Name, path and value of each that carries no mark, and stands in nothing that does. Input may be deep."""
    todo = [(str(name), str(name), value) for name, value in reversed(list(outputs.items()))]
    while todo:
        name, path, value = todo.pop()
        if isinstance(value, Secret):
            continue
        known = bare(value)
        if isinstance(known, dict):
            todo.extend((str(key), f"{path}.{key}", item) for key, item in reversed(list(known.items())))
        elif isinstance(known, list):
            todo.extend((name, f"{path}[{index}]", item) for index, item in reversed(list(enumerate(known))))
        else:
            yield name, path, known
