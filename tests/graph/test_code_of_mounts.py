"""Whoever writes where the code of a function itself takes more code makes that function do something else."""

from typing import Any

import pytest
from tests.support.becoming import function
from tests.support.grants import ARN, native
from tests.support.mounts import MOUNT, POINT, SYSTEM, is_told, judged
from tests.support.rules import messages, only, passes, unknowns

from daypass.graph.becoming.steering.programs.files import files_of
from daypass.graph.becoming.steering.programs.python import program_in
from daypass.graph.becoming.steering.programs.taking import code_taken
from daypass.model.resource import UNKNOWN, Resource, Secret


def written(text: Any, name: str = "index.py", **inputs: Any) -> Resource:
    """A function with a mount and with its code in the stack."""
    return function("fn", "b", **{"fileSystemConfig": MOUNT, "code": {"assets": {name: {"text": text}}}, **inputs})


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nsys.path.insert(0, '/mnt/libs')\nimport settle",
        "import sys as s\ns.path.append('/mnt/libs/site-packages')",
        "from sys import path\nLIBS = '/mnt/libs'\npath.append(LIBS)",
        "import sys\nsys.path.extend(['/opt/a', '/mnt/libs'])",
        "import sys\nsys.path += ['/mnt/libs']",
        "import sys\nsys.path = ['/mnt/libs'] + sys.path",
        "import sys\nsys.path[:0] = ['/mnt/libs']",
        "import os, sys\nsys.path.insert(0, os.path.join('/mnt', 'libs', 'v1'))",
        "import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path('/mnt') / 'libs'))",
        "import site\nsite.addsitedir('/mnt/libs')",
        "import runpy\ndef handler(event, context):\n    runpy.run_path(f'/mnt/libs/{event[\"job\"]}.py')",
        "from importlib.util import spec_from_file_location as of\nof('settle', '/mnt/libs/settle.py')",
        "import subprocess\nsubprocess.run(['python3', '/mnt/libs/job.py'])",
        "import subprocess\nsubprocess.check_call('/mnt/libs/job.sh --all', shell=True)",
        "import os\nos.system('bash /mnt/libs/job.sh')",
        "exec(open('/mnt/libs/settle.py').read())",
        "import pickle\nmodel = pickle.load(open('/mnt/libs/model.bin', 'rb'))",
    ],
)
def test_whoever_writes_what_the_code_of_a_function_imports_or_runs_may_act_as_it(text: str) -> None:
    answer = judged(written(text), POINT, SYSTEM)
    assert is_told(answer)
    assert "(efs-x01: elasticfilesystem:ClientMount, elasticfilesystem:ClientWrite)" in only(messages(answer))


@pytest.mark.parametrize(
    "text",
    [
        "const settle = require('/mnt/libs/settle');",
        "const settle = await import(`/mnt/libs/${name}.mjs`);",
        "import { settle } from '/mnt/libs/settle.mjs';",
        "const path = require('path'); require(path.join('/mnt/libs', 'settle'));",
        "const { execFile } = require('child_process'); execFile('/mnt/libs/run');",
        "require('child_process').execSync('bash /mnt/libs/run.sh');",
        "module.paths.push('/mnt/libs/node_modules');",
    ],
)
def test_code_in_javascript_is_read_alike(text: str) -> None:
    assert is_told(judged(written(text, "index.mjs"), POINT, SYSTEM))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import sys\nsys.path.insert(0, '/opt/python')\nopen('/mnt/libs/report.csv', 'w')", "index.py"),
        ("import sys\nsys.path.insert(0, '/mnt/libs-old')", "index.py"),
        ("import sys\n# sys.path.insert(0, '/mnt/libs')", "index.py"),
        ("import sys\nsys.path.insert(0, '/mnt/libs' + version)", "index.py"),
        ("import sys\nsys.path.insert(0, folder)", "index.py"),
        ("import subprocess\nsubprocess.run(['tar', 'xf', '/mnt/libs/data.tar'])", "index.py"),
        ("import json\njson.load(open('/mnt/libs/settings.json'))", "index.py"),
        ("import sys\nsys.path.insert(0, '/mnt/libs'", "index.py"),
        ("import sys\nsys.path.insert(0, '/mnt/libs')", "README.md"),
        ("const fs = require('fs'); fs.readFileSync('/mnt/libs/report.csv');", "index.js"),
        ("// require('/mnt/libs/settle')", "index.js"),
        ("/* require('/mnt/libs/settle') */", "index.js"),
    ],
)
def test_code_that_keeps_data_there_alone_or_is_not_plain_is_quiet(text: str, name: str) -> None:
    assert passes(judged(written(text, name), POINT, SYSTEM))


