"""What is trusted by production is production, whatever it is called."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from daypass.graph.stack import Stack
from daypass.graph.ways import TRUST
from daypass.grouping import grouped
from daypass.iam.admitted import Admitted
from daypass.iam.asked import asked_of
from daypass.iam.document import Document, MalformedDocument
from daypass.model.kind import Asked, Claim
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.environments import NO_ENVIRONMENT, called, is_there_for, of_value
from daypass_policies.crossing.subject_environments import of_subject
from daypass_policies.crossing.surroundings import Surroundings, ToldEnvironment, spanned
from daypass_policies.mending.leaving_out import in_json, without_principals
from daypass_policies.settle import collect
from daypass_policies.trusting.trust import ROLES, admitted_by, trust_of
from daypass_policies.wording import listed, shown

_SHOWN: Final = 3


@rule(
    "trust-stays-in-its-environment",
    risk="environment-crossing",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=ROLES,
    stack=True,
    controls=("NHI8:2025", "NIST-800-53:AC-4", "NIST-800-53:SC-7", "PCI-DSS-4.0.1:6.5.3", "SOC2:CC6.1"),
    remedy="Trust an identity of the same environment; what is common to all gets a role of its own in each.",
)
def trust_stays_in_its_environment(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A production role that development may enter is as safe as development is, which is where people try things out.

    The environment of a role is its environment tag, else its stack's name, else its own name. That of whom it
    trusts is the `[accounts]` entry of the account, else the tag or the stack of a role that is scanned too, else
    what its name tells by whole segments (`deploy-dev`; not `products`). Of tokens, the environment, workspace,
    stack, pipeline, service connection, namespace, service account, SPIFFE path and branch count, and the tag of
    the provider where its issuer serves one cluster or tenant. Only what leads into production or out of it is
    reported; by `[accounts]` also from one to another of the rest. What is tagged or called otherwise (tools, logs,
    `shared`) belongs to no environment, and what is called after previews or sandboxes is there for these, wherever
    it is. A role of which nothing tells the environment does not let in production and another one.

    Refused:
        deploy:
          type: aws:iam/role:Role
          properties:
            tags: {daypass:environment: prod}
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: sts:AssumeRole
                  Principal: {AWS: "arn:aws:iam::444455556666:role/deploy-dev"}

    Mended:
        deploy:
          type: aws:iam/role:Role
          properties:
            tags: {daypass:environment: prod}
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: sts:AssumeRole
                  Principal: {AWS: "arn:aws:iam::111122223333:role/deploy-prod"}
    """
    surroundings = stack.once(Surroundings, ask.settings)
    for role in stack.of_type(*ROLES):
        try:
            yield from _judged(role, surroundings)
        except Undecided as unknown:
            yield Open(role, (unknown.path,))


def _judged(role: Resource, surroundings: Surroundings) -> Iterator[Problem]:
    try:
        document = trust_of(role)
        admitted = admitted_by(role, document)
    except MalformedDocument:
        return  # nobody gets in by it, and the rules about trusts say so
    except Undecided:
        if surroundings.of(role):
            raise
        return
    questions = [_named(role, one, document, surroundings) for one in admitted]
    named, unknown = collect(questions)
    if not named and not unknown:
        return
    own = surroundings.of(role)
    foreign = [one for one in named if one.told.is_foreign_to(own) and not _is_made_for(role, one)]
    for told, those in grouped((one.told, one) for one in foreign).items():
        yield Problem(
            f"role {role.name!r} of {own} trusts {listed((one.who for one in those), _SHOWN)} of {told.environment}",
            at=those[0].by.where or TRUST[role.type],
            key=f"{told.environment} {told.by}",
            confidence="high" if told.by == "account" else None,
            witness=None if document.secret else those[0].principal or None,
            mended=None if document.secret else _mended(those, document),
            on=role,
        )
    if not own and (both := spanned(one.told for one in named)) and not surroundings.is_tagged(role):
        yield Problem(f"role {role.name!r} lets in {both}", at=TRUST[role.type], key="several environments", on=role)
    if unknown and own:
        raise unknown


class _Trusted(NamedTuple):
    """An environment that an admission speaks of, and words for whom it lets in.

    `principal` is as the statement has it, "" where a condition names them.
    """

    told: ToldEnvironment
    who: str
    by: Admitted
    principal: str = ""


def _is_made_for(role: Resource, one: _Trusted) -> bool:
    """Whether a name alone says where they come from, and the role is there for previews or sandboxes as these are."""
    return one.told.by == "name" and is_there_for(called(role), one.told.environment)


def _mended(those: Sequence[_Trusted], document: Document) -> str | None:
    """That the statement does not name them, where one names them all."""
    statements = {one.by.statement for one in those if one.principal}
    index = statements.pop() if len(statements) == 1 and all(one.principal for one in those) else None
    if index is None:
        return None
    return in_json(without_principals(document.statements[index], [one.principal for one in those]))


def _named(role: Resource, one: Admitted, document: Document, surroundings: Surroundings) -> Iterator[_Trusted]:
    """Each environment that the admission speaks of, with words for whom it lets in."""
    if not one.kind and one.unknown:
        raise Undecided(one.unknown[0])
    if one.statement is None:
        return
    who = partial(_words, quoted=not document.secret)
    if one.kind == "AWS":
        told = surroundings.of_account(one.account) if one.account else surroundings.of_named(role, one.principal)
        if told:
            named = who("account" if one.account else "", one.account or one.principal)
            yield _Trusted(told, named, one, one.principal)
    asked = asked_of(document.statements[one.statement].conditions, document.version)
    for caller in surroundings.asked_of_callers(role, asked):
        yield _Trusted(caller.told, who(caller.noun, caller.name), one)
    if one.kind == "Federated":
        # A shared issuer has one provider in an account, which says nothing of whose tokens come by it.
        if not one.shared and (tagged := surroundings.tagged_at(one.principal)):
            yield _Trusted(ToldEnvironment(tagged, "tag"), who("tokens of", one.principal), one, one.principal)
        for environment, text in _of_claims(asked):
            yield _Trusted(ToldEnvironment(environment, "name"), who("tokens for", text), one)


def _words(noun: str, name: str, *, quoted: bool) -> str:
    """Words for someone whom a trust names; the name itself only where it is no secret."""
    return f"{noun} {shown(name)}".strip() if quoted else "someone"


def _of_claims(asked: Asked) -> Iterator[tuple[str, str]]:
    """Each environment that claims of a token tell, with the claim."""
    for key, claims in asked.items():
        for claim in claims:
            if environment := _of_claim(key, claim):
                yield environment, claim.text


def _of_claim(key: str, claim: Claim) -> str:
    if key.endswith(":environment"):
        return of_value(claim.text)
    return of_subject(claim.text) if key.endswith(":sub") else NO_ENVIRONMENT
