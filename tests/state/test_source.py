"""What becomes of the paths that a user names."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.states import AWS_URN, ROOT_URN, access_key, deployment, entry, export, urn, write

from daypass.model.resource import UNKNOWN, Place, Secret, Undecided
from daypass.state.foreign import is_foreign
from daypass.state.source import State, read_states
from daypass.state.values import SECRET, SIGNATURE


def read(path: Path | str) -> State:
    (state,) = read_states([str(path)])
    return state


def refused(tmp_path: Path, content: Any) -> str:
    state = read(write(tmp_path / "state.json", content))
    assert state.error
    assert "\n" not in state.error
    assert not state.resources
    return state.error


def test_an_export_becomes_resources_with_everything_that_rules_ask_for(tmp_path: Path) -> None:
    key = access_key(
        protect=True,
        retainOnDelete=True,
        dependencies=[urn("aws:iam/user:User", "ci")],
        propertyDependencies={"user": [urn("aws:iam/user:User", "ci")]},
        outputs={"user": "ci", "secret": {SIGNATURE: SECRET, "ciphertext": "v1:x"}},
        sourcePosition="project:///app/keys.py#12,3",
    )
    state = read(write(tmp_path / "dev.json", export(key)))
    assert (state.kind, state.stack, state.error) == ("stack-export", "dev", None)
    found = state.resources[2]
    assert (found.urn, found.type, found.name, found.id) == (key["urn"], key["type"], "ci", "ci")
    assert (found.parent, found.custom, found.external, found.protect) == (ROOT_URN, True, False, True)
    assert found.retained
    assert not state.resources[0].retained
    assert found.inputs["user"] == "ci"
    secret = found.outputs.raw["secret"]
    assert isinstance(secret, Secret)
    assert secret.reveal() is UNKNOWN
    assert found.property_dependencies == {"user": (urn("aws:iam/user:User", "ci"),)}
    assert (found.provider.urn, found.provider.type, found.provider.name) == (
        AWS_URN,
        "pulumi:providers:aws",
        "default_7_51_1",
    )
    assert found.provider.inputs["region"] == "eu-west-1"
    assert found.place == Place("app/keys.py", 12)


def test_of_what_was_looked_up_and_not_written_down_everything_is_unknown(tmp_path: Path) -> None:
    old = entry("aws:iam/role:Role", "old", external=True)
    found = read(write(tmp_path / "dev.json", export(old))).resources[2]
    with pytest.raises(Undecided, match="tags"):
        found.declared.get("tags")


def test_a_name_may_hold_what_separates_the_parts_of_a_urn(tmp_path: Path) -> None:
    state = read(write(tmp_path / "dev.json", export(entry("aws:iam/user:User", "a::b"))))
    assert state.resources[2].name == "a::b"


@pytest.mark.parametrize(
    "content",
    [
        {"version": 3, "checkpoint": {"stack": "organization/shop/dev", "latest": deployment(access_key())}},
        {"stack": "organization/shop/dev", "config": {}, "latest": deployment(access_key())},
        deployment(access_key()),
    ],
    ids=["of the file backend", "without its version", "nothing but the deployment"],
)
def test_a_checkpoint_is_read_wrapped_or_bare(tmp_path: Path, content: Any) -> None:
    state = read(write(tmp_path / "dev.json", content))
    assert (state.kind, state.stack, len(state.resources), state.error) == ("checkpoint", "dev", 3, None)


@pytest.mark.parametrize(
    ("content", "stack"),
    [
        ({"version": 3, "deployment": {"manifest": {}}}, ""),
        ({"version": 3, "deployment": {"manifest": {}, "resources": None}}, ""),
        ({"version": 4, "features": ["views"], "deployment": {"manifest": {}, "resources": []}}, ""),
        ({"version": 3, "checkpoint": {"stack": "organization/shop/dev"}}, "dev"),
        ({"version": 3, "checkpoint": {"stack": "dev", "latest": None}}, "dev"),
    ],
)
def test_a_stack_without_resources_is_a_source_without_resources(tmp_path: Path, content: Any, stack: str) -> None:
    state = read(write(tmp_path / "dev.json", content))
    assert (state.error, state.resources, state.stack) == (None, (), stack)


def test_what_waits_for_its_deletion_is_not_judged_and_said(tmp_path: Path) -> None:
    content = export(access_key(), access_key("old", delete=True), pending_operations=[{}, {}])
    state = read(write(tmp_path / "dev.json", content))
    assert [resource.name for resource in state.resources] == ["shop-dev", "default_7_51_1", "ci"]
    assert [note.rpartition(": ")[2] for note in state.notes] == ["1", "2"]


def test_a_provider_that_is_not_in_the_file_is_known_by_name_alone(tmp_path: Path) -> None:
    state = read(
        write(tmp_path / "dev.json", export(access_key(provider="urn:pulumi:dev::shop::a$pulumi:providers:aws::eu::1")))
    )
    provider = state.resources[2].provider
    assert (provider.type, provider.name, dict(provider.inputs)) == ("pulumi:providers:aws", "eu", {})


def test_the_place_is_inherited_from_the_parent_and_else_the_start_of_the_project(tmp_path: Path) -> None:
    component = entry("shop:index:Team", "payments", sourcePosition="project:///__main__.py#4", custom=False, id="")
    content = export(
        component, access_key(parent=component["urn"], sourcePosition="project:///../lib/x.py#9"), access_key("b")
    )
    places = [resource.place for resource in read(write(tmp_path / "dev.json", content)).resources]
    assert places[2:] == [Place("__main__.py", 4), Place("__main__.py", 4), Place("Pulumi.yaml", 1)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_encodings_that_shells_write_are_read(tmp_path: Path, encoding: str) -> None:
    content = json.dumps(export(access_key("schlüssel")), ensure_ascii=False).encode(encoding)
    assert read(write(tmp_path / "dev.json", content)).resources[2].name == "schlüssel"


def test_gzip_of_the_file_backend_is_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps(export(access_key())).encode())
    assert len(read(write(tmp_path / "dev.json.gz", packed)).resources) == 3
    assert "gzip" in refused(tmp_path, packed[:-9])


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\xff\xfe\x00\xd8", "no text"),
        (bytes(range(256)), "no text"),
        (b"\0" * 999, ""),
        (json.dumps(export(access_key())).encode()[:-40], "no complete JSON"),
        (b'{"version": 3} {"version": 3}', "no complete JSON"),
        (b'{"version": 3, "version": 3}', "twice"),
        (b'{"version": NaN}', "NaN"),
        (b'{"version": -Infinity}', "Infinity"),
        (b'{"version": ' + b"1" * 9999 + b"}", "number"),
        (b"[" * 100_000, "too deep"),
        (b'{"a":' * 100_000, "too deep"),
        (b'{"version": 3, "deployment": {"manifest": {"x": "\\ud800"}}}', "surrogate"),
        (b"\x28\xb5\x2f\xfd rest", "zstd"),
        ([], "neither"),
        ({}, "neither"),
        (None, "neither"),
        ({"name": "package", "version": "1.0.0"}, "neither"),
        ({"steps": [{"urn": ROOT_URN}]}, "neither"),
        ({"version": 3, "deployment": None}, "deployment"),
        ({"version": 3, "deployment": {}}, "neither a manifest nor resources"),
        ({"deployment": {"manifest": {}}}, "version"),
        ({"version": 5, "deployment": {"manifest": {}}}, "version 5"),
        ({"version": 0, "deployment": {"manifest": {}}}, "version 0"),
        ({"version": True, "deployment": {"manifest": {}}}, "whole number"),
        ({"version": "3", "deployment": {"manifest": {}}}, "whole number"),
        ({"version": 3, "checkpoint": []}, "checkpoint"),
        ({"version": 3, "checkpoint": {}}, "checkpoint.stack"),
        ({"version": 3, "checkpoint": {"stack": "dev", "latest": []}}, "checkpoint.latest"),
        ({"version": 3, "deployment": {"manifest": {}, "resources": {}}}, "deployment.resources"),
        ({"version": 3, "deployment": {"manifest": {}, "resources": [None]}}, "deployment.resources[0]"),
        (export({**access_key(), "urn": ""}), "deployment.resources[2].urn"),
        (export({**access_key(), "urn": "urn:pulumi:dev::shop::x"}), "deployment.resources[2].urn"),
        (export({**access_key(), "urn": "arn:aws:iam::1:user/x"}), "no URN"),
        (export({**access_key(), "type": None}), "deployment.resources[2].type"),
        (export({**access_key(), "type": "aws:s3/bucket:Bucket"}), "not the type in the URN"),
        (export({**access_key(), "inputs": ["user"]}), "deployment.resources[2].inputs"),
        (export({**access_key(), "inputs": {SIGNATURE: SECRET, "ciphertext": "x"}}), "deployment.resources[2].inputs"),
        (export({**access_key(), "delete": "yes"}), "deployment.resources[2].delete"),
        (export({**access_key(), "dependencies": [1]}), "deployment.resources[2].dependencies"),
        (export({**access_key(), "propertyDependencies": {"user": "x"}}), "propertyDependencies.user"),
        (export({**access_key(), "stackTrace": ["x"]}), "deployment.resources[2]"),
    ],
)
def test_what_is_no_whole_state_is_refused_in_one_sentence(tmp_path: Path, content: Any, fact: str) -> None:
    assert fact in refused(tmp_path, content)


def test_a_value_that_is_nested_deeper_than_any_engine_writes_is_refused(tmp_path: Path) -> None:
    text = json.dumps(export(access_key())).replace('"ci"', "[" * 10_000 + "]" * 10_000, 1)
    assert "too deep" in refused(tmp_path, text.encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([ROOT_URN, "a:b:C"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "urn",
    "type",
    "inputs",
    "outputs",
    "parent",
    "provider",
    "custom",
    "delete",
    "dependencies",
    "stackTrace",
    "id",
)


@given(field=st.sampled_from(FIELDS), value=JSON)
def test_whatever_stands_in_a_field_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, field: str, value: Any
) -> None:
    content = export({**access_key(), field: value})
    state = read(write(tmp_path_factory.mktemp("fuzz") / "dev.json", content))
    assert bool(state.error) != bool(state.resources)


@given(JSON)
def test_whatever_stands_in_a_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    assert read(write(tmp_path_factory.mktemp("fuzz") / "dev.json", value)).error


def test_a_folder_gives_all_its_states_in_order_and_passes_over_what_is_none(tmp_path: Path) -> None:
    write(tmp_path / "b/prod.json", export(access_key()))
    write(tmp_path / "a.json", export())
    write(tmp_path / "package.json", {"name": "shop"})
    write(tmp_path / "report.json", {"schema_version": 1, "tool": {}, "findings": [{"urn": ROOT_URN}]})
    write(tmp_path / "notes.txt", b"no state")
    states = list(read_states([str(tmp_path)]))
    assert [(Path(state.path).name, state.skipped) for state in states] == [
        ("a.json", False),
        ("package.json", True),
        ("report.json", True),
        ("prod.json", False),
    ]


@pytest.mark.parametrize(
    "content", [b"", b"{", {}, [], {"resources": 1}, {"a": [{"urn": ROOT_URN}]}, {"version": 3, "deployment": 1}]
)
def test_what_may_be_the_rest_of_a_state_is_an_error_in_a_folder_too(tmp_path: Path, content: Any) -> None:
    write(tmp_path / "broken.json", content)
    write(tmp_path / "good.json", export(access_key()))
    broken, good = read_states([str(tmp_path)])
    assert broken.error
    assert len(good.resources) == 3


def test_a_folder_without_a_state_is_an_error_whatever_else_it_holds(tmp_path: Path) -> None:
    assert "no state of Pulumi" in str(read(tmp_path).error)
    write(tmp_path / "package.json", {"name": "shop"})
    skipped, error = read_states([str(tmp_path)])
    assert skipped.skipped
    assert error.error


@pytest.mark.parametrize(
    ("content", "foreign"),
    [
        ({"schema_version": 1, "tool": {}, "findings": [{"urn": ROOT_URN}]}, True),
        ({"schema": 1, "findings": [{"urn": ROOT_URN}]}, True),
        ({"version": 2, "policies": {}, "exceptions": {"targets": [ROOT_URN]}}, True),
        ({"version": "2.1.0", "runs": [ROOT_URN]}, True),
        ([{"name": "x"}], True),
        ({"schema": 1, "resources": []}, False),
        ({"tool": {}, "deployments": [{"urn": ROOT_URN}]}, False),
        ([ROOT_URN], False),
        ("text", False),
        (0, False),
    ],
)
def test_what_is_plainly_something_else_is_told_from_the_rest_of_a_state(content: Any, *, foreign: bool) -> None:
    assert is_foreign(content) == foreign


def test_links_are_followed_and_no_file_is_judged_twice(tmp_path: Path) -> None:
    write(tmp_path / "real/dev.json", export(access_key()))
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    (tmp_path / "real/up").symlink_to(tmp_path)
    (tmp_path / "real/again.json").symlink_to(tmp_path / "real/dev.json")
    assert [state.error for state in read_states([str(tmp_path), str(tmp_path / "real/dev.json")])] == [None]


def test_what_cannot_be_reached_is_an_error_and_hides_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "z.json", export(access_key()))
    (tmp_path / "a.json").symlink_to(tmp_path / "nowhere")
    (tmp_path / "b.json").symlink_to(tmp_path / "b.json")
    os.mkfifo(tmp_path / "c.json")
    *broken, good = read_states([str(tmp_path)])
    assert [bool(state.error) for state in broken] == [True, True, True]
    assert good.error is None


def test_the_file_backend_is_read_without_what_was_before(tmp_path: Path) -> None:
    now = {"version": 3, "checkpoint": {"stack": "organization/shop/dev", "latest": deployment(access_key())}}
    for place in ("stacks/shop/dev", "history/shop/dev/dev-1.checkpoint", "backups/shop/dev/dev.1"):
        write(tmp_path / f".pulumi/{place}.json", now)
    assert [Path(state.path).parts[-3:] for state in read_states([str(tmp_path)])] == [("stacks", "shop", "dev.json")]


@pytest.mark.parametrize("path", ["", "nowhere.json", "x" * 5000, "nul\0byte", "/dev/null", "/dev/zero"])
def test_a_path_that_leads_to_no_file_is_an_error(path: str) -> None:
    assert read(path).error


def test_a_pipe_is_read_as_a_shell_hands_it_over_and_one_without_a_writer_is_not_waited_for(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, json.dumps(export(access_key())).encode())
    os.close(writing)
    try:
        assert len(read(f"/dev/fd/{reading}").resources) == 3
    finally:
        os.close(reading)
    os.mkfifo(tmp_path / "pipe")
    assert "empty" in str(read(tmp_path / "pipe").error)
