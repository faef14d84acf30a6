"""A rule or a pack that breaks fails the operation. Asserted on the exit status: the display may still show a tick."""

from pathlib import Path
from typing import Final

import pytest
from tests.engine_real.judged import new_project, operate, write_config
from tests.sandbox.sandbox import Sandbox

PROGRAM: Final = """
import pulumi_aws as aws
queue = aws.sqs.Queue("orders")
topic = aws.sns.Topic("news")
"""
RULE: Final = '''
"""A rule as someone might write it on a bad day."""

from daypass.rule import rule


@rule(
    "breaks-always",
    risk="evidence-gap",
    severity="low",
    confidence="high",
    level="{level}",
    applies_to=("aws:sqs/queue:Queue",),
    controls=("NHI1:2025",),
    remedy="Mend the rule.",
)
def breaks_always(resource, ask):
    """It looks for what is not there."""
    {does}
'''
RAISES: Final = 'yield from resource.inputs["CANARY-" + "in-the-key"]'
LEAVES: Final = "raise SystemExit(0); yield"
WITH_ANOTHER_RULE: Final = """
from pathlib import Path

from daypass_policies import rules

rules.__path__.append(str(Path(__file__).parent / "more_rules"))

from daypass_policies.serve.executable import workload_identity

workload_identity()
"""
DIES: Final = """
import os
from daypass_policies.serve.servicer import Servicer
from daypass_policies.serve.executable import workload_identity

Servicer.Analyze = lambda self, request, context: os._exit(9)
workload_identity()
"""


def pack_folder(sandbox: Sandbox, main: str, **files: str) -> Path:
    """A pack of this program."""
    folder = sandbox.folder / "pack"
    (folder / "more_rules").mkdir(parents=True)
    (folder / "PulumiPolicy.yaml").write_text("runtime: python\nversion: 0.0.1\n", encoding="utf-8")
    (folder / "__main__.py").write_text(main, encoding="utf-8")
    for name, text in files.items():
        (folder / "more_rules" / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("does", [RAISES, LEAVES], ids=["raises", "leaves"])
@pytest.mark.parametrize("words", [["preview"], ["up", "-f"]], ids=["preview", "up"])
def test_a_rule_that_breaks_is_a_violation_that_names_it(sandbox: Sandbox, words: list[str], does: str) -> None:
    pack = pack_folder(sandbox, WITH_ANOTHER_RULE, breaks_always=RULE.format(level="mandatory", does=does))
    judged = operate(sandbox, words, new_project(sandbox, PROGRAM), packs=[pack])
    judged.run.expect(1)
    assert [(row.urn.rpartition("::")[2], row.status) for row in judged.of("breaks-always")] == [("orders", "fail")]
    assert "in-the-key" not in judged.run.output
    assert sandbox.emulator.client("sqs").list_queues().get("QueueUrls", []) == []


def test_it_blocks_as_its_level_says(sandbox: Sandbox) -> None:
    pack = pack_folder(sandbox, WITH_ANOTHER_RULE, breaks_always=RULE.format(level="advisory", does=RAISES))
    project = new_project(sandbox, PROGRAM)
    advisory = operate(sandbox, ["preview"], project, packs=[pack])
    advisory.run.expect(0)
    assert [row.status for row in advisory.of("breaks-always")] == ["fail"]
    mandatory = write_config(sandbox, {"breaks-always": "mandatory"})
    operate(sandbox, ["preview"], project, packs=[pack], config=mandatory).run.expect(1)


def test_a_pack_that_dies_fails_the_operation_and_nothing_more_is_made(sandbox: Sandbox) -> None:
    judged = operate(sandbox, ["up", "-f"], new_project(sandbox, PROGRAM), packs=[pack_folder(sandbox, DIES)])
    assert judged.run.status != 0
    assert sandbox.emulator.client("sqs").list_queues().get("QueueUrls", []) == []
    assert sandbox.emulator.client("sns").list_topics()["Topics"] == []


def test_a_pack_whose_python_is_not_there_fails_the_operation(sandbox: Sandbox) -> None:
    pack = pack_folder(sandbox, "raise SystemExit('no')\n")
    judged = operate(sandbox, ["preview"], new_project(sandbox, PROGRAM), packs=[pack])
    assert judged.run.status != 0
