"""Another repository installs the wheel and runs the packs from there, far away from this checkout."""

import subprocess
import zipfile
from pathlib import Path

import pytest
from google.protobuf.empty_pb2 import Empty
from tests.support.packs import ADDRESS, running
from tests.support.tree import ROOT
from tests.support.wheel import build_wheel, install_elsewhere

from daypass.rule import PACKS

KEY = "aws:iam/accessKey:AccessKey"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as a release is."""
    return build_wheel(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def foreign(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment elsewhere with the wheel in it."""
    return install_elsewhere(wheel, tmp_path_factory.mktemp("elsewhere") / ".venv")


def test_the_wheel_holds_the_packs_and_nothing_of_the_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for pack in PACKS:
        assert {f"daypass/packs/{pack}/{file}" for file in ("PulumiPolicy.yaml", "__main__.py")} <= names
    assert not [name for name in names if name.startswith(("tests/", "examples/")) or "__pycache__" in name]


@pytest.mark.parametrize("pack", PACKS)
def test_an_installed_executable_judges_in_a_foreign_folder(foreign: Path, pack: str, tmp_path: Path) -> None:
    command = [str(foreign / f"daypass-pack-{pack.replace('_', '-')}"), ADDRESS]
    with running(command, tmp_path) as started:
        assert started.stub.GetAnalyzerInfo(Empty()).name == pack
        found = [diagnostic.policyName for diagnostic in started.analyze(KEY)]
        assert ("no-long-lived-key" in found) == (pack == "workload_identity")


@pytest.mark.parametrize("pack", PACKS)
def test_an_installed_pack_folder_starts_as_pulumi_starts_it(foreign: Path, pack: str, tmp_path: Path) -> None:
    daypass = subprocess.run(
        [foreign / "daypass", "pack", "path", pack], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    folder = Path(daypass.stdout.strip())
    assert folder.is_relative_to(foreign.parent)
    with running([str(foreign / "python"), "-u", "-m", "pulumi.policy", ADDRESS, str(folder)], folder) as started:
        assert started.stub.GetAnalyzerInfo(Empty()).name == pack


def test_the_foreign_environment_does_not_run_this_checkout(foreign: Path) -> None:
    script = "import daypass, daypass_policies; print(daypass.__file__, daypass_policies.__file__)"
    done = subprocess.run([foreign / "python", "-c", script], capture_output=True, text=True, check=True)
    assert str(ROOT / "src") not in done.stdout
    assert all(path.startswith(str(foreign.parent)) for path in done.stdout.split())
