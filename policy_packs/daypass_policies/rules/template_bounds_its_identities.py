"""An identity that a template makes is an identity, though no rule sees what it may do."""

import json
from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Items, Resource, Undecided, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.owning.templates import Identities, identities
from daypass_policies.wording import listed, shown

_TEMPLATE: Final = "templateBody"
_SHOWN: Final = 5


@rule(
    "template-bounds-its-identities",
    risk="ungoverned-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(
        "aws:cloudformation/stack:Stack",
        "aws:cloudformation/stackSet:StackSet",
        "aws-native:cloudformation:Stack",
        "aws-native:cloudformation:StackSet",
    ),
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:CM-8", "SOC2:CC6.1"),
    remedy="Declare the role as a WorkloadIdentity here and pass its ARN in, or give it a PermissionsBoundary.",
)
def template_bounds_its_identities(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A role in a template of CloudFormation stands where no rule looks, with whatever rights the template gives it.

    Asked is a template that stands in the program (`templateBody`, in JSON or YAML), and whether each role and user
    that it makes has a `PermissionsBoundary`, which holds whatever else the template says; `AWS::NoValue` is none.
    Where the stack may make identities (`CAPABILITY_IAM`), undecided is a template that is not known yet, one of which
    readers make different things (aliases, a key twice), and what stands elsewhere in the end: macros and
    `Fn::Transform`, `Fn::ForEach`, modules, nested stacks. A template behind a URL is its publisher's.

    Refused:
        vendor:
          type: aws:cloudformation/stack:Stack
          properties:
            capabilities: [CAPABILITY_IAM]
            templateBody: >-
              {"Resources": {"Reader": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}}}

    Mended:
        vendor:
          type: aws:cloudformation/stack:Stack
          properties:
            capabilities: [CAPABILITY_IAM]
            templateBody: >-
              {"Resources": {"Reader": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {},
               "PermissionsBoundary": "arn:aws:iam::111122223333:policy/daypass/daypass-boundary"}}}}
    """
    del ask
    if was_looked_up(resource):
        return
    if not resource.declared.is_known(_TEMPLATE):
        if _may_make_identities(resource):
            raise Undecided(_TEMPLATE)
        return
    template = resource.declared.get(_TEMPLATE, "")
    try:
        found = identities(template if isinstance(template, str) else json.dumps(template))
    except TypeError:
        found = Identities((), is_all=False)
    if found.unbounded:
        names = "" if resource.declared.is_secret(_TEMPLATE) else f": {listed(map(shown, found.unbounded), _SHOWN)}"
        noun = "identity" if len(found.unbounded) == 1 else "identities"
        fact = f"the template of {resource.name!r} makes {len(found.unbounded)} {noun} without a permissions boundary"
        yield Problem(f"{fact}{names}", at=_TEMPLATE)
    if not found.is_all and _may_make_identities(resource):
        raise Undecided(_TEMPLATE)


def _may_make_identities(resource: Resource) -> bool:
    """Whether the stack may; what is not known yet may be anything."""
    if not resource.declared.is_known("capabilities"):
        return True
    given = resource.declared.get("capabilities", ())
    return isinstance(given, Items) and any(not isinstance(bare(one), str) or "IAM" in bare(one) for one in given.raw)
