"""Who writes on the file system from which a workload runs code makes it do something else."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, function
from tests.support.grants import ARN, aws, depending, native, new
from tests.support.mounts import (
    FUNCTION,
    IMPORTS,
    LIBS,
    MOUNT,
    POINT,
    RUNS,
    SHARE,
    SYSTEM,
    VOLUME,
    WRITES,
    is_told,
    judged,
    task,
    through,
)
from tests.support.rules import messages, only, passes, unknowns

from daypass.graph.becoming.steering.mounts import Mounts
from daypass.graph.becoming.steering.run_below import runs_by_command, runs_by_variable
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret


@pytest.mark.parametrize(
    "workload",
    [
        FUNCTION,
        native(
            "lambda:Function",
            "fn",
            role=f"{ARN}role/b",
            fileSystemConfigs=[MOUNT],
            environment={"variables": {"NODE_PATH": "/opt/a:/mnt/libs"}},
        ),
        function("fn", "b", fileSystemConfig=MOUNT, imageConfig={"entryPoints": ["/mnt/libs/bin/start"]}),
        function("fn", "b", fileSystemConfig=MOUNT, imageConfig={"workingDirectory": "/mnt/libs/app"}),
        task(),
        task(**{**RUNS, "command": ["run"], "environment": [{"name": "LD_PRELOAD", "value": "/srv/app/x.so"}]}),
        task(**{**RUNS, "mountPoints": [{**RUNS["mountPoints"][0], "readOnly": True}]}),
        native(
            "ecs:TaskDefinition",
            "t",
            taskRoleArn=f"{ARN}role/b",
            volumes=[{"name": "app", "efsVolumeConfiguration": {"filesystemId": "fs-1"}}],
            containerDefinitions=[RUNS],
        ),
    ],
)
def test_whoever_writes_what_a_workload_runs_from_a_mount_may_act_as_it(workload: Resource) -> None:
    answer = judged(workload, POINT, SYSTEM)
    assert is_told(answer)
    assert "(efs-x01: elasticfilesystem:ClientMount, elasticfilesystem:ClientWrite)" in only(messages(answer))


@pytest.mark.parametrize(
    "workload",
    [
        function("fn", "b", fileSystemConfig=MOUNT),
        function("fn", "b", fileSystemConfig=MOUNT, environment={"variables": {"REPORTS": "/mnt/libs/reports"}}),
        function("fn", "b", fileSystemConfig=MOUNT, environment={"variables": {"PYTHONPATH": "/opt/python"}}),
        function("fn", "b", environment=IMPORTS),
        task(**{**RUNS, "command": ["server", "--data", "/srv/app"]}),
        task({"name": "other", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}),
        task({"name": "app", "host": {"sourcePath": "/srv"}}),
    ],
)
def test_a_workload_that_keeps_data_there_alone_is_quiet(workload: Resource) -> None:
    assert passes(judged(workload, POINT, SYSTEM))


@pytest.mark.parametrize(
    ("path", "is_code"),
    [
        ("/opt/plugins", True),
        ("/usr/local/airflow/dags/", True),
        ("/srv/fraud-plugins", True),
        ("/srv/uploads", False),
        ("/srv/plugin-cache", False),
        ("/plugins/data", False),
    ],
)
def test_a_place_that_is_called_after_code_is_run_from(path: str, *, is_code: bool) -> None:
    def mounted(**more: Any) -> Resource:
        return task(
            **{**RUNS, "command": ["serve"], "mountPoints": [{"sourceVolume": "app", "containerPath": path}]}, **more
        )

    assert is_told(judged(mounted(), POINT, SYSTEM)) == is_code
    checks = [{"name": "VERIFY_SIGNATURES", "value": "true"}]
    assert passes(judged(mounted(environment=checks), POINT, SYSTEM))


def test_who_may_only_read_or_not_mount_or_writes_elsewhere_does_nothing() -> None:
    for given in (
        allow("elasticfilesystem:ClientMount", SHARE),
        allow("elasticfilesystem:ClientWrite", SHARE),
        allow(WRITES, SHARE.replace("fs-1", "fs-2")),
    ):
        assert passes(judged(FUNCTION, POINT, SYSTEM, given=(given,)))
    denied = deny("elasticfilesystem:ClientWrite", SHARE)
    assert passes(judged(FUNCTION, POINT, SYSTEM, given=(allow(WRITES), denied)))


def test_who_is_held_to_another_access_point_does_not_come_there() -> None:
    other = LIBS.replace("fsap-1", "fsap-2")
    assert is_told(judged(FUNCTION, POINT, SYSTEM, given=(allow(WRITES, SHARE, **through(LIBS)),)))
    assert passes(judged(FUNCTION, POINT, SYSTEM, given=(allow(WRITES, SHARE, **through(other)),)))
    assert passes(judged(task(), SYSTEM, given=(allow(WRITES, SHARE, **through(other)),)))
    by_point = {"fileSystemId": "fs-1", "authorizationConfig": {"accessPointId": "fsap-1"}}
    mounted = task({"name": "app", "efsVolumeConfiguration": by_point})
    assert is_told(judged(mounted, POINT, SYSTEM, given=(allow(WRITES, SHARE, **through(LIBS)),)))
    assert passes(judged(mounted, POINT, SYSTEM, given=(allow(WRITES, SHARE, **through(other)),)))


@pytest.mark.parametrize(
    ("root", "own", "is_told"),
    [
        ({}, {}, True),
        ({"rootDirectory": {"path": "/"}}, {"rootDirectory": {"path": "/libs"}}, True),
        ({"rootDirectory": {"path": "/libs"}}, {"rootDirectory": {"path": "/libs/python"}}, True),
        ({"rootDirectory": {"path": "/reports"}}, {"rootDirectory": {"path": "/libs"}}, False),
        ({"rootDirectory": {"path": "/lib"}}, {"rootDirectory": {"path": "/libs"}}, False),
    ],
)
def test_another_access_point_counts_that_begins_above(root: Any, own: Any, *, is_told: bool) -> None:
    other = LIBS.replace("fsap-1", "fsap-2")
    wide = aws("efs/accessPoint", "wide", arn=other, id="fsap-2", fileSystemId="fs-1", **root)
    point = aws("efs/accessPoint", "libs", arn=LIBS, id="fsap-1", fileSystemId="fs-1", **own)
    given = (allow(WRITES, SHARE, **through(other)),)
    assert bool(messages(judged(FUNCTION, point, wide, SYSTEM, given=given))) is is_told
    unsure = aws("efs/accessPoint", "wide", arn=other, id="fsap-2", fileSystemId="fs-1", rootDirectory=UNKNOWN)
    assert unknowns(judged(FUNCTION, point, unsure, SYSTEM, given=given)) == ["rootDirectory"]


def test_a_condition_that_every_client_meets_holds_nobody_back() -> None:
    by_mount = {"Condition": {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}}
    assert is_told(judged(FUNCTION, POINT, SYSTEM, given=(allow(WRITES, SHARE, **by_mount),)))


def test_what_is_not_made_yet_is_told_by_what_it_depends_on() -> None:
    point = depending(new(POINT, "id", "arn"), fileSystemId=SYSTEM)
    unmade = function("fn", "b", fileSystemConfig={**MOUNT, "arn": UNKNOWN}, environment=IMPORTS)
    waiting = replace(unmade, property_dependencies={"fileSystemConfig": (point.urn,)})
    assert is_told(judged(waiting, point, SYSTEM))
    assert passes(judged(waiting, point, SYSTEM, given=(allow(WRITES, SHARE.replace("fs-1", "fs-2")),)))


def test_a_file_system_of_elsewhere_is_whichever_somebody_may_write() -> None:
    assert is_told(judged(FUNCTION, given=(allow(WRITES),)))
    assert unknowns(judged(FUNCTION)) == ["fileSystemConfig.arn"]
    assert is_told(judged(task()))


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"APP_PLUGINS_FOLDER": "/mnt/libs/shop"}, True),
        ({"DAGS_FOLDER": "/opt/a:/mnt/libs"}, True),
        ({"PLUGIN_DIR": "/mnt/libs", "PLUGIN_VERIFY_SIGNATURE": "false"}, True),
        ({"PLUGIN_DIR": "/mnt/libs", "PLUGIN_VERIFY_SIGNATURE": "true"}, False),
        ({"PLUGIN_DATA_DIR": "/mnt/libs"}, False),
        ({"PLUGIN_DIR": "/opt/plugins"}, False),
    ],
)
def test_a_variable_that_is_called_after_code_says_where_a_program_loads_it(
    variables: dict[str, str], *, says: bool
) -> None:
    listed = [{"name": name, "value": value} for name, value in variables.items()]
    container = {"mountPoints": [{"sourceVolume": "app", "containerPath": "/mnt/libs"}], "environment": listed}
    assert is_told(judged(task(**container), SYSTEM)) is says
    made = function("fn", "b", fileSystemConfig=MOUNT, environment={"variables": variables})
    assert is_told(judged(made, POINT, SYSTEM)) is says


@pytest.mark.parametrize(
    ("more", "untold"),
    [
        ({"environment": UNKNOWN}, "environment"),
        ({"environment": {"variables": {"PYTHONPATH": UNKNOWN}}}, "environment.variables.PYTHONPATH"),
        ({"environment": {"variables": {"PLUGIN_DIR": UNKNOWN}}}, "environment.variables.PLUGIN_DIR"),
        ({"fileSystemConfig": {**MOUNT, "localMountPath": UNKNOWN}}, "fileSystemConfig.localMountPath"),
    ],
)
def test_what_may_run_code_from_there_is_undecided(more: dict[str, Any], untold: str) -> None:
    answer = judged(function("fn", "b", **{"fileSystemConfig": MOUNT, **more}), POINT, SYSTEM)
    assert not answer.problems
    assert unknowns(answer) == [untold]
    assert passes(judged(function("fn", "b", **{"fileSystemConfig": MOUNT, **more}), POINT, SYSTEM, given=()))


def test_a_volume_is_looked_at_once_however_often_it_is_mounted() -> None:
    often = task(VOLUME, **{**RUNS, "mountPoints": RUNS["mountPoints"] * 50})
    assert [one.arn for one in Mounts(Stack((often, SYSTEM))).of(often)] == [SHARE]


@pytest.mark.parametrize("unknown", ["volumes", "containerDefinitions"])
def test_a_task_of_which_the_mounts_are_not_known_is_undecided(unknown: str) -> None:
    assert unknowns(judged(new(task(), unknown), SYSTEM)) == [unknown]


@pytest.mark.parametrize(
    ("name", "value", "runs"),
    [
        ("PATH", "/usr/bin:/mnt/libs/bin", True),
        ("PYTHONPATH", "/mnt/libs", True),
        ("CLASSPATH", "file:///mnt/libs/a.jar", True),
        ("JAVA_TOOL_OPTIONS", "-Xmx1g -javaagent:/mnt/libs/agent.jar", True),
        ("NODE_OPTIONS", "--require /mnt/libs/start.js", True),
        ("PERL5OPT", "-I/mnt/libs", True),
        ("PYTHONPATH", "/opt/mnt/libs", False),
        ("PYTHONPATH", "/mnt/libs-old", False),
        ("PYTHONPATH", "", False),
        ("JAVA_TOOL_OPTIONS", "-XX:HeapDumpPath=/mnt/libs/dumps", False),
        ("HOME", "/mnt/libs", False),
    ],
)
def test_a_variable_says_where_code_is(name: str, value: str, *, runs: bool) -> None:
    assert runs_by_variable(name, value, "/mnt/libs/") is runs


LOADED = [
    (["node", "server.js", "--plugin-dir=/mnt/libs/shop"], True),
    (["server", "--modules", "/opt/own,/mnt/libs"], True),
    (["agent", "--skills", "/mnt/libs", "--allow-scripts"], True),
    (["serve", "--model", "/mnt/libs/m", "--trust-remote-code"], True),
    (["sh", "-c", "migrate; exec agent --skills /mnt/libs --allow-scripts"], True),
    (["sh", "-c", "agent --skills /mnt/libs; other --allow-scripts"], False),
    (["agent", "--skills", "/mnt/libs", "--no-allow-scripts"], False),
    (["agent", "--skills", "/mnt/libs", "--allow-scripts=false"], False),
    (["agent", "--cache-dir", "/mnt/libs", "--allow-scripts"], False),
    (["server", "--plugin-dir=/mnt/libs", "--require-signed-plugins"], False),
    (["server", "--plugin-dir=/mnt/libs", "--allow-unsigned"], True),
    (["server", "--plugin-data-dir=/mnt/libs"], False),
    (["server", "--plugins", "/mnt/libs/list.json"], False),
    (["server", "--plugin-dir=/mnt/libs-old"], False),
]
"""Commands with what an option says of code that the program loads, by how the option is called."""


@pytest.mark.parametrize(
    ("parts", "runs"),
    [
        (["/mnt/libs/start"], True),
        (["python3.12", "-u", "/mnt/libs/main.py"], True),
        (["java", "-Xmx1g", "-jar", "/mnt/libs/app.jar"], True),
        (["java", "-cp", "/opt/a.jar:/mnt/libs/b.jar", "Main"], True),
        (["sh", "-c", "cd /mnt/libs && npm start"], True),
        (["bash", "-c", "set -e; . /mnt/libs/env.sh"], True),
        (["sh", "-c", "set -e\n/mnt/libs/start"], True),
        (["sh", "-c", "LEVEL=1 /mnt/libs/start"], True),
        (["server", "/mnt/libs"], False),
        (["sh", "-c", "mkdir -p /mnt/libs/out && node /opt/main.js"], False),
        (["sh", "-c", "cp -r /mnt/libs/models /tmp && exec /app/server"], False),
        (["sh", "-c", "cd /mnt/libs && /opt/batch"], False),
        (["sh", "-c", "cd /mnt/libs && node /opt/main.js"], False),
        (["sh", "-c", "cd /mnt/libs && ./start"], True),
        (["sh", "-c", "if true; then /mnt/libs/x.sh; fi"], True),
        (["/mnt/libs/in.csv"], False),
        (["server", "--config", "/x", "-p", "/mnt/libs"], False),
        (["gunicorn", "--chdir", "/mnt/libs", "app:app"], True),
        (["server", "--data", "/mnt/libs"], False),
        (["sh", "-c", "invoice-run --loop --after-each /mnt/libs/hooks/post-run.sh"], True),
        (["server", "--plugin=/mnt/libs/auth.so"], True),
        (["server", "--after-each", "/mnt/libs/last-run.log"], False),
        *LOADED,
        (["pack", "--output", "/mnt/libs/install.sh"], False),
        (["pack", "--out-file=/mnt/libs/install.sh"], False),
        (["pack", "/mnt/libs/install.sh", "--verbose"], False),
        (["python", "-m", "report", "/mnt/libs/out"], False),
        (["sh", "-c", "report > /mnt/libs/out"], False),
        (["/mnt/libs2/start"], False),
        ([], False),
    ],
)
def test_a_command_runs_its_program_and_what_an_interpreter_is_given(parts: list[str], *, runs: bool) -> None:
    assert runs_by_command(parts, "/mnt/libs") is runs


@pytest.mark.parametrize(
    "odd", [None, 7, [], {}, "", "{", "/", UNKNOWN, Secret("/mnt/libs"), [7], [UNKNOWN], {"arn": [7]}, [{"name": 7}]]
)
def test_no_shape_breaks_it(odd: Any) -> None:
    made = [
        function("fn", "b", fileSystemConfig=odd, environment=IMPORTS),
        function("fn", "b", fileSystemConfig={"arn": odd, "localMountPath": "/mnt/libs"}, environment=IMPORTS),
        function("fn", "b", fileSystemConfig={"arn": LIBS, "localMountPath": odd}, environment=odd, imageConfig=odd),
        aws("ecs/taskDefinition", "t", volumes=odd, containerDefinitions=json.dumps([RUNS])),
        aws("ecs/taskDefinition", "t", volumes=[VOLUME], containerDefinitions=odd),
        aws("ecs/taskDefinition", "t", volumes=[VOLUME], containerDefinitions=[{"mountPoints": odd, "command": odd}]),
        task({"name": odd if isinstance(odd, str) else 7, "efsVolumeConfiguration": {"fileSystemId": "x"}}),
        task({"name": "app", "efsVolumeConfiguration": odd}),
    ]
    others = aws("efs/accessPoint", "libs", fileSystemId=odd, arn=odd), aws("efs/fileSystem", "share", arn=odd)
    for workload in made:
        assert isinstance(list(Mounts(Stack((workload, *others))).of(workload)), list)


def test_an_access_point_is_found_by_its_arn_where_the_stack_knows_it_by_another_id() -> None:
    point = aws("efs/accessPoint", "libs", arn=LIBS, id="libs", fileSystemId="fs-1")
    assert is_told(judged(FUNCTION, point, SYSTEM))
    assert unknowns(judged(FUNCTION, aws("efs/accessPoint", "libs", id="libs", fileSystemId="fs-1"), SYSTEM))
