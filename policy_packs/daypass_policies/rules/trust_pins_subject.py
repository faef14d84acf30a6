"""A federated trust names the one workload, not the organisation or the issuer around it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from daypass.data.claim_keys import id_claim
from daypass.graph.stack import Stack
from daypass.iam.admitted import Admitted
from daypass.iam.admitting import NARROW
from daypass.iam.document import Document
from daypass.iam.federated import NAMED_GUESTS
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, Severity, rule
from daypass_policies.escalating.low_trust.harmless import is_harmful, is_harmless
from daypass_policies.mending.pinning import Pins, pins
from daypass_policies.settle import collect
from daypass_policies.trusting import malformed
from daypass_policies.trusting.audiences import PROVIDER, Audiences
from daypass_policies.trusting.default_accounts import namespaces_entering, pods_of
from daypass_policies.trusting.everyday import has_only_everyday
from daypass_policies.trusting.left_open import left_open
from daypass_policies.trusting.role_power import gives_everything
from daypass_policies.trusting.trust import ROLES, ask_trust
from daypass_policies.trusting.unguarded import unguarded
from daypass_policies.wording import cut, shown

_LONGEST: Final = 600


@rule(
    "trust-pins-subject",
    risk="federated-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=ROLES,
    stack=True,
    controls=(
        "NHI6:2025",
        "NHI8:2025",
        "NIST-800-53:AC-3",
        "NIST-800-53:IA-9",
        "MAESTRO:L4-IAC-MANIPULATION",
    ),
    remedy="Ask for the exact `aud` and `sub` with StringEquals, or declare a WorkloadIdentity, which does so.",
    other_remedies=(malformed.REMEDY,),
    aliases=(
        "checkov:CKV_AWS_358",
        "checkov:CKV_AWS_393",
        "prowler:iam_role_github_oidc_trust_subject_restricted",
    ),
)
def trust_pins_subject(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A trust that admits an organisation, or all of GitHub, gives the role to whoever can run a job there.

    Each statement is judged for itself, with each provider, condition and value in it: a second, loose one opens what
    the first closes. `StringLike` with a wildcard, `…IfExists`, `ForAllValues` and negations do not pin; a claim may
    pin in place of the subject (`repository_id` with `ref`, `environment` or `job_workflow_ref`). Subject and audience
    are in every token, so that `…IfExists` and `ForAllValues` let in nobody else there; that these operators hold
    without them is told as advice. A statement that nobody can meet, as it asks for a key of another issuer, is
    trust-keys-are-present's. In profile `strict` names alone do not suffice, as whoever registers an abandoned name is
    let in; and it is said there that AWS refuses a new GitHub trust which does not look at the subject at all.

    How a subject is built stands in a table, issuer by issuer: GitHub, GitLab, HCP Terraform, Buildkite, Bitbucket,
    CircleCI, Codefresh, Scalr, Spacelift, Upbound, Vercel, Pulumi Cloud, Azure DevOps, EKS and other clusters, SPIFFE.
    A wildcard there is no finding where every run differs: a commit, a step, a run phase, what follows the beginning of
    a release's tag or branch. Of an issuer that is in no table the exact subject and audience are asked for, of a SAML
    provider the audience: whose assertion it is, workload-trusts-no-people asks. An issuer at a host that only looks
    like that of a known one (`githubusercontents.com`) is a stranger's, whatever is asked of it. A trust that strangers
    get into is critical, one that opens an organisation, or all that the issuer's URL names (a cluster, a workspace),
    high, one that opens a project, or an organisation to one reusable workflow from whichever branch, medium (of a
    workflow of its own, at one ref, and for more than pull requests, profile `strict` alone speaks), one that lacks
    nothing but the audience, which the provider's list still holds, or asks for what every token has by an operator
    that holds without it, low; where the stack makes an administrator of the role, each weighs one more. Otherwise
    three are advice: these two, and the exact subject of a repository's pull requests, as a role that plans has it,
    which is no finding at all but in profile `strict` where the role reads no secret and changes nothing but what is
    for tests. So is any but a trust that strangers get into, and low, where the stack shows that the role has nothing
    but its logs, its image and the like, and becomes nobody else. Guests of an identity pool whom the trust names are
    trust-names-no-guests'. Where the issuer is one's own, as a cluster is, and its provider is in the stack and
    takes a single audience, only profile `strict` asks for that in the trust as well.

    An exact subject is told as advice, too, of a role that reads a secret or changes something, where the stack shows
    that it lets in what nobody has looked at: an environment of GitHub that has neither reviewers nor a policy of
    branches (and no ruleset holds for all branches), a service account `default` of a cluster, which each pod of its
    namespace has that names no other (also by an association of EKS Pod Identity), any operation of a stack of Pulumi
    Cloud whose settings have pull requests previewed, or any phase of a workload's runs (`run_phase:*`) whose plans
    have a role of their own. In profile `strict` so is, of a role that is seen to read a secret or to change something,
    a subject that names a pipeline and no branch, or one that a branch of a longer name fits as well, and any phase of
    runs of HCP Terraform or Spacelift, unless the stack keeps the workspace from planning what is proposed, or has
    other roles for its phases: the issuers' own guides write subjects so.

    Refused:
        deploy:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
                  Action: sts:AssumeRoleWithWebIdentity
                  Condition:
                    StringEquals: {"token.actions.githubusercontent.com:aud": sts.amazonaws.com}
                    StringLike: {"token.actions.githubusercontent.com:sub": "repo:acme/*"}

    Mended:
        deploy:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
                  Action: sts:AssumeRoleWithWebIdentity
                  Condition:
                    StringEquals:
                      token.actions.githubusercontent.com:aud: sts.amazonaws.com
                      token.actions.githubusercontent.com:repository_id: "123456789"
                      token.actions.githubusercontent.com:sub:
                        - repo:acme/invoice:environment:prod
                        - repo:acme@987654/invoice@123456789:environment:prod
    """
    for role in stack.of_type(*ROLES):
        found, unknown = collect(
            [ask_trust(role, _is_federated, partial(_problem, role, stack=stack, ask=ask), tells="federated")]
        )
        has_little = bool(found) and has_only_everyday(role, stack, ask.settings)
        yield from (replace(_lessened(one) if has_little else one, on=role) for one in found)
        if unknown:
            yield Open(role, (unknown.path,))
        elif not has_little and not is_harmless(role, stack, ask.settings):
            yield from _unguarded(role, stack)
            yield from _of_default_accounts(role, stack)
            if ask.profile == "strict" and is_harmful(role, stack, ask.settings):
                yield from _left_open(role, stack)


