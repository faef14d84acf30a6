"""This is where a request is judged layer by layer, from AWS's documentation and our interface alone.

`evaluate` and `admits` take and return the objects of `daypass policy`. They are slow and share nothing with the
library. Documents are taken as valid; what cannot be read raises ValueError or TypeError.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.support.reference_language import Context, Json, context_of, listed, statement_matches
from tests.support.reference_principals import ENTITIES, Caller, caller_of, is_excepted, ways

# Claims that STS turns into keys, key by key: IAM user guide, "Available keys for AWS OIDC federation", the tabs
# "Default" ("If no value is set for azp, the aud condition key maps to the aud claim") and "GitHub". Other issuers
# are not here.
CLAIMS_OF_ALL: Final = {"amr": ("amr",), "aud": ("azp", "aud"), "email": ("email",), "oaud": ("aud",), "sub": ("sub",)}
CLAIMS_OF_GITHUB: Final = {
    claim: (claim,)
    for claim in (
        *("actor", "actor_id", "enterprise_id", "environment", "job_workflow_ref", "ref"),
        *("repository", "repository_id", "repository_owner_id", "workflow"),
    )
}


@dataclass(frozen=True)
class Request:
    """Who does what to what, and what is known about it."""

    action: str
    resource: str | None
    caller: Caller
    context: Context
    has_boundary: bool = False


@dataclass
class Layer:
    """The statements of one kind of policy that fit a request; `by`: in which ways allowing ones name the caller."""

    allows: list[Json] = field(default_factory=list)
    denies: list[Json] = field(default_factory=list)
    by: set[str] = field(default_factory=set)


def _document(written: Any) -> Json:
    """A document as an object or as its JSON. ARNs of managed policies are not looked up."""
    if isinstance(written, str) and not written.startswith("arn:"):
        written = json.loads(written)
    if not isinstance(written, Mapping):
        raise TypeError("a managed policy is not looked up here")
    return written


def _layer(documents: Iterable[tuple[str, Any]], request: Request) -> Layer:
    """Every fitting statement of the documents, each given with its path in the input."""
    layer = Layer()
    for path, written in documents:
        document = _document(written)
        version = document.get("Version", "2008-10-17")
        for number, statement in enumerate(listed(document["Statement"])):
            found = _ways_of_statement(statement, request)
            if not found or not _fits(statement, request, version):
                continue
            row = {"policy": path, "statement": number, "effect": statement["Effect"]}
            (layer.allows if statement["Effect"] == "Allow" else layer.denies).append(row)
            layer.by |= found if statement["Effect"] == "Allow" else set()
    return layer


def _fits(statement: Json, request: Request, version: str) -> bool:
    return statement_matches(statement, request.action, request.resource, request.context, version)


def _ways_of_statement(statement: Json, request: Request) -> set[str]:
    """In which ways a statement speaks of the caller. Policies of an identity have no principal and speak of theirs."""
    if "Principal" in statement:
        return ways(statement["Principal"], request.caller)
    if "NotPrincipal" in statement:
        # "The NotPrincipal element with a Deny effect will always deny any IAM principal that has a permissions
        # boundary policy attached, regardless of the values" (page "Permissions boundaries for IAM entities").
        spared = is_excepted(statement["NotPrincipal"], request.caller) and not request.has_boundary
        return set() if spared else {"itself"}
    return {"itself"}


def _numbered(name: str, documents: Any) -> list[tuple[str, Any]]:
    return [(f"{name}[{number}]", document) for number, document in enumerate(documents or [])]


def _single(name: str, document: Any) -> list[tuple[str, Any]]:
    return [] if document is None else [(name, document)]


@dataclass
class Layers:
    """All that applies to a request. `boundary` and `session` are None where there is none; so is no level of SCPs."""

    scps: list[Layer]
    rcps: list[Layer]
    resource: Layer
    identity: Layer
    boundary: Layer | None
    session: Layer | None

    @property
    def denies(self) -> list[Json]:
        """Every Deny that fits: one in any policy is final (page "How AWS enforcement code logic …")."""
        others = [layer for layer in (self.resource, self.identity, self.boundary, self.session) if layer]
        return [row for layer in (*self.scps, *self.rcps, *others) for row in layer.denies]


def _layers(line: Json, request: Request) -> Layers:
    caller, boundary, session = request.caller, line.get("permissionsBoundary"), line.get("sessionPolicies")
    # Organizations user guide: SCPs do not affect service-linked roles, nor services; RCPs do not restrict
    # service-linked roles, and "the service-linked role's trust policy is also not impacted by RCPs".
    scps = [] if caller.is_service_linked or caller.kind == "service" else line.get("serviceControlPolicies") or []
    assumes = caller.kind == "service" and request.action.lower().startswith("sts:")
    spared = caller.is_service_linked or (assumes and ":role/aws-service-role/" in line["resource"])
    rcps = [] if spared else line.get("resourceControlPolicies") or []
    return Layers(
        [_layer(_numbered(f"serviceControlPolicies[{number}]", level), request) for number, level in enumerate(scps)],
        [_layer(_numbered(f"resourceControlPolicies[{number}]", level), request) for number, level in enumerate(rcps)],
        _layer(_single("resourcePolicy", line.get("resourcePolicy")), request),
        _layer(_numbered("identityPolicies", line.get("identityPolicies")), request),
        _layer(_single("permissionsBoundary", boundary), request) if boundary is not None else None,
        # A federated user session without a policy "has no effective permissions" but those of a resource's policy that
        # names it (STS API reference, GetFederationToken).
        _layer(_numbered("sessionPolicies", session), request) if session or caller.kind == "federated-user" else None,
    )


def evaluate(line: Json) -> dict[str, Any]:
    """The answer to an `evaluate` line."""
    caller = caller_of(line["principal"])
    request = Request(
        line["action"],
        line["resource"],
        caller,
        context_of(line.get("context") or {}),
        line.get("permissionsBoundary") is not None and caller.kind in ENTITIES,
    )
    layers = _layers(line, request)
    if layers.denies:
        return _answer(line, "explicitDeny", layers.denies)
    needed: list[Json] = []
    for name, layer in _must_allow(line, request, layers):
        if not layer.allows:
            return _answer(line, "implicitDeny", [], name)
        needed += layer.allows
    return _answer(line, "allowed", needed)


def _answer(line: Json, decision: str, rows: list[Json], missing: str | None = None) -> dict[str, Any]:
    return {"id": line.get("id"), "decision": decision, "statements": rows, "missing": missing}


def _must_allow(line: Json, request: Request, layers: Layers) -> list[tuple[str, Layer]]:
    """The layers that must allow, in the interface's order."""
    scps = [(f"serviceControlPolicies[{number}]", level) for number, level in enumerate(layers.scps)]
    resource, identity = ("resourcePolicy", layers.resource), ("identityPolicies", layers.identity)
    limits = [("permissionsBoundary", layers.boundary), ("sessionPolicies", layers.session)]
    limiting = [(name, layer) for name, layer in limits if layer is not None]
    caller, by = request.caller, layers.resource.by

    if caller.kind == "service" or caller.kind.endswith("provider"):
        return [*scps, resource]  # neither has policies of its own
    if caller.account != _account_of_resource(line, caller):
        # "The request is allowed only if both evaluations return a decision of Allow". A root user needs no policy of
        # its own.
        return [*scps, resource] if caller.kind == "root" else [*scps, resource, identity, *limiting]
    decides_alone = _needs_its_policy(request.action, request.resource or "")
    if caller.kind == "root":
        # "implicitly denied with the exception of the AWS account root user, which has full access"; a KMS key is not
        # (KMS guide).
        return [*scps, resource] if decides_alone else scps
    if "itself" in by:
        # "If a resource-based policy grants permission directly to the IAM user or the session principal …, then an
        # implicit deny in an identity-based policy, a permissions boundary, or a session policy does not impact the
        # final decision". So with everyone: "For IAM users and role principals within your account, no other
        # permissions are required" (page "Principal").
        return [*scps, resource]
    if by & {"role", "user"}:
        return [*scps, resource, *limiting]  # "limited by an implicit deny in a permissions boundary or session policy"
    # An account in the policy of its own resource delegates to its identities, which the identity policies are asked
    # about anyway.
    return [*scps, *([resource] if decides_alone else []), identity, *limiting]


