"""This is where it is told which roles believe whoever an issuer of tokens vouches for, whatever the token says.

Who signs tokens puts any claim into them: conditions on these keep nobody out, all others do. Source: IAM User Guide,
"Available keys for AWS OIDC federation"; read 2026-12.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.assuming.trust import FEDERATES, Trust
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.means import best
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.admission import admissions
from daypass.iam.admitted import Admitted
from daypass.iam.arn import Arn
from daypass.iam.document import MalformedDocument
from daypass.iam.federated import claim_of
from daypass.model.resource import Undecided

PROVIDERS: Final = ("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "aws-native:iam:OidcProvider")
_KIND: Final = "oidc-provider/"
_SCHEME: Final = "https://"
_WHO: Final = "whoever signs the token"
_BY: Final = "aws:federatedprovider"


class Belief(NamedTuple):
    """A role, the issuer whose tokens it takes, as a URL without its scheme, and whether it lets such a one in."""

    trust: Trust
    issuer: str
    let: Answer


@dataclass(frozen=True)
class Providers:
    """The providers of tokens of a stack; `counts` says of which issuers anybody wants to know."""

    stack: Stack
    counts: Callable[[str], bool]

    def believed_by(self, trust: Trust) -> Iterator[Belief]:
        """The issuers in which a role trusts. What it trusts in is not known where its trust is not."""
        if trust.document is None:
            yield from self._behind(trust, trust.unknown)
            return
        for line in trust.for_tokens:
            if _is_hidden(line):
                yield from self._behind(trust, (trust.node.untold(line.unknown),))
        named = dict.fromkeys(one for line in trust.for_tokens for one in _named(line))
        if providers := [one for one in named if self.counts(_issuer(one))]:
            admitted = _admitted(trust)
            for provider in providers:
                if (let := best(_lets_in(trust, one) for one in admitted if one.principal == provider)).possible:
                    yield Belief(trust, _issuer(provider), let)

    def _behind(self, trust: Trust, unknown: tuple[Untold, ...]) -> Iterator[Belief]:
        """Those of which its trust is made."""
        issuers = (self._by_urn.get(urn, "") for urn in trust.dependencies)
        return (
            Belief(trust, one, Answer(possible=True, unknown=unknown)) for one in issuers if one and self.counts(one)
        )

    @cached_property
    def _by_urn(self) -> Mapping[str, str]:
        """URN → the URL, without its scheme."""
        each = ((one.urn, text_of(said(one, "url"))) for one in self.stack.of_type(*PROVIDERS))
        return {urn: url.removeprefix(_SCHEME) for urn, url in each if url}


def _named(line: Line) -> tuple[str, ...]:
    """The ARNs of the providers of OIDC whose tokens a statement takes."""
    try:
        providers = (line.statement.principals or {}).get("Federated", ())
    except Undecided:
        return ()
    return tuple(one for one in providers if _issuer(one))


def _is_hidden(line: Line) -> bool:
    """Whether nobody knows yet whom it names."""
    try:
        return line.statement.principals is None
    except Undecided:
        return True


def _issuer(provider: str) -> str:
    """What stands behind the kind in the ARN of a provider."""
    arn = Arn.parse(provider)
    is_one = arn is not None and arn.service == "iam" and arn.resource.startswith(_KIND)
    return arn.resource.removeprefix(_KIND) if arn and is_one else ""


def _admitted(trust: Trust) -> tuple[Admitted, ...]:
    """Whom it lets in, each provider for itself; nobody where AWS refuses it."""
    try:
        return tuple(admissions(trust.document)) if trust.document else ()
    except MalformedDocument:
        return ()


def _lets_in(trust: Trust, admitted: Admitted) -> Answer:
    """Whether it lets in who signs what they like, by one of its statements."""
    unknown = [trust.node.untold(path) for path in admitted.unknown]
    lines = trust.library.lines(trust.document).about(FEDERATES) if trust.document else ()
    asking = [line for line in lines if line.is_allow is not True or line.statement.index == admitted.statement]
    claims = (key for line in asking for key in line.keys if claim_of(key))
    brought = trust.facts.and_(Facts({_BY: admitted.principal, **dict.fromkeys(claims, ANY)}))
    asked = [one for line in asking for one in trust.depends_on(line, brought, _WHO)]
    grounds = trust.grounds_at(admitted.statement)
    return Answer(admitted.breadth != "nobody", grounds=grounds).under(*unknown, *asked)
