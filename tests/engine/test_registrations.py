"""Resources are named, parented and completed as by the engine."""

from pathlib import Path

import pytest
from tests.support.programs import one, ran, urns, written

from daypass.engine.program import run_program
from daypass.model.resource import UNKNOWN, Place, Secret, Undecided

LEAF = "test:index/leaf:Leaf"


def test_a_urn_carries_the_chain_of_its_parents_types_without_the_stacks() -> None:
    assert urns(ran("family")) == {
        "pulumi:pulumi:Stack::family-dev",
        "pulumi:providers:test::default",
        "test:index:Tree::tree",
        "test:index:Tree$test:index:Branch::branch",
        f"test:index:Tree$test:index:Branch${LEAF}::branch-leaf",
        f"{LEAF}::first",
        f"{LEAF}::second",
        f"{LEAF}::of-resource",
    }


def test_everything_without_a_parent_of_its_own_is_a_child_of_the_stack() -> None:
    preview = ran("family")
    assert one(preview, "first").parent == preview.stack.root.urn
    assert one(preview, "branch").parent == one(preview, "tree").urn
    assert preview.stack.root.parent == ""


def test_a_default_provider_has_no_parent_as_in_the_engine() -> None:
    assert one(ran("family"), "default").parent == ""


def test_protection_is_inherited_until_somebody_says_otherwise() -> None:
    preview = ran("family")
    assert [one(preview, name).protect for name in ("tree", "branch", "branch-leaf", "first", "second")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_what_stays_without_the_program_says_so() -> None:
    assert [one(ran("family"), name).retained for name in ("first", "second")] == [False, True]


def test_a_component_has_the_inputs_it_declares_and_the_outputs_it_registers() -> None:
    branch = one(ran("family"), "branch")
    assert not branch.custom
    assert branch.inputs.raw == {"owner": "payments"}
    assert branch.outputs.raw == {"leaf": one(ran("family"), "branch-leaf").urn}


def test_values_arrive_as_json_has_them_and_whole_numbers_whole() -> None:
    value = one(ran("family"), "first").inputs["value"]
    assert value.raw == {"deep": ["one", 2, 2.5, True, None]}


def test_an_output_of_something_not_made_yet_is_unknown() -> None:
    second = one(ran("family"), "second")
    with pytest.raises(Undecided, match="value"):
        second.inputs["value"]
    assert second.inputs["plain"] == "text"


def test_what_a_property_depends_on_is_known_even_where_its_value_is_not() -> None:
    preview = ran("family")
    first, second = one(preview, "first"), one(preview, "second")
    assert second.property_dependencies["value"] == (first.urn,)
    assert second.property_dependencies["plain"] == ()


def test_depending_on_a_component_is_depending_on_what_it_holds() -> None:
    preview = ran("family")
    assert one(preview, "branch-leaf").urn in one(preview, "second").dependencies


def test_a_resource_as_an_argument_is_its_id() -> None:
    assert not one(ran("family"), "of-resource").inputs.is_known("value")


def test_exports_are_the_outputs_of_the_stack_and_secrets_stay_marked() -> None:
    exports = ran("family").stack.root.outputs
    assert exports["name"] == "plain"
    assert exports.raw["first"] is UNKNOWN
    assert isinstance(exports.raw["hidden"], Secret)
    assert "canary" not in repr(exports.raw)


def test_each_resource_stands_at_the_users_own_line() -> None:
    preview = ran("family")
    assert one(preview, "first").place == Place("__main__.py", 26)
    assert one(preview, "branch-leaf").place == Place("__main__.py", 14)


def test_a_line_of_a_neighbouring_file_is_the_users_own_too() -> None:
    assert one(ran("elsewhere/single"), "line 5").place == Place("beside.py", 11)


def test_what_nobody_wrote_stands_at_the_start_of_the_project() -> None:
    assert one(ran("family"), "default").place == Place("Pulumi.yaml", 1)


def test_a_transform_of_its_own_comes_first_then_its_ancestors_then_the_stacks() -> None:
    assert one(ran("transforms"), "child").inputs["seen"][:] == ["own", "parent", "stack"]
    assert one(ran("transforms"), "base").inputs["seen"][:] == ["stack"]


def test_transforms_pass_secrets_and_unknowns_on() -> None:
    child = one(ran("transforms"), "child")
    assert isinstance(child.inputs.raw["value"], Secret)
    assert child.inputs["value"] == "canary-transformed"
    assert child.inputs.raw["unknown"] is UNKNOWN


def test_a_transform_may_change_options() -> None:
    preview = ran("transforms")
    guarded = one(preview, "guarded")
    assert guarded.protect
    assert one(preview, "base").urn in guarded.dependencies
    assert isinstance(guarded.outputs.raw["token"], Secret)


def test_the_sdks_own_transformations_work_as_well() -> None:
    assert one(ran("transforms"), "marked").inputs["old"] is True


def test_hooks_are_accepted_and_not_run() -> None:
    assert one(ran("hooks"), "hooked").type == LEAF


def test_a_dynamic_resource_has_unknown_outputs_and_no_code() -> None:
    preview = ran("dynamic")
    made = one(preview, "made")
    assert made.type == "pulumi-python:dynamic:Resource"
    assert made.inputs.raw == {"value": "given"}
    assert preview.stack.root.outputs.raw["made"] is UNKNOWN
    assert "canary" not in repr(vars(preview))


def test_a_dynamic_provider_gets_the_whole_configuration_with_its_namespaces() -> None:
    (provider,) = ran("dynamic").stack.of_type("pulumi:providers:pulumi-python")
    assert provider.inputs.raw == {"dynamic:plain": "text"}


def test_nothing_is_known_of_a_referenced_stack() -> None:
    preview = ran("references")
    reference = one(preview, "acme/network/prod")
    assert reference.external
    assert reference.type == "pulumi:pulumi:StackReference"
    for name in ("get", "require"):
        assert one(preview, name).inputs.raw["vpc"] is UNKNOWN
        assert one(preview, name).property_dependencies["vpc"] == (reference.urn,)
    assert preview.stack.root.outputs.raw["vpc"] is UNKNOWN


def test_what_is_read_is_external_and_known_as_far_as_the_program_and_its_id_say() -> None:
    preview = ran("existing")
    old = one(preview, "old")
    assert old.external
    assert old.id == "legacy-deploy"
    assert old.state.raw == {"name": "legacy-deploy", "path": "/legacy/"}
    assert one(preview, "on-old").inputs["role"] == "legacy-deploy"
    assert preview.stack.root.outputs["id"] == "legacy-deploy"
    assert preview.stack.root.outputs.raw["arn"] is UNKNOWN


def test_reading_by_an_id_that_is_not_known_yet_leaves_everything_unknown() -> None:
    late = one(ran("existing"), "late")
    assert late.id == ""
    assert late.state.raw == {}


def test_missing_files_are_reported_and_none_is_read() -> None:
    preview = ran("files")
    told = [note for note in preview.notes if "is missing" in note]
    assert len(told) == 2
    assert all("::missing:" in note for note in told)
    assert one(preview, "there").inputs["text"]["text"] == "hello"


def test_the_order_is_that_of_the_program_in_every_run(tmp_path: Path) -> None:
    """The SDK registers what waits for nothing in any order, and a report must not differ from run to run."""
    leaf = (
        "class Leaf(pulumi.CustomResource):\n  def __init__(self, name): super().__init__('test:index/leaf:Leaf', name)"
    )
    lines = [f"Leaf('{name}')" for name in "qazwsxedcrfvtgb"]
    preview = run_program(written(tmp_path, "\n".join(["import pulumi", leaf, *lines])), stack="dev")
    assert [resource.name for resource in preview.stack.resources] == ["p-dev", "default", *"qazwsxedcrfvtgb"]
