"""This is where it is told what is possible on roles and KMS keys, whose own policies must allow it too."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, Final, NamedTuple

from daypass.cli.policy_options import AskedOptions
from daypass.cli.policy_own import OwnPolicies
from daypass.cli.policy_request import NOBODY
from daypass.cli.policy_sources import ANYTHING, Sources
from daypass.iam.arn import Arn
from daypass.iam.document import Document
from daypass.iam.glob import has_wildcard, matches
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.reach import Reach, reach
from daypass.iam.request import Request
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided

_ELSEWHERE: Final = "the policies of roles and keys that are not in the export: --resource-policy names one"
_TOO_MANY: Final = "the policies of more roles and keys of the export than are tried: --resource names one"
_MOST_TRIED: Final = 200
"""Questions about what the export has, of which each may cost as much as all policies are long."""
_MOST_SESSIONS: Final = 20
_ON: Final = {"sts": "arn:*:iam::*:role/*", "kms": "arn:*:kms:*:*:key/*"}
"""Service → the ARNs of which each has a policy that must allow what the service does with it."""

_ON_ONE: Final = (
    *("sts:Assume*", "kms:*crypt*", "kms:*capsulate", "kms:GenerateData*", "kms:*Mac", "kms:Sign", "kms:Verify"),
    *("kms:DeriveSharedSecret", "kms:*Grant", "kms:*KeyPolicy", "kms:DescribeKey"),
)
"""Most of the actions that are always on a role or a key. Source: Service Authorization Reference, STS and KMS."""


class Reached(NamedTuple):
    """Whether it is possible: by a request that is allowed under `sources`, else as far as `unknown` is not known."""

    possible: bool
    sources: Sources
    request: Request | None = None
    unknown: tuple[str, ...] = ()


def reach_own(sources: Sources, own: OwnPolicies, asked: AskedOptions) -> Reached:
    """Whether something is possible on a role or key that the export has, or on one that it does not have.

    Raises `MalformedDocument` for a policy of one of them that AWS would refuse.
    """
    principal = asked.principal or sources.principal or None
    if not may_on_any(sources.policies, asked, principal):
        return Reached(possible=False, sources=sources, unknown=sources.unknown)
    if principal is None:
        return Reached(possible=True, sources=sources, unknown=(*sources.unknown, NOBODY))
    arns = _asked_about(own, asked.resource or "*")
    tries = list(islice(_tries(sources, own, arns, asked), _MOST_TRIED + 1))
    possible = []
    for one in tries[:_MOST_TRIED]:
        found = try_reach(one.policies, asked, one.caller, one.arn)
        if found.witness and not one.gap:
            return Reached(True, one.sources, found.witness, one.sources.unknown)
        possible += [one] if found.possible else []
    unknown = [*sources.unknown, *(sentence for one in possible for sentence in one.unknown)]
    unknown += [_TOO_MANY] if len(tries) > _MOST_TRIED else []
    unknown += [_ELSEWHERE] if may_on_any(sources.policies, asked, principal, but=arns) else []
    is_possible = bool(possible or len(unknown) > len(sources.unknown))
    return Reached(is_possible, sources, unknown=tuple(dict.fromkeys(unknown)))


def may_on_any(policies: Policies, asked: AskedOptions, caller: str | None, but: Iterable[str] = ()) -> bool:
    """Whether it may be possible on some role or key, whatever its own policy says, other than on these ARNs."""
    known = [arn for arn in but if not has_wildcard(arn)]
    others: list[dict[str, Any]] = [
        {"NotAction": [f"{service}:*" for service in _ON], "Resource": "*"},
        *({"Action": f"{service}:*", "NotResource": arns} for service, arns in _ON.items()),
        *([{"Action": "*", "Resource": known}] if known else []),
    ]
    return try_reach(_denying(replace(policies, resource=ANYTHING), others), asked, caller).possible


def but_own(policies: Policies) -> Policies:
    """The same, but for what is only ever done to a role or a key: without its policy that is never allowed."""
    return _denying(policies, [{"Action": list(_ON_ONE), "Resource": "*"}])


def try_reach(policies: Policies, asked: AskedOptions, caller: str | None, resource: str = "") -> Reach:
    """What policies reach; possible where an unknown decides. `resource`: on this one, else on what is asked about."""
    try:
        return reach(policies, asked.action or "", resource or asked.resource or "*", caller)
    except Undecided:
        return Reach(possible=True)


def callers(sources: Sources, asked: AskedOptions) -> Iterator[str | None]:
    """Who is asked about; None for whoever has the policies, where no policy of the resource tells callers apart.

    A role of an export asks through its sessions, of which the policy of a resource may name some alone.
    """
    if asked.principal or not (sources.principal and sources.resource):
        yield asked.principal
        return
    role = Principal.parse(sources.principal)
    session = f"arn:{role.partition}:sts::{role.account}:assumed-role/{role.name}/"
    named = [text for text in _named(sources.resource.document) if text.startswith(session)]
    yield from (role.text, f"{session}x", *named[:_MOST_SESSIONS])
    if named[_MOST_SESSIONS:]:
        yield None


class _Try(NamedTuple):
    """A role or key, whose policy stands in `sources` unless there is a `gap`, and someone who asks."""

    sources: Sources
    gap: str
    arn: str
    caller: str | None

    @property
    def policies(self) -> Policies:
        """All that has a say, for what its own policy is asked about and nothing else."""
        whole = replace(self.sources.policies, resource=ANYTHING) if self.gap else self.sources.policies
        arn = Arn.parse(self.arn)
        service = "kms" if arn and arn.service == "kms" else "sts"
        return _denying(whole, [{"NotAction": f"{service}:*", "Resource": "*"}])

    @property
    def unknown(self) -> tuple[str, ...]:
        """What of it could not be read."""
        return (self.gap,) if self.gap else self.sources.unknown


def _asked_about(own: OwnPolicies, resource: str) -> list[str]:
    """The ARNs that fit a pattern; what is named as a whole, also where the export does not have it."""
    return [arn for arn in own.arns if matches(resource, arn)] if has_wildcard(resource) else [resource]


def _tries(sources: Sources, own: OwnPolicies, arns: Iterable[str], asked: AskedOptions) -> Iterator[_Try]:
    for arn in arns:
        named, gap = own.of(arn)
        whole = replace(sources, resource=named)
        for caller in callers(whole, asked) if not gap else [asked.principal or sources.principal]:
            yield _Try(whole, gap, arn, caller)


def _denying(policies: Policies, statements: list[dict[str, Any]]) -> Policies:
    """The same, where what these statements are about is denied: so a question can leave something out.

    By an SCP and an RCP, which have few exceptions in common, and where there is a policy of the resource by that one,
    which has none: whoever is exempt from both, as a service is, needs that one to be let in at all.
    """
    denies = [{"Effect": "Deny", **one} for one in statements]
    scp = Document.parse({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}, *denies]})
    rcp = Document.parse({"Statement": [{"Principal": "*", **one} for one in denies]})
    return replace(
        policies,
        resource=policies.resource and _with(policies.resource, rcp.statements),
        service_control=(*policies.service_control, (scp,)),
        resource_control=(*policies.resource_control, (rcp,)),
    )


def _with(document: Document, more: Iterable[Statement]) -> Document:
    """The document and these statements after its own, numbered as if they stood there."""
    own = document.statements
    return replace(document, statements=(*own, *(replace(one, index=len(own) + one.index) for one in more)))


def _named(document: Document) -> dict[str, None]:
    """All principals that a document names, each once."""
    known = [one for one in document.statements if one.is_fully_known]
    elements = [element for one in known for element in (one.principals, one.not_principals) if element]
    return dict.fromkeys(text for element in elements for texts in element.values() for text in texts)
