"""Whatever a small stack says, no edge is missing that AWS would let through."""

from typing import Final

from hypothesis import given, note, settings
from tests.support.any_stack import NAMES, stacks
from tests.support.becoming import LAMBDA, OTHER, graph
from tests.support.grants import ARN

from daypass.graph.becoming.edges import Edge
from daypass.graph.reachability import Reachability
from daypass.iam.context import Context
from daypass.iam.document import Document
from daypass.iam.evaluate import evaluate
from daypass.iam.glob import matches
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.request import Request
from daypass.model.resource import Resource

FREE: Final[dict[str, tuple[str | None, ...]]] = {
    "sts:ExternalId": (None, "x", "y"),
    "aws:MultiFactorAuthPresent": (None, "true"),
}


def contexts(found: Reachability, source: str, target: str) -> list[Context]:
    """What a session of one role may bring along when it asks for the other."""
    caller = next(means.caller for node in found.nodes.values() if node.name == source for means in found.means(node))
    role_of = {node.name: node.resource for node in found.nodes.values() if node.resource}
    base = {"aws:PrincipalArn": caller.arn, "aws:PrincipalAccount": caller.account, "aws:PrincipalType": "AssumedRole"}
    for start, name in (("aws:PrincipalTag", source), ("aws:ResourceTag", target)):
        tags = role_of[name].inputs.raw.get("tags") or {}
        base |= {f"{start}/{key}": value for key, value in tags.items()}
    whole = [base]
    for key, values in FREE.items():
        whole = [one | ({key: value} if value else {}) for one in whole for value in values]
    return [Context.of(dict(one)) for one in whole]


def between(found: Reachability, source: str, target: str, how: str) -> list[Edge]:
    node = next(node for node in found.nodes.values() if node.name == source)
    return [edge for edge in found.edges(node) if edge.target.name == target and edge.how == how]


@given(stacks())
@settings(max_examples=40, deadline=None)
def test_whatever_aws_would_allow_has_an_edge(resources: tuple[Resource, ...]) -> None:
    note(str([dict(resource.inputs.raw) for resource in resources]))
    found = graph(*resources)
    nodes = {node.name: node for node in found.nodes.values()}
    for source in NAMES:
        (means,) = found.means(nodes[source])
        for target in NAMES:
            trust, arn = found.trusts.by_urn[nodes[target].key].document, nodes[target].arn
            principal = Principal.parse(means.caller.text)
            for context in contexts(found, source, target):
                assume = Request("sts:AssumeRole", arn, principal, context)
                whole = Policies(means.policies.identity, means.policies.boundary, resource=trust)
                if source != target and evaluate(assume, whole).is_allowed:
                    assert between(found, source, target, "assume")
                own = Policies(means.policies.identity, means.policies.boundary)
                if evaluate(Request("iam:PutRolePolicy", arn, principal, context), own).is_allowed:
                    assert between(found, source, target, "policy edit")
                starts = Request("lambda:CreateFunction", "*", principal, context)
                hands = Request("iam:PassRole", arn, principal, context)
                invokes = Request("lambda:InvokeFunction", "*", principal, context)
                trusting = Policies(resource=trust)
                comes = Request("sts:AssumeRole", arn, Principal.parse(LAMBDA), Context.of({"sts:ExternalId": "x"}))
                allowed = all(evaluate(one, own).is_allowed for one in (starts, hands, invokes))
                if allowed and evaluate(comes, trusting).is_allowed and source != target:
                    assert between(found, source, target, "pass role")


OUTSIDE: Final = (
    *(f"{ARN}role/elsewhere", f"{ARN}role/bx", f"{ARN}role/z", f"arn:aws:iam::{OTHER}:role/a"),
    f"arn:aws:iam::{OTHER}:role/elsewhere",
)


@given(stacks())
@settings(max_examples=40, deadline=None)
def test_a_role_outside_that_aws_would_let_its_policies_assume_has_an_edge(resources: tuple[Resource, ...]) -> None:
    note(str([dict(resource.inputs.raw) for resource in resources]))
    found = graph(*resources)
    had = {node.arn for node in found.nodes.values() if node.is_identity}
    for node in [node for node in found.nodes.values() if node.is_identity]:
        (means,) = found.means(node)
        leads = [edge.target for edge in found.edges(node) if edge.how == "assume" and edge.target.is_outside]
        assert had.isdisjoint(target.arn for target in leads)
        for arn in OUTSIDE:
            principal, anyone = Principal.parse(means.caller.text), {"Effect": "Allow", "Action": "sts:AssumeRole"}
            trust = Document.parse({"Statement": [{**anyone, "Principal": {"AWS": means.caller.account}}]})
            whole = Policies(means.policies.identity, means.policies.boundary, resource=trust)
            for context in contexts(found, node.name, node.name):
                if evaluate(Request("sts:AssumeRole", arn, principal, context), whole).is_allowed:
                    # What a tag of the caller decides is named by nobody, since the tag may be marked as secret.
                    assert any(not target.arn or matches(target.arn, arn) for target in leads)


@given(stacks())
@settings(max_examples=40, deadline=None)
def test_a_witness_of_an_assumption_is_allowed(resources: tuple[Resource, ...]) -> None:
    note(str([dict(resource.inputs.raw) for resource in resources]))
    found = graph(*resources)
    for node in found.nodes.values():
        for edge in found.edges(node):
            if edge.how == "assume" and edge.witness and not edge.source.is_outside:
                (means,) = found.means(edge.source)
                trust = found.trusts.by_urn[edge.target.key].document
                whole = Policies(means.policies.identity, means.policies.boundary, resource=trust)
                assert evaluate(edge.witness, whole).is_allowed
