"""Nobody writes what they may do themselves, nor what anyone may."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple

from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.rule import Ask, Open, Problem, Severity, rule
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.administering import judged
from daypass_policies.escalating.paths_told import PathsTold
from daypass_policies.escalating.rewriting import Rewrite, Rewriting, What, Whose
from daypass_policies.escalating.takeovers.workers import is_deployer
from daypass_policies.escalating.told import Doubts, at, by, stands_in, told_at, within_bounds
from daypass_policies.handed_out import TYPES_AND_IDENTITIES
from daypass_policies.mending.allowing import without
from daypass_policies.mending.cutting import mended
from daypass_policies.wording import listed

_SAYS: Final[dict[tuple[Whose, What], str]] = {
    ("its own", "policies"): "write its own policies",
    ("its own", "trust"): "rewrite who may become it",
    ("its own", "boundary"): "lift its own permissions boundary",
    ("its own", "tags"): "change its own tags, for which policies ask",
    ("its own", "denials"): "take away a policy that denies it something",
    ("its own", "guardrails"): "lift {}",
    ("some", "trust"): "rewrite who may become roles that it names by a pattern alone",
    ("some", "policies"): "attach whatever policy it likes to identities that it names by a pattern alone",
    ("named", "identities"): "write what {} may do, and become it",
    ("some", "identities"): "write what users that it names by a pattern alone may do, and become them",
    (
        "some",
        "secrets",
    ): "put on secrets, parameters or keys that it names by a pattern alone the tag without which its "
    "policies do not let it read",
    ("some", "keys"): (
        "put on keys, or whatever else signs, that it names by a pattern alone the tag without which its policies do "
        "not let it use that"
    ),
    (
        "some",
        "data",
    ): "put on what it names by a pattern alone the tag without which its policies do not let it read that",
    ("any", "policies"): "write the policies of any identity",
    ("any", "trust"): "rewrite who may become any role",
    ("any", "boundary"): "lift the permissions boundary of any identity",
    ("any", "credentials"): "make a credential for any user",
    ("any", "groups"): "put users into any group",
    ("any", "tags"): "change the tags of any identity, for which policies ask",
    ("any", "secrets"): "put on any secret, parameter or key the tag without which its policies do not let it read",
    ("any", "keys"): (
        "put on any key, or whatever else signs, the tag without which its policies do not let it use that"
    ),
    ("any", "data"): "put on what is stored the tag without which its policies do not let it read that",
    ("some", "rotations"): (
        "have secrets that it names by a pattern alone rotated by the function for which its policies ask "
        "(secretsmanager:RotateSecret), and then read them"
    ),
    ("any", "rotations"): (
        "have any secret rotated by the function for which its policies ask (secretsmanager:RotateSecret), and then "
        "read it"
    ),
    ("any", "aliases"): "give any key the alias for which its policies ask (kms:CreateAlias), and then use it",
    ("any", "new role"): "make a role of its own and write what that may do, without a boundary that holds",
}
_GRAVE: Final[tuple[What, ...]] = ("secrets", "keys", "rotations", "aliases", "identities", "guardrails")
_LESSER: Final[tuple[What, ...]] = ("credentials", "groups", "data")
_AS_BY_A_PATH: Final[tuple[tuple[Whose, What], ...]] = (
    *(("its own", "policies"), ("any", "policies"), ("its own", "boundary"), ("any", "boundary")),
)
"""What is no more than to write one's own rights, as a known path does."""


