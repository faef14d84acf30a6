"""This is where a request is judged by all policies that have a say about it, as AWS documents that it does.

What AWS refuses for reasons outside of policies (an account's root user may assume no role, a key is disabled) is not
looked at, nor are ACLs and the grants of KMS. Sources: IAM User Guide, "How AWS enforcement code logic evaluates
requests", "Cross-account policy evaluation logic"; Organizations User Guide, "SCP evaluation"; read 2026-11.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from daypass.iam.decision import Deciding, Decision
from daypass.iam.layer import Layer
from daypass.iam.named import Way
from daypass.iam.node import refuse
from daypass.iam.policies import Policies
from daypass.iam.reading import Reading
from daypass.iam.request import Request
from daypass.iam.requirements import Allow, Allows, exempt_from, is_unlimited, requirements
from daypass.model.resource import Undecided


def evaluate(request: Request, policies: Policies) -> Decision:
    """What AWS would answer, which statements decided it, and what was missing.

    All statements are tried, so that a value in a condition that nobody can read is an error (`MalformedDocument`,
    `MalformedRequest`) whatever else decides, wherever action, resource and principal fit. Raises `Undecided` where
    another answer is possible once an unknown is known; a Deny that matches for certain stands whatever is unknown.
    """
    found = _applying(request, policies)
    if found.denies:
        return Decision("explicitDeny", tuple(found.denies))
    if found.unsure_denies:
        raise Undecided(found.unsure_denies[0])
    decision = _decided(request, policies, found.allows)
    if found.unsure_allows and not decision.is_allowed:
        most = {
            name: [*found.allows[name], *found.unsure_allows[name]] for name in (*found.allows, *found.unsure_allows)
        }
        if _decided(request, policies, most) != decision:
            raise Undecided(found.unknown[0])
    return decision


@dataclass(slots=True)
class _Applying:
    """The statements that apply to a request, and the paths of the unknowns that leave it open whether others do."""

    denies: list[Deciding] = field(default_factory=list)
    allows: defaultdict[str, list[Allow]] = field(default_factory=lambda: defaultdict(list))
    unsure_denies: list[str] = field(default_factory=list)
    unsure_allows: defaultdict[str, list[Allow]] = field(default_factory=lambda: defaultdict(list))
    unknown: list[str] = field(default_factory=list)


def _applying(request: Request, policies: Policies) -> _Applying:
    found = _Applying()
    exempt = exempt_from(request)
    bounded = policies.boundary is not None and not is_unlimited(request.principal)
    for layer in policies.layers:
        if layer.field in exempt:
            continue
        for reading in layer.readings:
            try:
                if reading.applies(request, bounded=bounded):
                    _note(found, layer, reading, request)
            except Undecided as undecided:
                _note_unsure(found, layer, reading, undecided.path)
    return found


def _note(found: _Applying, layer: Layer, reading: Reading, request: Request) -> None:
    """Put the statement where it counts. Raises `Undecided` where not even its effect is known."""
    way = _way(reading, request) if layer.field == "resourcePolicy" else "everyone"
    if reading.effect == "Deny":
        found.denies.append(reading.deciding)
    else:
        found.allows[layer.name].append(Allow(reading.deciding, way))


def _way(reading: Reading, request: Request) -> Way:
    """As what the policy of a resource names the caller."""
    statement = reading.statement
    if not (statement.has("Principal") or statement.has("NotPrincipal")):
        refuse(statement.path, "has no Principal, and a policy of a resource needs one")
    return reading.way(request.principal)


def _note_unsure(found: _Applying, layer: Layer, reading: Reading, path: str) -> None:
    """What is unknown may let the statement apply, and let it name the caller itself."""
    found.unknown.append(path)
    try:
        is_allow = reading.effect == "Allow"
    except Undecided:
        is_allow = False
    if is_allow:
        found.unsure_allows[layer.name].append(Allow(reading.deciding, "itself"))
    else:
        found.unsure_denies.append(path)


def _decided(request: Request, policies: Policies, allows: Allows) -> Decision:
    """The decision where no Deny applies and these statements allow."""
    needed: list[Deciding] = []
    for requirement in requirements(request, policies, allows):
        if not requirement.allows:
            return Decision("implicitDeny", missing=requirement.name)
        needed.extend(allow.deciding for allow in requirement.allows)
    return Decision("allowed", tuple(needed))
