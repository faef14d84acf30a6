"""Another repository, with the wheel in a virtual environment of its own, has its stacks judged by the real engine."""

from pathlib import Path
from typing import Final

import pytest
from tests.engine_real.judged import operate
from tests.sandbox.sandbox import Sandbox
from tests.support.wheel import build_wheel, install_elsewhere

PROJECT: Final = {
    "Pulumi.yaml": "name: foreign\nruntime:\n  name: python\n  options: {virtualenv: .venv}\n",
    "__main__.py": """
import pulumi_aws as aws
from daypass_components import WorkloadIdentity, aws_service
user = aws.iam.User("robot")
aws.iam.AccessKey("key", user=user.name)
WorkloadIdentity("job", {"owner": "payments", "revoker": "payments", "workload_class": "service",
    "purpose": "Reads invoices", "review_by": "2027-05-31", "account": "111122223333",
    "federation": aws_service(service="lambda"), "grants": ["s3:GetObject on arn:aws:s3:::invoices/*"]})
""",
}


@pytest.fixture
def project(sandbox: Sandbox, tmp_path: Path) -> Path:
    """A project that is not ours, with daypass installed in its own `.venv` and its own settings."""
    made = sandbox.project(PROJECT, "elsewhere")
    made.joinpath("daypass.toml").write_text(
        'schema = 1\n[owners.payments]\ncontact = "p@example.org"\nescalation = "o@example.org"\n', encoding="utf-8"
    )
    install_elsewhere(build_wheel(tmp_path), made / ".venv")
    sandbox.pulumi("stack", "init", "dev", project=made).expect(0)
    return made


def test_the_executable_is_named_by_its_path_in_the_projects_own_environment(sandbox: Sandbox, project: Path) -> None:
    pack = Path(".venv/bin/daypass-pack-workload-identity")
    judged = operate(sandbox, ["preview"], project, packs=[pack], environment={"DAYPASS_TODAY": "2026-11-25"})
    judged.run.expect(1)
    failed = {row.urn.split("::")[-1] for row in judged.rows if row.status == "fail"}
    assert failed == {"robot", "key"}  # and nothing of what the component made


def test_so_is_the_folder_that_the_wheel_brings(sandbox: Sandbox, project: Path) -> None:
    (folder,) = (project / ".venv").glob("lib/python*/site-packages/daypass/packs/workload_identity")
    environment = {"PULUMI_PYTHON_CMD": str(project / ".venv" / "bin" / "python")}
    judged = operate(sandbox, ["preview"], project, packs=[folder], environment=environment)
    judged.run.expect(1)
    assert judged.of("no-long-lived-key")
