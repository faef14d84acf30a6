"""A kind of federation is one new file: everything that knows kinds finds it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KIND = """
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from daypass.model.kind import Field, Issuer, Kind, OidcFederation, by_exact_subject

HOST = "oidc.acme-ci.example"


@dataclass(frozen=True, slots=True)
class AcmeCi(OidcFederation):
    pipeline: str

    kind: ClassVar[str] = "acme_ci"

    @property
    def issuer_path(self) -> str:
        return HOST

    @property
    def proof(self) -> str:
        return f"Acme CI pipeline {self.pipeline}"

    def required_claims(self) -> Mapping[str, tuple[str, ...]]:
        return {"aud": ("aws",), "sub": (f"pipeline:{self.pipeline}",)}


KIND = Kind(
    name="acme_ci",
    description="A pipeline of Acme CI",
    fields={"pipeline": Field("Write the pipeline's name.", r"^[a-z-]+$", required=True, example="deploy")},
    make=AcmeCi,
    issuer=Issuer(HOST, by_exact_subject(HOST)),
)
"""

TOML = """
schema = 1
name = "night-deploy"
class = "pipeline"
purpose = "Deploys at night"
environments = ["dev"]
review_by = 2027-05-31
term = "1h"
[owner]
team = "payments"
[federation]
kind = "acme_ci"
pipeline = "${environment}-deploy"
[[grants]]
actions = ["s3:PutObject"]
resources = ["arn:aws:s3:::reports/*"]
"""

# In a process of its own, because a kind once found stays known.
PROGRAM = """
import json, sys
from pathlib import Path
import daypass.model.federation as package
from daypass.iam.trust import trust_document
from daypass.model.declaration import declaration_schema, read_identities
from daypass.model.substitution import Substitutions
from daypass.model.term import LIMITS
from daypass_policies.rules import catalog
from tests.support.roles import problems, role

folder = Path(sys.argv[1])
package.__path__.append(str(folder / "kinds"))
facts = {"environment": "dev", "account": "111122223333", "region": "eu-central-1", "partition": "aws"}
substitutions = Substitutions({name: (lambda value=value: value) for name, value in facts.items()}, config=str)
(identity,) = read_identities(
    folder / "identities", environment="dev", owners={}, terms=LIMITS, substitutions=substitutions
)
trust = trust_document(identity)
loose = json.loads(json.dumps(trust))
loose["Statement"][0]["Condition"]["StringEquals"].pop("oidc.acme-ci.example:sub")
rule = catalog()["trust-pins-subject"]
print(json.dumps({
    "kinds": list(package.KINDS),
    "schema": json.dumps(declaration_schema()),
    "trust": trust,
    "table": identity.federation.proof,
    "passes": [problem.message for problem in problems(rule, role(*trust["Statement"]))],
    "refused": [problem.message for problem in problems(rule, role(*loose["Statement"]))],
}))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("new-kind")
    for name, text in (("kinds/acme_ci.py", KIND), ("identities/night-deploy.toml", TOML)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    root = Path(__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)], cwd=root, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def test_the_kinds_and_the_schema_have_it(found: dict[str, Any]) -> None:
    assert found["kinds"] == ["acme_ci", "aws_principal", "aws_service", "eks_pod_identity", "github_actions"]
    assert "Write the pipeline's name." in found["schema"]


def test_a_toml_file_that_names_it_becomes_a_trust_policy_and_a_row_of_the_table(found: dict[str, Any]) -> None:
    (statement,) = found["trust"]["Statement"]
    assert statement["Principal"] == {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.acme-ci.example"}
    assert statement["Condition"] == {
        "StringEquals": {"oidc.acme-ci.example:aud": "aws", "oidc.acme-ci.example:sub": "pipeline:dev-deploy"}
    }
    assert found["table"] == "Acme CI pipeline dev-deploy"


def test_the_rule_knows_its_issuer(found: dict[str, Any]) -> None:
    assert found["passes"] == []
    assert "every subject of oidc.acme-ci.example" in found["refused"][0]
