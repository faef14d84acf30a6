"""A workload gets what its work needs; nobody's work needs everything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from daypass.data.confined_services import is_confined
from daypass.data.managed_policies import managed_policy_gives
from daypass.graph.stack import Stack
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.breadth import Reached, broad
from daypass.iam.breadth_left import left
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.glob import matches
from daypass.model.resource import Properties, Resource
from daypass.rule import Ask, Open, Problem, Severity, rule
from daypass_policies.escalating.held_back import HeldBack
from daypass_policies.permissions import TYPES, is_boundary_name, permissions
from daypass_policies.settle import collect, settle

_KEYS_TO_ALL = frozenset({"iam", "sts", "organizations", "sso", "account"})
"""Services whose whole gives everything else as well."""

_POLICY_NAMES = {"aws:iam/policy:Policy": "name", "aws-native:iam:ManagedPolicy": "managedPolicyName"}


@rule(
    "no-admin-access",
    risk="admin-access",
    severity="critical",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=TYPES,
    stack=True,
    controls=(
        "NHI5:2025",
        "NIST-800-53:AC-6",
        "CIS-AWS-7.0.0:2.14",
        "PCI-DSS-4.0.1:7.2.5",
        "SOC2:CC6.3",
        "NIST-800-53:AC-6(5)",
    ),
    remedy="Name the actions and resources that the workload needs, as a grant of its WorkloadIdentity.",
    aliases=(
        "checkov:CKV_AWS_62",
        "checkov:CKV_AWS_63",
        "checkov:CKV_AWS_274",
        "trivy:AWS-0057",
        "prowler:iam_inline_policy_no_administrative_privileges",
    ),
)
def no_admin_access(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever takes over an administrator has the account; whoever takes over a whole service has all of its data.

    Read are inline policies, managed policies and attachments of roles, users and groups, in every spelling: `*`,
    `*:*`, `S3:*`, `s3:?*`, `I*:*`, `NotAction`, `NotResource`, and AWS-managed policies such as AdministratorAccess,
    PowerUserAccess and every ...FullAccess, in any partition. A condition changes when an administrator may act, not
    what, so it excuses nothing.

    What holds everyone back who has the policy counts: a permissions boundary of the stack, as far as it leaves out
    whole services, and denials in any of their policies that have no condition and take whole services: all of them,
    all but some actions (`NotAction`), or all but named things (`NotResource`). A Deny that lists what is not meant
    leaves an administrator with exceptions. A boundary that is not in the stack excuses nothing.

    A boundary itself gives nothing. A policy passes that the stack uses as one and as nothing else, and one that calls
    itself one, with a name that ends in "boundary" or in a path such as `/boundaries/`, as long as it leaves anything
    out; attaching it as a permission does not.

    All of a service that leads no further than itself (`polly:*`, `logs:*`, `connect:*`) is what its work needs: it
    passes, and is advisory in profile `strict`. A table names them: they hold no keys, identities or secrets, run no
    code as a role, and are not where workloads of every kind keep their data, as s3, dynamodb, rds and sqs are. A
    service that is in no table is told.

    So is, in profile `strict` alone, what is broad in actions and narrow in things: a whole service on resources that
    are named (`dynamodb:*` on one table) or that must carry a tag, and AWS's own `service-role/...` policies, which its
    guides say to attach. All of IAM on one role is not narrow: whoever may do everything to a role makes it an
    administrator.

    Refused:
        access:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: invoice
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}

    Mended:
        access:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: invoice
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::invoice-prod/*"}]}
    """
    holding = _Holding(stack, ask)
    for resource in stack.of_type(*TYPES):
        asked = permissions(resource, partial(_of_document, holding, resource), partial(_of_policy, holding, resource))
        found, unknown = collect([asked])
        yield from (replace(problem, on=resource) for problem in found)
        if unknown:
            yield Open(resource, (unknown.path,))


@dataclass(frozen=True)
class _Holding:
    """What is asked about those who hold a policy, once one is found to be broad: few stacks have any."""

    stack: Stack
    ask: Ask

    @property
    def strict(self) -> bool:
        return self.ask.profile == "strict"

    @property
    def back(self) -> HeldBack:
        return self.stack.once(HeldBack, self.ask.settings)


def _of_document(holding: _Holding, resource: Resource, holder: Properties, key: str, name: str) -> Iterator[Problem]:
    what = f"policy {name!r} of {resource.name!r}" if name else f"policy of {resource.name!r}"
    try:
        document = Document.at(holder, key)
    except MalformedDocument as malformed:
        yield Problem(
            f"{what} cannot be judged: {malformed.place} {malformed.fact}", at=malformed.place, key=name or None
        )
        return
    statements, unknown = collect([broad(document)])
    for reached in settle(_left(holding, resource, document, one) for one in statements):
        if (holding.strict or not _is_limited(reached)) and not _is_boundary(holding, resource, document, reached):
            yield _too_broad(what, name, reached, hidden=document.secret)
    if unknown:
        raise unknown


