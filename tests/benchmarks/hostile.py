"""This is where hostile text is measured: no pattern may begin anew what it has read before.

`python -m tests.benchmarks.hostile` runs it alone; it ends with status 1 where a ratio is missed.
"""

import base64
import contextlib
import gzip
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from tests.benchmarks.ratios import LEAST_SECONDS, TIMES, in_proportion, work
from tests.support.rules import judge, judge_stack

from daypass.data.credential_shapes import shapes
from daypass.model.hujson import hujson_value
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import Resource
from daypass_policies.elsewhere import google_texts
from daypass_policies.elsewhere.shared_accounts import says_shared
from daypass_policies.escalating.low_trust.fork_workflows import fork_code
from daypass_policies.keeping.credentials import find_credential, find_shape
from daypass_policies.keeping.plain_text import LIMIT
from daypass_policies.owning.sentences import read_sentence
from daypass_policies.rules import catalog
from daypass_policies.rules.no_plain_credential import no_plain_credential
from daypass_policies.trusting.proposals import says_it_runs_them

BOUND: Final = 10


class Asked(NamedTuple):
    """Who reads, and what: a quarter of a text, and the whole."""

    read: Callable[[str], object]
    quarter: str
    whole: str

    def costs(self) -> tuple[float, float]:
        """Seconds for either."""
        return work(lambda: self.read(self.quarter), 2), work(lambda: self.read(self.whole), 2)


def main() -> list[bool]:
    """Print what takes longest of each kind; whether each ratio holds."""
    return [_in_proportion(what, list(pairs())) for what, pairs in KINDS.items()]


def _in_proportion(what: str, asked: list[Asked]) -> bool:
    """The worst ratio of all stands for the kind."""
    costs = [one.costs() for one in asked]
    print(f"hostile text, {what}: {max(whole for _, whole in costs) * 1e3:.0f} ms at most, for one of {len(asked)}")
    return in_proportion(*max(costs, key=lambda cost: cost[1] / max(cost[0], LEAST_SECONDS)), BOUND)


def _read_as_a_script() -> Iterator[Asked]:
    for text in (
        base64.b64encode(gzip.compress(b"a" * 50_000_000)).decode(),
        "eyJ" * (LIMIT // 3),
        "a" * LIMIT,
        "http://" * (LIMIT // 7),
        "a=" * (LIMIT // 2),
        ("A" * 76 + "\n") * (LIMIT // 77),
        "-----BEGIN " * (LIMIT // 11),
        "--a " * (LIMIT // 4),
    ):
        yield Asked(_judged, text[: len(text) // TIMES], text)


def _judged(text: str) -> None:
    judge(no_plain_credential, Resource.of("aws:ec2/instance:Instance", "web", userData=text))
    variables = {"variables": {"SETTING": text}}
    judge(no_plain_credential, Resource.of("aws:lambda/function:Function", "api", environment=variables))


def _marks() -> Iterator[Asked]:
    """The mark of each shape of a credential, again and again."""
    for mark in sorted({mark for shape in shapes() for mark in shape.marks}):
        once = mark + "A0" * 4
        yield Asked(find_shape, once * (25_000 // len(once)), once * (25_000 * TIMES // len(once)))


def _named() -> Iterator[Asked]:
    for part in ("a-", "a1-", "A_", "a/", "Ab", "my-", "a.b:", "super", "0x", "-", "${", "{a}"):
        for end in ("", "!"):
            yield Asked(_find_credential, part * 5_000 + end, part * 5_000 * TIMES + end)


def _find_credential(text: str) -> object:
    return find_credential("API_SECRET", text)


def _cedar() -> Iterator[Asked]:
    for begun, part in (("permit(principal,", "    "), ("", "//"), ("", "@a"), ("", '@a("')):
        yield Asked(_judged_policy, begun + part * 12_500, begun + part * 12_500 * TIMES)


def _judged_policy(text: str) -> object:
    definition = {"cedar": {"statement": text}}
    rule = catalog()["tool-policy-names-its-tools"]
    return judge_stack(rule, Resource.of(rule.applies_to[0], "p", definition=definition, policyEngineId="e"))


def _keys() -> Iterator[Asked]:
    yield Asked(_refused, _with_one_key_twice(25_000), _with_one_key_twice(25_000 * TIMES))


def _with_one_key_twice(count: int) -> str:
    return "{" + "".join(f'"{index}":0,' for index in range(count)) + f'"{count - 1}":0' + "}"


def _refused(text: str) -> None:
    with contextlib.suppress(JsonError):
        json_value(text)


def _for_people() -> Iterator[Asked]:
    for begun, part in (('{"', '\\"'), ("[", "/*"), ("[", "//"), ("[1", ", "), ('["', '",'), ("", '"\n')):
        yield Asked(_refused_for_people, begun + part * 12_500, begun + part * 12_500 * TIMES)


def _refused_for_people(text: str) -> None:
    with contextlib.suppress(JsonError):
        hujson_value(text)


def _workflows() -> Iterator[Asked]:
    for part in ("${{", "${{ secrets", "github.event.", "cd "):
        yield Asked(_judged_workflow, part * (12_000 // len(part)), part * (12_000 * TIMES // len(part)))


def _judged_workflow(run: str) -> object:
    ref = "${{ github.event.pull_request.head.sha }}"
    steps = [{"uses": "actions/checkout@v4", "with": {"ref": ref}}, {"run": run}]
    return fork_code(json.dumps({"on": "pull_request_target", "jobs": {"test": {"steps": steps}}}))


def _written() -> Iterator[Asked]:
    for read in (read_sentence, says_it_runs_them, says_shared, _says_internal):
        for part in (
            "-",
            " ",
            "review ",
            "no longer used ",
            "handles trial expired 2025-01-01 ",
            "unused ",
            "ended, ",
            "runs previews ",
            "internal-",
            "shared by all ",
            "(",
            "\n",
        ):
            yield Asked(read, part * (5_000 // len(part)), part * (5_000 * TIMES // len(part)))


def _statements() -> Iterator[Asked]:
    """What a role of Vault runs to revoke a login."""
    for begun in ("SELECT ", ""):
        for part in ("/* ", "'", "''\"`", "into ", "drop", "drop ", "f(", "-- ", "("):
            yield Asked(_judged_statement, begun + part * 5_000, begun + part * 5_000 * TIMES)


def _judged_statement(text: str) -> object:
    role = Resource.of("vault:database/secretBackendRole:SecretBackendRole", "orders", revocationStatements=[text])
    return judge(catalog()["revoked-login-is-taken-away"], role)


def _says_internal(text: str) -> object:
    """What is said of a service by its description."""
    return google_texts.says_internal(Resource.of("gcp:cloudrunv2/service:Service", "s", description=text))


KINDS: Final[Mapping[str, Callable[[], Iterator[Asked]]]] = MappingProxyType(
    {
        "where a script may stand": _read_as_a_script,
        "with the mark of a credential": _marks,
        "under the name of a secret": _named,
        "as a Cedar policy": _cedar,
        "as JSON with one key twice": _keys,
        "as JSON with comments": _for_people,
        "in a workflow": _workflows,
        "as a description": _written,
        "as a statement of SQL": _statements,
    }
)

if __name__ == "__main__":
    sys.exit(0 if all(main()) else 1)