def _unguarded(role: Resource, stack: Stack) -> Iterator[Problem | Open]:
    """What the stack shows of whom an exact subject lets in: nobody has looked at what they run."""
    every = tuple(dict.fromkeys(unguarded(role, stack)))
    sure = [way for way in every if not way.unknown]
    hidden = dict.fromkeys(untold.what for way in every for untold in way.unknown)
    if hidden and not sure:
        yield Open(role, tuple(hidden))
    for way in sure:
        yield Problem(
            f"role {role.name!r} lets in {way.who}, as {way.why}",
            key=f"unguarded {way.why}",
            severity="medium",
            confidence="medium",
            advisory=True,
            on=role,
        )


def _of_default_accounts(role: Resource, stack: Stack) -> Iterator[Problem]:
    """Whose service account is nobody's own."""
    for namespace in namespaces_entering(role, stack):
        yield Problem(
            f"role {role.name!r} lets in {pods_of(namespace)}",
            key=f"default {namespace}",
            severity="medium",
            confidence="medium",
            advisory=True,
            on=role,
        )


def _left_open(role: Resource, stack: Stack) -> Iterator[Problem]:
    """Whose code gets in by a subject that names one workload and not what it runs."""
    for way in dict.fromkeys(left_open(role, stack)):
        yield Problem(
            f"role {role.name!r} lets in {way.who}, as {way.why}",
            at=way.where,
            key=f"left open {way.who}",
            severity="medium",
            confidence="medium",
            advisory=True,
            on=role,
        )


def _is_federated(admission: Admitted) -> bool:
    return admission.kind == "Federated" and admission.who != NAMED_GUESTS


def _lessened(problem: Problem) -> Problem:
    """The same of a role that has nothing that anybody wants. Strangers are kept out whatever it has."""
    is_kept = problem.severity in (None, "critical")  # none has a trust that nobody can read, or that is a secret
    return problem if is_kept else replace(problem, severity="low", advisory=True)


def _problem(resource: Resource, admission: Admitted, document: Document, *, stack: Stack, ask: Ask) -> Problem | None:
    is_asked = admission.breadth in NARROW and not admission.missing and not admission.weak
    mended = None if is_asked else pins(admission, document)
    facts = _facts(admission, mended, stack, strict=ask.profile == "strict")
    if not facts:
        return None
    if document.secret:  # what it says is nobody's to read here, only that it says too little
        return Problem(f"role {resource.name!r} trusts more than the one workload", at=admission.where)
    is_meant = _is_shared_workflow(admission) or (_is_plan(admission) and is_harmless(resource, stack, ask.settings))
    if is_meant and ask.profile != "strict":
        return None
    return Problem(
        cut(f"role {resource.name!r} {'; it should '.join(facts)}", _LONGEST),
        at=admission.where,
        # How far it reaches is in the key, so that a baseline which knows a trust does not know a wider one.
        key=" ".join((admission.issuer, admission.breadth, *admission.asked, *admission.missing)),
        severity=_severity(admission, resource, stack),
        advisory=_is_advice(admission, resource, stack),
        witness=admission.witness,
        mended=mended.as_mended() if mended else None,
    )


