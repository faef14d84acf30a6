"""A role that nothing uses any more is waiting for somebody who finds a use for it."""

import re
from collections.abc import Iterator
from typing import Any, Final

from daypass.data.role_consumers import services_of_workloads
from daypass.graph.consumers import ROLE_TYPES, Consumers
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import STACK_TYPE, Stack
from daypass.graph.ways import WAYS
from daypass.iam.document import MalformedDocument
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.trusting.trust import admitted_by, trust_of

_ROLE: Final = re.compile(r"arn:[\w-]+:iam::[0-9]{12}:role/[\w+=,.@/-]+")
_MARK: Final = ":role/"
_AWS_OWN: Final = "/aws-service-role/"

_MOST_VALUES: Final = 20_000
"""Values of one resource that are read; one that holds more may name any role in the rest."""


@rule(
    "role-has-a-consumer",
    risk="lifecycle",
    severity="low",
    confidence="medium",
    level="advisory",
    applies_to=ROLE_TYPES,
    stack=True,
    counts_stacks=True,
    controls=("NHI1:2025", "NIST-800-53:AC-2(3)", "PCI-DSS-4.0.1:8.2.6", "NIST-800-53:CM-7", "SOC2:CC6.3"),
    remedy="Remove it, or scan the stack of what uses it together with this one.",
)
def role_has_a_consumer(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """When a function is removed its role often stays, with all its rights and nobody who would miss it.

    Asked are roles that only AWS services enter for code of ours (Lambda, ECS, EC2 and others, by the table of what
    uses a role), where several stacks are scanned together, or in profile `strict`. A role has a consumer where any
    resource but its own policies and its component uses it, depends on it, or names its ARN, and where a stack has it
    among its outputs. Where a property that names a role is not known yet, the answer is undecided.

    Refused:
        shop:
          type: pulumi:pulumi:Stack
          properties: {}
        mailer:
          type: aws:iam/role:Role
          properties:
            name: mailer
            arn: arn:aws:iam::111122223333:role/mailer
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}

    Mended:
        shop:
          type: pulumi:pulumi:Stack
          properties: {}
        mailer:
          type: aws:iam/role:Role
          properties:
            name: mailer
            arn: arn:aws:iam::111122223333:role/mailer
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}
        mail:
          type: aws:lambda/function:Function
          properties: {role: "arn:aws:iam::111122223333:role/mailer"}
    """
    several = ask.in_company or sum(resource.type == STACK_TYPE for resource in stack.resources) > 1
    if not several and ask.profile != "strict":
        return
    consumers = stack.once(Consumers)
    idle = [role for role in stack.of_type(*ROLE_TYPES) if role.urn not in consumers.by_role and _is_made_here(role)]
    if not idle:
        return
    mentions = _Mentions(stack)
    nameless = consumers.by_role.get("", ())
    for role in idle:
        if mentions.has(role):
            continue
        try:
            services = _services(role)
        except Undecided:
            continue  # whoever enters it, the rules about trusts say that it is not known yet
        if not services:
            continue
        waiting = [
            use for use in nameless if services & set(use.principals) and role.urn in (use.possible or (role.urn,))
        ]
        if waiting:
            yield Open(role, (waiting[0].unknown,))
        else:
            yield Problem(f"role {role.name!r} is used by nothing that was scanned", on=role)


def _is_made_here(role: Resource) -> bool:
    return not was_looked_up(role) and _AWS_OWN not in text_of(said(role, "path"))


def _services(role: Resource) -> set[str]:
    """The services that enter the role for code of ours; none where anybody else does too. Raises `Undecided`."""
    try:
        admitted = admitted_by(role, trust_of(role))
    except MalformedDocument:
        return set()
    if unknown := next((path for one in admitted for path in one.unknown), ""):
        raise Undecided(unknown)
    found = {one.principal for one in admitted}
    return found if found <= services_of_workloads() and all(one.kind == "Service" for one in admitted) else set()


class _Mentions:
    """What resources say of roles beside what gives these their rights: by a dependency, by an ARN, by an output."""

    def __init__(self, stack: Stack) -> None:
        self._depended: set[str] = set()
        self._named: set[str] = set()
        self._anything = False
        for resource in stack.resources:
            is_component = not resource.custom and resource.type != STACK_TYPE
            if is_component or (resource.type in WAYS and resource.type not in ROLE_TYPES):
                continue
            if resource.type not in ROLE_TYPES:
                self._depended.update(resource.dependencies)
                self._depended.update(urn for urns in resource.property_dependencies.values() for urn in urns)
            self._read(resource)

    def has(self, role: Resource) -> bool:
        """Whether anything names the role, or may: an output that is not known yet may be its ARN."""
        arn = text_of(said(role, "arn"))
        return self._anything or role.urn in self._depended or (bool(arn) and arn in self._named)

    def _read(self, resource: Resource) -> None:
        own = text_of(said(resource, "arn")) if resource.type in ROLE_TYPES else ""
        todo: list[Any] = [resource.state.raw]
        for _ in range(_MOST_VALUES):
            if not todo:
                return
            value = bare(todo.pop())
            if isinstance(value, dict):
                todo.extend(value.values())
            elif isinstance(value, list):
                todo.extend(value)
            elif isinstance(value, str):
                if _MARK in value:
                    self._named.update(arn for arn in _ROLE.findall(value) if arn != own)
            elif value is UNKNOWN and resource.type == STACK_TYPE:
                self._anything = True
        self._anything = True