def _account_of_resource(line: Json, caller: Caller) -> str | None:
    if line.get("resourceAccount"):
        return str(line["resourceAccount"])
    parts = line["resource"].split(":", 5)
    return parts[4] if len(parts) == 6 and re.fullmatch(r"\d{12}", parts[4]) else caller.account


def _needs_its_policy(action: str, resource: str) -> bool:
    """Trust policies and key policies "are exceptions to this logic, because they must explicitly allow access"."""
    parts = resource.split(":", 5)
    service, kind = action.lower().partition(":")[0], (parts[2], parts[5]) if len(parts) == 6 else ("", "")
    is_key = service == "kms" and kind[0] == "kms" and kind[1].startswith("key/")
    return is_key or (service == "sts" and kind[0] == "iam" and kind[1].startswith("role/"))


def admits(line: Json) -> dict[str, Any]:
    """The answer to an `admits` line: the trust alone."""
    caller = caller_of(line["principal"])
    keys = _claims(line.get("claims") or {}, caller) | context_of(line.get("context") or {})
    trust = _layer(_single("trustPolicy", line["trustPolicy"]), Request(line["action"], None, caller, keys))
    admitted = bool(trust.allows) and not trust.denies
    missing = None if trust.allows or trust.denies else "trustPolicy"
    return {
        "id": line.get("id"),
        "admitted": admitted,
        "statements": trust.denies or trust.allows,
        "missing": missing,
    }


def _claims(claims: Json, caller: Caller) -> dict[str, list[str]]:
    """The claims that STS maps for the caller's issuer, as keys; any other is absent."""
    if caller.kind != "oidc-provider":
        return {}
    github = re.fullmatch(r"token\.actions\.(githubusercontent\.com|[^./]+\.ghe\.com)", caller.name.split("/")[0])
    mapped = CLAIMS_OF_ALL | (CLAIMS_OF_GITHUB if github else {})
    found = {key: [claims[name] for name in names if name in claims] for key, names in mapped.items()}
    return context_of({f"{caller.name}:{key}": values[0] for key, values in found.items() if values})
