"""Whatever a small stack says, does not say, or leaves no time to ask about: nothing crashes, and no edge is lost."""

from typing import Final

from hypothesis import given, note, settings
from hypothesis import strategies as st
from tests.support.any_stack import NAMES, stacks
from tests.support.becoming import every_edge, function, graph
from tests.support.grants import aws, group, user

from daypass.graph.becoming.lines import UNITS_AT_LEAST, UNITS_EACH
from daypass.model.resource import UNKNOWN, Resource, Secret

ODD: Final = st.one_of(
    st.just(UNKNOWN),
    st.sampled_from((None, "", "*", 0, True, [], {}, "arn:aws:iam::1:role/x", "${", Secret(UNKNOWN), Secret("{}"))),
    st.text(max_size=5),
)


@st.composite
def odd_stacks(draw: st.DrawFn) -> tuple[Resource, ...]:
    """A stack in which some properties, or parts of documents, are something else."""
    others = (
        user("ann"),
        group("staff"),
        function("fn", "a"),
        aws("iam/userGroupMembership", "m", user="ann", groups=["staff"]),
        aws("ssoadmin/permissionSet", "Audit", name="Audit"),
        aws("iam/instanceProfile", "profile", name="profile", role="b"),
    )
    found = []
    for resource in (*draw(stacks()), *others):
        raw = dict(resource.inputs.raw)
        for key in sorted(raw):
            if draw(st.integers(0, 5)) == 0:
                raw[key] = draw(ODD)
        found.append(Resource.of(resource.type, resource.name, **raw))
    return tuple(found)


@given(odd_stacks())
@settings(max_examples=30, deadline=None)
def test_nothing_that_a_stack_says_or_does_not_say_crashes(resources: tuple[Resource, ...]) -> None:
    found = graph(*resources)
    for node in found.nodes.values():
        assert all(edge.why for edge in found.edges(node))
        privilege = found.privilege(node)
        assert privilege.level != "nothing" or not privilege.unknown
        assert all(path.why for path in found.paths(node))


@given(stacks(), st.data())
@settings(max_examples=30, deadline=None)
def test_what_becomes_unknown_takes_no_edge_away(resources: tuple[Resource, ...], data: st.DataObject) -> None:
    """An edge that was there stays, certain or possible, whatever document is not known yet."""
    note(str([dict(resource.inputs.raw) for resource in resources]))
    known = graph(*resources)
    which = data.draw(st.sampled_from([resource for resource in resources if "policy" in resource.inputs.raw]))
    later = [
        Resource.of(one.type, one.name, **{**one.inputs.raw, "policy": UNKNOWN}) if one is which else one
        for one in resources
    ]
    unknown = graph(*later)
    told = {(edge.source.name, edge.how, edge.target.name) for edge in every_edge(unknown)}
    certain = (edge for edge in every_edge(known) if edge.is_certain and edge.source.is_identity)
    before = {(edge.source.name, edge.how, edge.target.name) for edge in certain}
    assert before <= told


@given(stacks(), st.sampled_from((0, 10, 100, 1_000, 10_000)))
@settings(max_examples=40, deadline=None)
def test_an_edge_that_there_is_no_time_to_ask_about_is_kept(resources: tuple[Resource, ...], units: int) -> None:
    hurried = graph(*resources)
    library = next(means.library for node in hurried.nodes.values() for means in hurried.means(node))
    library.spend(UNITS_AT_LEAST + UNITS_EACH * len(NAMES) - units)
    whole, kept = (
        {(edge.source, edge.target, edge.how) for edge in every_edge(found)} for found in (graph(*resources), hurried)
    )
    assert whole <= kept