def test_code_that_holds_what_it_finds_to_a_digest_runs_nobody_elses() -> None:
    held = "import hashlib, sys\nif hashlib.sha256(open(P).read()).hexdigest() != D: raise ValueError\n"
    assert passes(judged(written(f"{held}sys.path.insert(0, '/mnt/libs')"), POINT, SYSTEM))


def test_a_variable_of_the_environment_says_where_code_is() -> None:
    text = "import os, sys\nsys.path.insert(0, os.environ['LIBS'] + '/v1')"
    for value, says in (("/mnt/libs", True), ("/opt", False)):
        made = written(text, environment={"variables": {"LIBS": value}})
        assert is_told(judged(made, POINT, SYSTEM)) is says
    unsure = written(text, environment={"variables": {"LIBS": UNKNOWN}})
    assert unknowns(judged(unsure, POINT, SYSTEM)) == ["environment.variables.LIBS"]


def test_code_that_is_not_known_yet_is_undecided() -> None:
    assert unknowns(judged(written(UNKNOWN), POINT, SYSTEM)) == ["code.assets['index.py'].text"]
    assert passes(judged(written(UNKNOWN, fileSystemConfig=None), POINT, SYSTEM))


def test_a_text_alone_is_the_file_of_its_runtime() -> None:
    code = {"zipFile": "import sys\nsys.path.insert(0, '/mnt/libs')"}
    said = {"role": f"{ARN}role/b", "fileSystemConfigs": [MOUNT], "code": code}
    assert is_told(judged(native("lambda:Function", "fn", runtime="python3.13", **said), POINT, SYSTEM))
    assert passes(judged(native("lambda:Function", "fn", runtime="nodejs22.x", **said), POINT, SYSTEM))


def test_an_archive_in_an_archive_is_looked_into() -> None:
    inner = {"assets": {"load.py": {"text": "import sys\nsys.path.append('/mnt/libs')"}}}
    assert is_told(judged(function("fn", "b", fileSystemConfig=MOUNT, code={"assets": {"lib": inner}}), POINT, SYSTEM))


@pytest.mark.parametrize(
    "odd", [None, 7, [], {}, "", UNKNOWN, Secret([]), [7], {"assets": 7}, "(" * 5000, "\0", "-" * 9999]
)
def test_no_shape_breaks_it(odd: Any) -> None:
    for code in (odd, {"assets": odd}, {"assets": {"index.py": odd}}, {"assets": {"a.py": {"text": odd}}}):
        made = function("fn", "b", fileSystemConfig=MOUNT, code=code)
        assert all(one.name for one in files_of(made))
        assert code_taken(made) is not None


def test_what_is_no_program_or_never_ends_is_not_followed() -> None:
    assert program_in("(" * 5000) is None
    turning = program_in("import sys\n" + "a = a + a\na = 'x' + a\n" * 200 + "sys.path.append(a)")
    assert turning is not None
    assert len([*turning.starts(turning.calls[0].given(0))]) < 1000


@pytest.mark.parametrize("name", ['a\\"b', "a]b", "a.b", "", "[0]"])
def test_a_variable_of_any_name_is_looked_up(name: str) -> None:
    text = f'import os, sys\nsys.path.insert(0, os.environ["{name}"])'
    assert passes(judged(written(text), POINT, SYSTEM))
