"""The components as a plugin: the schema that other languages generate from, and what they get when they construct."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from tests.support.golden import assert_golden
from tests.support.plugin import Plugin, plugin

TYPE = "daypass:index:WorkloadIdentity"
ACCOUNT = "111122223333"
ARGS: dict[str, Any] = {
    "owner": "payments",
    "workloadClass": "pipeline",
    "purpose": "Deploys the invoice service",
    "reviewBy": "2027-05-31",
    "term": "1h",
    "federation": {
        "kind": "github_actions",
        "repository": "acme/invoice",
        "repository_id": "1234",
        "owner_id": "99",
        "environment": "prod",
    },
    "grants": ["s3:PutObject on arn:aws:s3:::invoice/*"],
}


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plugin]:
    """The plugin, started from the folder of a program without settings, as Pulumi does."""
    monkeypatch.chdir(tmp_path)
    with plugin(ACCOUNT) as running:
        yield running


def test_the_schema_for_other_languages_is_as_it_was(started: Plugin) -> None:
    schema = started.schema()
    del schema["version"]
    assert_golden(Path(__file__).parent / "graphs" / "schema.json", schema)


def test_another_language_constructs_what_python_does(started: Plugin) -> None:
    state = started.construct(TYPE, "invoice", ARGS)
    assert set(state) == {"roleArn", "roleName"}
    assert state["roleName"] == "invoice-dev"
    made = {made.type: made for made in started.registrations}
    assert set(made) == {"pulumi:providers:aws", TYPE, "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"}
    assert made["aws:iam/role:Role"].urn == f"urn:pulumi:dev::p::{TYPE}$aws:iam/role:Role::invoice"
    assert f":{ACCOUNT}:" in made["aws:iam/role:Role"].inputs["permissionsBoundary"]
    recorded = made[TYPE].inputs
    assert (recorded["workload_class"], recorded["review_by"]) == ("pipeline", "2027-05-31")
    assert (recorded["revoker"], recorded["environment"]) == ("payments", "dev")


def test_the_other_components_construct_as_well(started: Plugin) -> None:
    assert set(started.construct("daypass:index:OidcProvider", "github", {"issuer": "https://a.example"})) == {"arn"}
    assert set(started.construct("daypass:index:PermissionsBoundary", "boundary", {"workloadClass": "agent"})) == {
        "arn"
    }


@pytest.mark.parametrize(
    ("inputs", "depends", "words"),
    [
        (ARGS | {"owner": "todo"}, {}, "WorkloadIdentity 'invoice': owner: 'todo' names nobody"),
        (ARGS | {"term": "5h"}, {}, "WorkloadIdentity 'invoice': term: '5h' is above the limit"),
        (ARGS, {"owner": ["urn:pulumi:dev::p::a:b:C::d"]}, "owner: is an Output"),
        (ARGS | {"owner": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}, {}, "owner: is not known yet"),
        ({key: value for key, value in ARGS.items() if key != "owner"}, {}, "Missing required input 'owner'"),
    ],
)
def test_what_cannot_be_is_refused_in_the_same_words(
    inputs: dict[str, Any], depends: dict[str, list[str]], words: str, started: Plugin
) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        started.construct(TYPE, "invoice", inputs, **depends)
    call: Any = refused.value
    details = dict(call.trailing_metadata()).get("grpc-status-details-bin", b"")  # where Pulumi puts a missing input
    assert words in call.details() + details.decode(errors="replace")
    assert [made.type for made in started.registrations] == []
