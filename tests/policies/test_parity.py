"""Whatever way a resource comes to daypass, it is answered alike: an export, the engine's messages, a program."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from pulumi.runtime.proto import analyzer_pb2 as messages
from tests.support.commands import daypass
from tests.support.packs import executable, running, struct
from tests.support.parity_pool import POOL
from tests.support.programs import written
from tests.support.states import AWS_URN, ROOT_URN, entry, export, urn, write

Answer = tuple[str, str, str, str]
"""Rule, status, enforcement, and the fingerprint, or the unknown paths of what is undecided."""
Answers = dict[str, list[Answer]]
"""Those of each resource, by its name."""

TODAY = {"DAYPASS_TODAY": "2026-11-25"}
PACKS = ("workload_identity", "account_baseline")

PROGRAM = '''
import json
from pathlib import Path

import pulumi

MARK = "4dabf18193072939515e22adb298388d"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


class Source(pulumi.CustomResource):
    """Something of which no preview knows what it will give."""

    def __init__(self):
        super().__init__("test:index/source:Source", "source", {"value": None})


source = Source()


def value(raw):
    if isinstance(raw, dict) and MARK in raw:
        return pulumi.Output.secret(value(raw["value"]))
    if isinstance(raw, dict):
        return {key: value(item) for key, item in raw.items()}
    if isinstance(raw, list):
        return [value(item) for item in raw]
    if isinstance(raw, str) and UNKNOWN in raw:
        return source.value.apply(lambda text: raw.replace(UNKNOWN, text))
    return raw


for name, (type_, inputs) in json.loads(Path(__file__).with_name("pool.json").read_text()).items():
    options = pulumi.ResourceOptions(protect=name.startswith("protected-"))
    pulumi.CustomResource(type_, name, {key: value(item) for key, item in inputs.items()}, options)
'''


def is_protected(name: str) -> bool:
    """Whether a resource of the pool has the option `protect`, which is no property: its name says so."""
    return name.startswith("protected-")


def in_report(rows: Iterable[Any]) -> Answers:
    """What a JSON report says."""
    found: Answers = {name: [] for name in POOL}
    for row in rows:
        told = ", ".join(row["unknown"]) if row["status"] == "undecided" else row["fingerprint"]
        if row["name"] in found:
            found[row["name"]].append((row["rule"], row["status"], row["enforcement"], told))
    return {name: sorted(answers) for name, answers in found.items()}


def on_the_wire(diagnostics: Iterable[messages.AnalyzeDiagnostic]) -> Iterator[tuple[str, Answer]]:
    """What diagnostics say, with the names of the resources that they are about."""
    for said in diagnostics:
        name = said.urn.rpartition("::")[2]
        level = messages.EnforcementLevel.Name(said.enforcementLevel).lower()
        if said.policyName == "rules-are-decided":
            for rule, paths in re.findall(r"([\w-]+) \(([^)]*)\)", said.message.rpartition("undecided: ")[2]):
                yield name, (rule, "undecided", level, paths)
        else:
            fingerprint, status = said.message.removesuffix("]").split()[-2:]
            yield name, (said.policyName, status, level, fingerprint)


def facts(name: str) -> dict[str, Any]:
    """What the engine sends for one resource of the pool."""
    type_, inputs = POOL[name]
    provider = messages.AnalyzerProviderResource(
        urn=AWS_URN, type="pulumi:providers:aws", name="default_7_51_1", properties=struct({"region": "eu-west-1"})
    )
    return {
        "type": type_,
        "name": name,
        "urn": urn(type_, name),
        "properties": struct(inputs),
        "provider": provider,
        "options": messages.AnalyzerResourceOptions(protect=is_protected(name)),
    }


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What `daypass scan` says of an export of the pool."""
    entries = [entry(type_, name, inputs, protect=is_protected(name)) for name, (type_, inputs) in POOL.items()]
    file = write(tmp_path_factory.mktemp("scan") / "export.json", export(*entries))
    report = daypass("scan", file, "--profile", "strict", "--format", "json", env=TODAY).expect(1).json
    return in_report(report["findings"])


@pytest.fixture(scope="module")
def analyzed(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the packs say of it, as the engine asks them."""
    found: Answers = {name: [] for name in POOL}
    root = messages.AnalyzerResource(type="pulumi:pulumi:Stack", name="shop-dev", urn=ROOT_URN)
    for name in PACKS:
        with running(executable(name), tmp_path_factory.mktemp(name), **TODAY) as pack:
            pack.configure(daypass_settings={"profile": "strict"})
            asked = [pack.stub.Analyze(messages.AnalyzeRequest(**facts(name))) for name in POOL]
            members = [root, *(messages.AnalyzerResource(**facts(name), parent=ROOT_URN) for name in POOL)]
            asked.append(pack.stub.AnalyzeStack(messages.AnalyzeStackRequest(resources=members)))
            for about, answer in on_the_wire(said for response in asked for said in response.diagnostics):
                found.setdefault(about, []).append(answer)
    return {name: sorted(answers) for name, answers in found.items()}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What `daypass check` says of a program that registers it."""
    folder = tmp_path_factory.mktemp("check")
    written(folder, PROGRAM, yaml="name: shop\nruntime: python\n")
    (folder / "pool.json").write_text(json.dumps(POOL), encoding="utf-8")
    report = daypass("check", folder, "--profile", "strict", "--format", "json", env=TODAY).expect(1).json
    return in_report(report["findings"])


@pytest.mark.parametrize("name", POOL)
def test_scan_and_pack_answer_alike(scanned: Answers, analyzed: Answers, name: str) -> None:
    assert scanned[name] == analyzed[name]


@pytest.mark.parametrize("name", [name for name in POOL if "tagsAll" not in POOL[name][1]])  # the provider's to say
def test_scan_and_check_answer_alike(scanned: Answers, checked: Answers, name: str) -> None:
    assert scanned[name] == checked[name]


def test_the_pool_has_something_for_every_rule(scanned: Answers) -> None:
    """A rule that nothing in the pool concerns would agree with everything."""
    told = {rule for answers in scanned.values() for rule, *_ in answers}
    assert told >= {row["name"] for row in daypass("rules", "--format", "json").expect(0).json["rules"]} - {
        "daypass-settings",
        "rules-are-decided",
        "exemption-is-valid",
    }