def _facts(admission: Admitted, mended: Pins | None, stack: Stack, *, strict: bool) -> list[str]:
    """What is wrong with the trust, each in words that follow the role's name."""
    loose = [f"{admission.issuer}:{claim}" for claim in admission.missing]
    if admission.breadth not in (*NARROW, "undecided"):
        example = f", for example {shown(admission.witness)}" if admission.witness else ""
        pinning = [key for key in admission.mended if key in loose or key.endswith(":sub")]
        return [f"lets in {admission.who}{example}", *_asked(admission, mended, pinning)]
    is_refused = _is_refused(admission)
    unasked = [key for key in loose if not (is_refused and key.endswith(":sub"))]
    if unasked == [f"{admission.issuer}:aud"] and not strict and _is_of_one_audience(admission, stack):
        unasked = []
    if unasked:
        asked = _asked(admission, mended, unasked)
        return [f"does not ask for an exact {' and '.join(map(_in_words, unasked) if asked else unasked)}", *asked]
    if admission.weak:
        claims = " and ".join(f"{admission.issuer}:{claim}" for claim in admission.weak)
        return [f"asks for {claims} in a way that would let in a token without", *_asked(admission, mended, [])]
    if strict and is_refused:
        return [f"pins its workload without {admission.issuer}:sub, and AWS refuses a trust that does not ask for it"]
    if strict and admission.by_name and (claim := id_claim(admission.issuer)):
        what = claim.removesuffix("_id")
        return [f"trusts a {what} by its name alone, which another may take over: ask for its {claim} too"]
    return []


def _in_words(key: str) -> str:
    """What a key of a condition asks for; the key itself follows, where it is said what to ask for."""
    claim = key.rpartition(":")[2]
    return {"aud": "audience", "sub": "subject"}.get(claim, claim)


def _is_of_one_audience(admission: Admitted, stack: Stack) -> bool:
    """Whether no token of another audience gets in: by the provider of an issuer that nobody else has tokens of."""
    return not admission.shared and stack.once(Audiences).are_one(admission.principal)


def _is_refused(admission: Admitted) -> bool:
    """Whether other claims pin the workload, and AWS refuses the trust because it does not look at the subject."""
    return admission.breadth == "one workload" and "sub" in admission.missing


def _is_advice(admission: Admitted, resource: Resource, stack: Stack) -> bool:
    """Whether nothing is open that was not meant: one workload, or the pull requests of a role that is no master."""
    return (_is_held(admission) or _is_plan(admission)) and not gives_everything(resource, stack)


def _is_shared_workflow(admission: Admitted) -> bool:
    """Whether it is one workflow of an organisation that its repositories call, and nothing else is left open.

    Source: GitHub Docs, "Using OpenID Connect with reusable workflows"; read 2026-11.
    """
    is_open = admission.missing or admission.weak
    return admission.breadth == "repository" and admission.by_workflow and not is_open


def _is_plan(admission: Admitted) -> bool:
    """Whether it is the pull requests of one repository that get in, and nobody else."""
    return admission.breadth == "repository" and admission.before_review


def _is_held(admission: Admitted) -> bool:
    """Whether nobody else gets in today, by the provider's list of audiences, or as every token has what is asked."""
    if admission.breadth != "one workload":
        return False
    return PROVIDER in admission.principal if admission.missing else bool(admission.weak)


def _asked(admission: Admitted, mended: Pins | None, keys: list[str]) -> list[str]:
    """How the condition would read that pins the workload, in words that follow "it should"."""
    parts = mended.parts if mended else ()
    wanted = {key.lower(): admission.mended[key] for key in keys if key in admission.mended}
    asked = []
    for part in parts:
        if part.new and part.key.lower() in wanted:
            value = wanted[part.key.lower()]
            said = value if value in part.new else part.new[0]
            asked.append(f"{part.key} {'like' if has_wildcard(said) else '='} {shown(said)}")
    for operator in dict.fromkeys(part.operator for part in parts if not part.new):
        again = (part.key for part in parts if part.operator == operator and not part.new)
        asked.append(f"{' and '.join(again)} with {operator}")
    return [f"ask for {' and '.join(asked)}"] if asked else []


def _severity(admission: Admitted, resource: Resource, stack: Stack) -> Severity:
    """By how much gets in: strangers are critical, colleagues high, the rest of one repository medium.

    Where the workload is pinned and its audience alone is not asked for, the provider's list of audiences still holds,
    and where an operator would let in a token without a claim that none is without, nobody else gets in today: low. A
    role that may do everything weighs one more.
    """
    if _is_held(admission):
        return "medium" if gives_everything(resource, stack) else "low"
    if admission.breadth == "world" or (admission.breadth == "issuer" and admission.shared):
        return "critical"
    is_wide = admission.breadth in ("issuer", "organisation")
    if gives_everything(resource, stack):
        return "critical" if is_wide else "high"
    return "high" if is_wide else "medium"