def _left(holding: _Holding, resource: Resource, document: Document, reached: Reached) -> Iterator[Reached]:
    """What the rest of the document leaves of it, and what holds those back who have it, if anything."""
    if narrower := left(reached, document.statements):
        yield from holding.back.left(resource, narrower)


def _too_broad(what: str, name: str, reached: Reached, *, hidden: bool) -> Problem:
    services = () if hidden else tuple(filter(_SPOKEN.fullmatch, reached.services))
    is_limited = _is_limited(reached)
    # What holds it back is in the key: who accepted a limited one in a baseline has not accepted it without limits.
    parts = ("" if hidden else reached.statement.sid, *services, "limited" if is_limited else "")
    return Problem(
        f"{what} allows {_all_of(reached, services)}{_LIMITS[reached.limit]}",
        at=reached.statement.path,
        key=":".join(part for part in (name, *parts) if part) or None,
        severity="medium" if is_limited else _severity(reached.services),
        advisory=is_limited,
    )


def _is_limited(reached: Reached) -> bool:
    return _is_small(reached.services) or (bool(reached.limit) and not _reaches_iam(reached))


def _is_small(services: tuple[str, ...]) -> bool:
    """Whether the whole of each of these services leads no further than itself."""
    return all(map(is_confined, services))


def _reaches_iam(reached: Reached) -> bool:
    """Whether all of IAM is allowed on something: whoever may do everything to one role makes it an administrator."""
    arns = map(Arn.parse, reached.within or reached.statement.resources)
    on_iam = any(arn is None or matches(arn.service, "iam") for arn in arns)
    return on_iam and any(matches(service, "iam") for service in reached.services)


def _all_of(reached: Reached, services: tuple[str, ...]) -> str:
    if reached.breadth == "everything":
        return "everything but a few actions" if reached.statement.has("NotAction") else "everything"
    return f"all of {', '.join(services)}" if services else "all of a service"


_SPOKEN = re.compile(r"[a-z0-9*?-]{1,40}")
"""A pattern that may stand in a message: what AWS calls a service, and nothing else that someone put there."""

_LIMITS = {
    "": " on every resource",
    "named resources": " on the resources that it names",
    "resource tags": " on whatever carries a tag",
}


def _severity(services: tuple[str, ...]) -> Severity:
    keys = any(service in _KEYS_TO_ALL or set(service) & {"*", "?"} for service in services)
    return "critical" if keys else "high"


def _is_boundary(holding: _Holding, resource: Resource, document: Document, reached: Reached) -> bool:
    """Asked only about a policy that is broad, so that a name which is not known yet leaves narrow ones alone."""
    # Without any limit it is none: not one that could be shown to whoever reviews it.
    if reached.leaves_nothing_out and all(statement.effect != "Deny" for statement in document.statements):
        return False
    return holding.back.is_only_a_boundary(resource) or _calls_itself_boundary(resource)


def _calls_itself_boundary(resource: Resource) -> bool:
    key = _POLICY_NAMES.get(resource.type)
    # Path and name are what an ARN shows as well, so that attaching it is seen for what it is.
    return key is not None and is_boundary_name(
        f"{resource.declared.get('path', '')}{resource.declared.get(key) or resource.name}"
    )


def _of_policy(holding: _Holding, resource: Resource, arn: str, path: str) -> Iterator[Problem]:
    parsed = Arn.parse(arn)
    policy = parsed.aws_managed_policy if parsed else ""
    if parsed and is_boundary_name(parsed.resource):
        fact = "attaches a permissions boundary as a permission, which allows all that it does not deny"
        yield Problem(f"{resource.name!r} {fact}", at=path, key="boundary")
    elif services := managed_policy_gives(policy) if policy else ():
        of_a_service = policy.startswith("service-role/") or _is_small(services)
        if (of_a_service and not holding.strict) or _is_held_back(holding, resource, arn):
            return
        is_hidden = arn in resource.secrets()
        gives = "everything" if EVERYTHING in services else f"all of {', '.join(services[:5])}"
        named = "a policy that is too broad" if is_hidden else f"{policy}, which allows {gives}"
        yield Problem(
            f"{resource.name!r} attaches {named}",
            at=path,
            key=None if is_hidden else policy,
            severity="medium" if of_a_service else _severity(services),
            advisory=of_a_service,
        )


def _is_held_back(holding: _Holding, resource: Resource, arn: str) -> bool:
    """Whether nothing of the AWS-managed policy is broad for those to whom the resource attaches it."""
    document = holding.back.document(resource, arn)
    reached = list(broad(document)) if document else []
    remains = [rest for one in reached for rest in holding.back.left(resource, one)]
    return bool(reached) and not any(holding.strict or not _is_limited(rest) for rest in remains)
