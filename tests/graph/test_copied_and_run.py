"""Who writes what the command of a container copies from S3 and runs decides what the workload does."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.graph.becoming.steering.fetching.copied_code import copied_code
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
SYNC = "aws s3 sync s3://boot/skills /srv/skills"
LOADS = "exec agent --skills /srv/skills --allow-scripts"
DIGEST = "bb54068aea85faa7e487530083366be9962390af822e4c71ef1aca7033c83e66"


def task(script: Any) -> Resource:
    container = {"name": "api", "command": ["sh", "-c", script]}
    return aws("ecs/taskDefinition", "t", taskRoleArn=f"{ARN}role/b", containerDefinitions=json.dumps([container]))


def judged(workload: Resource, *given: dict[str, Any]) -> Answer:
    strong = role("b", "ecs-tasks.amazonaws.com", **ADMINISTRATOR)
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *given), strong, workload)


def test_whoever_writes_what_a_container_copies_and_loads_acts_as_its_role() -> None:
    made = task(f"{SYNC} && {LOADS}")
    every = allow("s3:PutObject", "arn:aws:s3:::boot/*")
    assert "(s3-x01: s3:PutObject)" in only(judged(made, every))
    assert passes(judged(made, allow("s3:PutObject", "arn:aws:s3:::boot/feedback/*")))
    assert passes(judged(made, allow("s3:PutObject", "arn:aws:s3:::boot/skills")))
    assert passes(judged(made, every, deny("s3:PutObject", "arn:aws:s3:::boot/skills/*")))


@pytest.mark.parametrize(
    "script",
    [
        f"{SYNC} && {LOADS}",
        "aws s3 cp --recursive s3://boot/skills/ /srv/skills && python3 /srv/skills/main.py",
        "aws s3 cp s3://boot/skills ./skills --recursive --quiet\nbash skills/start.sh",
        "aws s3 sync s3://boot/skills/ /srv/skills; cd /srv/skills && ./start",
        f"{SYNC} && server --plugin-dir /srv/skills",
        f"{SYNC} && cd /srv/skills && sha256sum -c SUMS && {LOADS}",
        f"{SYNC} && sha256sum -c /srv/skills/SUMS && {LOADS}",
        f"{SYNC} && {LOADS} && sha256sum -c /app/SUMS && true",
        f"{SYNC} && sha256sum -c /app/SUMS; {LOADS}",
    ],
    ids=[
        *("scripts allowed", "an interpreter", "recursive", "gone to", "plugins", "a list that came along"),
        *("a list in there", "too late", "goes on"),
    ],
)
def test_a_folder_is_run_by_what_is_started_from_it_or_loads_it(script: str) -> None:
    assert set(copied_code(task(script))) == {"arn:*:s3:::boot/skills/daypass-probe"}


@pytest.mark.parametrize(
    "script",
    [
        f"{SYNC} && exec agent --skills /srv/skills",
        f"{SYNC} && exec agent --data /srv/skills --log-level info",
        f"{SYNC} && exec agent --skills /app/skills --allow-scripts",
        f"{SYNC} && (cd /srv/skills && sha256sum -c /app/SUMS) && {LOADS}",
        f"set -e; {SYNC}; cosign verify-blob --key /app/k.pub --signature /srv/s.sig /srv/s; {LOADS}",
        "aws s3 sync /srv/skills s3://boot/skills && bash /srv/skills/start.sh",
    ],
    ids=["data", "an argument", "another folder", "held to a list", "signed", "uploads"],
)
def test_a_folder_of_data_or_that_is_checked_is_nobodys_code(script: str) -> None:
    assert list(copied_code(task(script))) == []


@pytest.mark.parametrize(
    ("script", "is_run"),
    [
        ("aws s3 cp s3://boot/a.sh /tmp/a.sh && sh /tmp/a.sh", True),
        ("aws s3 cp s3://boot/a.sh /tmp/ && chmod +x /tmp/a.sh && /tmp/a.sh", True),
        ("aws s3 cp s3://boot/a.sh - | bash", True),
        ("aws s3 cp s3://boot/a.json - | jq .level", False),
        ("aws s3 cp s3://boot/a.json /tmp/a.json && server --config /tmp/a.json", False),
        (f'aws s3 cp s3://boot/a.sh /tmp/a.sh && echo "{DIGEST}  /tmp/a.sh" | sha256sum -c && sh /tmp/a.sh', False),
    ],
)
def test_a_file_is_run_or_only_read(script: str, *, is_run: bool) -> None:
    assert bool(list(copied_code(task(script)))) is is_run


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, Secret(SYNC), [7], "aws s3 sync s3:// ", "aws s3 cp"])
def test_no_shape_breaks_it(odd: Any) -> None:
    made = aws("ecs/taskDefinition", "t", containerDefinitions=[{"command": odd}, odd])
    assert list(copied_code(made)) == []