@rule(
    "no-rewriting-of-own-rights",
    risk="privilege-escalation",
    severity="critical",
    confidence="high",
    level="mandatory",
    applies_to=TYPES_AND_IDENTITIES,
    stack=True,
    controls=(
        "NHI5:2025",
        "NIST-800-53:AC-6",
        "NIST-800-53:AC-5",
        "PCI-DSS-4.0.1:7.2.2",
        "SOC2:CC6.3",
        "NIST-800-53:AC-6(1)",
    ),
    remedy="Leave edits of identities to one pipeline, on named roles and with an iam:PermissionsBoundary condition.",
    aliases=(
        "checkov:CKV_AWS_289",
        "checkov:CKV_AWS_109",
    ),
)
def no_rewriting_of_own_rights(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """An identity that writes its own rights has all rights, whatever its policies say today.

    Beyond the known paths, of which `no-path-to-more-rights` speaks (alone, but in profile `strict`, where the same
    statement has such a path and other edits of policies and boundaries), asked is what remains after Deny, permissions
    boundary and conditions of

    - edits of an identity's own policies, trust, tags (where conditions ask for `aws:PrincipalTag`, also those of the
      policy of a bucket, a key or a queue that lets in whoever carries a value), permissions boundary or of what denies
      it something (also of whoever has all of IAM but for that);
    - edits of any identity there is, also through Identity Center; and making a role together with what it may do, also
      one that is named and not in the stack;
    - becoming one that it names and no stack shows (by its trust, a key or a password) whose policies it writes, which
      is advice of a pipeline, and of users that a pattern takes in;
    - what a policy of its organisation (SCP, RCP), attached where that binds it, alone keeps from it, and that it may
      rewrite, detach or switch off itself, which is advice of a pipeline;
    - as advice, the trust of roles that a pattern alone names (`role/service/*`), since whoever rewrites it becomes any
      of them, and attaching whatever policy to such ones, also where a condition on `iam:PolicyARN` takes in one that
      gives everything;
    - reading secrets, objects, tables, queues or streams, or signing with keys, authorities, signing profiles or
      identity pools, by a tag (`aws:ResourceTag`, `s3:ExistingObjectTag`) that it may put on any of them itself, also
      where that is the caller's own (`${aws:PrincipalTag/team}`): it makes its own what is another's. Who may tag only
      what carries its own value, or no tag yet, passes; it is advice where it may tag no more than a pattern of names
      takes in, which is not what it is called itself;
    - reading any secret as its rotation function (`secretsmanager:resource/AllowRotationLambdaArn`) where it may name
      that for any (`secretsmanager:RotateSecret`) and invoke it, and using any key by an alias (`kms:ResourceAliases`)
      that it may give. Who rotates only what names that function already, or secrets by their names, passes.

    Other edits on named identities of others pass, and so do those that ask for a permissions boundary
    (`iam:PermissionsBoundary`) or for a policy that is named (`iam:PolicyARN`), unless that limits nothing: a policy of
    AWS that leads to every right, one that the holder may write itself, a boundary that allows everything, or that it
    may rewrite or take off the role again. Where its boundary still holds it back, the finding is advisory.

    Refused:
        worker:
          type: aws:iam/role:Role
          properties: {name: worker, assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'}
        works:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: worker
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "iam:PutRolePolicy",
                              "Resource": "arn:aws:iam::*:role/worker"}]}

    Mended:
        worker:
          type: aws:iam/role:Role
          properties: {name: worker, assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'}
        works:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: worker
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "iam:GetRolePolicy",
                              "Resource": "arn:aws:iam::*:role/worker"}]}
    """
    rewriting, doubts = stack.once(Rewriting, ask.settings), Doubts()
    for actor in judged(stack, ask.settings, ask.profile):
        own = rewriting.of(actor) if actor.sensitive else ()
        kept = (*rewriting.by_tags(actor), *rewriting.by_settings(actor))
        every = (*own, *kept, *rewriting.by_organisation(actor))
        found = [one for one in every if _is_ours(one, actor)]
        left = [one for one in found if not _is_by_a_path(one, actor, stack, ask)]
        yield from within_bounds(actor, _of(actor, left))
        yield from doubts.of(actor, _unknown(found))


def _is_ours(one: Rewrite, actor: Actor) -> bool:
    """Whether no other rule tells it: whoever has all of IAM has it by that, but for what a guard keeps from it."""
    if actor.has_all_of_iam:
        return one.what == "denials" and not actor.is_administrator and actor.is_held_from_iam
    return not actor.has_among_everything(one.action)


def _is_by_a_path(one: Rewrite, actor: Actor, stack: Stack, ask: Ask) -> bool:
    """Whether the very statement is told to let it write its own rights, by a path, and no boundary holds it back."""
    if ask.profile == "strict" or _kind(one) not in _AS_BY_A_PATH or any(means.is_bounded for means in actor.means):
        return False
    grounds, whose = one.answer.grounds, actor.resource
    place = (whose.urn, (stands_in(grounds, whose) or whose).urn, at(grounds, whose))
    return place in stack.once(PathsTold, ask.settings, ask.profile).own_rights


def _of(actor: Actor, found: list[Rewrite]) -> Iterator[Problem]:
    """What is certain: of one statement, and as grave, in one sentence, since one edit of it ends all."""
    certain = sorted((one for one in found if not one.answer.unknown), key=_kind)
    kinds = [list(alike) for _, alike in groupby(certain, _kind)]
    for together in grouped((_told_as(actor, alike), alike) for alike in kinds).values():
        yield _problem(actor, together)


def _unknown(found: list[Rewrite]) -> Iterator[Untold]:
    """What keeps from deciding about something of which nothing is certain."""
    certain = {_kind(one) for one in found if not one.answer.unknown}
    return (untold for one in found if _kind(one) not in certain for untold in one.answer.unknown)


def _kind(one: Rewrite) -> tuple[Whose, What]:
    return one.whose, one.what


class _ToldAs(NamedTuple):
    """Where it stands, and how grave it is."""

    by: str
    severity: Severity
    is_fenced: bool
    is_advice: bool


def _told_as(actor: Actor, alike: list[Rewrite]) -> _ToldAs:
    whose, what = _kind(alike[0])
    is_fenced = all(one.is_fenced for one in alike)
    severity: Severity = "medium" if is_fenced or what in _LESSER else "critical"
    severity = "medium" if whose == "some" else "high" if what in _GRAVE else severity
    # A pipeline may look after what another stack has, as for its keys, or after the policies of its organisation.
    is_advice = is_fenced or whose == "some" or ((whose == "named" or what == "guardrails") and is_deployer(actor))
    return _ToldAs(by(alike[0].answer.grounds), severity, is_fenced, is_advice)


def _problem(actor: Actor, together: tuple[list[Rewrite], ...]) -> Problem:
    """What is told in one sentence: the rewrites of several kinds, each with its actions."""
    told, grounds = _told_as(actor, together[0]), together[0][0].answer.grounds
    acts = {_kind(alike[0]): list(dict.fromkeys(one.action for one in alike)) for alike in together}
    within = ", as far as its permissions boundary lets it" if told.is_fenced else ""
    things = listed(dict.fromkeys(one.thing for alike in together for one in alike if one.thing))
    may = ", and ".join(f"{_SAYS[kind].format(things)}{within} ({listed(acts[kind])})" for kind in acts)
    every = list(dict.fromkeys(action for actions in acts.values() for action in actions))
    problem = Problem(
        f"{actor.title} may {may}{told.by}",
        key="; ".join(f"{whose} {what} {' '.join(sorted(actions))}" for (whose, what), actions in acts.items()),
        severity=told.severity,
        confidence="medium" if any(whose == "some" for whose, _ in acts) else None,  # they may be its own to look after
        advisory=told.is_advice,
        witness=every[0],
    )
    return mended(told_at(grounds, actor, problem), actor, every, without)
