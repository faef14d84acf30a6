"""Whatever stands in a stack, its permissions have an answer, in time that grows with what stands there."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.calls import calls
from tests.support.grants import ARN, SET, as_object, aws, document, group, policy, role, user

from daypass.graph.permissions import EffectivePermissions
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS, MEMBERSHIPS, ROLLS, WAYS
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret

READER = f"{ARN}policy/reader"
INNER = ["name", "path", "policy", "policyDocument", "policyName", "Statement", "managedPolicyArn"]
VALUES = st.recursive(
    st.sampled_from([None, "", "app", "ann", "staff", READER, SET, document(), "{", UNKNOWN, 1.0, True]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["name", "path", "policy", "policyDocument", "policyName", "Statement", "managedPolicyArn"]
            ),
            inner,
            max_size=3,
        ),
        inner.map(Secret),
    ),
    max_leaves=6,
)
TYPES = sorted({*WAYS, *MEMBERSHIPS, *ROLLS, *IDENTITY_KINDS, "aws:iam/policy:Policy"})
KEYS = sorted(
    {path.partition("[")[0] for ways in WAYS.values() for way in ways for path in (way.to, way.what)}
    | {"arn", "name", "path", "policyArn", "roleName", "policyNames", "users", "groups", "roles"} - {""}
)


@st.composite
def trees(draw: st.DrawFn) -> Stack:
    """Resources of the types that matter, with anything at all in the properties that do."""
    found = []
    for index in range(draw(st.integers(1, 5))):
        maps = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5)
        one = Resource.of(draw(st.sampled_from(TYPES)), f"r{index}", **draw(maps))
        urns = draw(st.lists(st.sampled_from([f"{one.urn[:-1]}{other}" for other in range(5)]), max_size=2))
        outputs = draw(st.one_of(maps, st.just(Partial())))
        on = dict.fromkeys(draw(st.lists(st.sampled_from(KEYS), max_size=3)), tuple(urns))
        is_external = draw(st.booleans())
        found.append(
            replace(one, outputs=Properties(outputs), external=is_external, id="app", property_dependencies=on)
        )
    return Stack(tuple(found))


@given(trees())
@settings(max_examples=400, deadline=None)
def test_any_tree_of_properties_has_an_answer(stack: Stack) -> None:
    found = EffectivePermissions(stack)
    gaps = [*found.elsewhere, *found.loose]
    for one in found.each:
        assert len(one.unknown) + len(one.malformed) == len(one.gaps)
        assert one.policies.identity or not one.given
        gaps += one.gaps
    assert all(gap.path and gap.fault.fact and gap.by in stack.resources for gap in gaps)


def test_many_identities_and_policies_cost_in_proportion() -> None:
    for many in (_stars, _same_name, _loose, _exclusive, _members):
        assert _work(many(1_000)) < 5 * _work(many(250)), many.__name__  # to compare all pairs costs sixteen times


def _work(stack: Stack) -> int:
    return calls(lambda: EffectivePermissions(stack).each)


def _stars(count: int) -> Stack:
    names = [f"r{index}" for index in range(count)]
    return Stack((*map(role, names), policy(), aws("iam/policyAttachment", "a", roles=names, policyArn=READER)))


def _same_name(count: int) -> Stack:
    roles = [aws("iam/role", f"r{index}", name="same", arn=UNKNOWN) for index in range(count)]
    return Stack((*roles, *(aws("iam/rolePolicy", f"p{index}", role="same", policy="{") for index in range(count))))


def _loose(count: int) -> Stack:
    lost = [aws("iam/rolePolicy", f"p{index}", role=UNKNOWN, policy=UNKNOWN) for index in range(count)]
    return Stack((*(role(f"r{index}") for index in range(count)), *lost))


def _exclusive(count: int) -> Stack:
    holders = [
        aws("iam/rolePoliciesExclusive", f"e{index}", roleName="app", policyNames=["p"]) for index in range(count)
    ]
    given = [aws("iam/rolePolicy", f"p{index}", name="p", role="app", policy="{}") for index in range(count)]
    return Stack((role(), *holders, *given))


def _members(count: int) -> Stack:
    names = [f"u{index}" for index in range(count)]
    inline = [aws("iam/groupPolicy", f"p{index}", group="staff", policy=as_object()) for index in range(count)]
    member = aws("iam/groupMembership", "m", group="staff", users=names)
    return Stack((group(), *map(user, names), member, *inline))
