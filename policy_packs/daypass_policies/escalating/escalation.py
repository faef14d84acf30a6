"""This is where it is told on which known paths a holder becomes more than it was given, and what breaks each.

A path counts where it leads to whatever there is: any role can be passed, any workload be changed, any user be given a
key. Who may pass any role and start anything with it is on a path as well, also where nobody wrote that one down.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from daypass.data.data_movers import only_moves_data
from daypass.data.escalation_documents import code_documents
from daypass.data.escalation_paths import HANDS_OVER, EscalationPath, escalation_paths
from daypass.data.identity_edits import WHICH_POLICY, IdentityEdit, identity_edits
from daypass.data.role_takers import RoleTaker, role_takers
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import NO, Answer, all_of, joined
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.passing.associated import passing, things_for
from daypass.graph.becoming.passing.naming import names_role, saying_role
from daypass.graph.becoming.privilege import ADMINISTRATOR
from daypass.graph.becoming.steering.documents.sending import SESSION, opens_a_shell
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor, Actors
from daypass_policies.escalating.attachable import attaches_whatever
from daypass_policies.escalating.boundless import bounded_by
from daypass_policies.escalating.members import MOVES_ROOT, members
from daypass_policies.escalating.pinned import passes_nobodys
from daypass_policies.escalating.unnamed import (
    UNBOUND,
    account_for,
    examples,
    may_any,
    may_somewhere,
    may_unnamed,
    partition_for,
    untagged,
)

_RUNS_DOCUMENT: Final = (
    "ssm:SendCommand",
    "ssm:CreateAssociation",
    "ssm:CreateAssociationBatch",
    "ssm:UpdateAssociation",
)
_ROOT_TASKS: Final = (
    "IAMCreateRootUserPassword",
    "IAMDeleteRootUserCredentials",
    "S3UnlockBucketPolicy",
    "SQSUnlockQueuePolicy",
)
"""The tasks of root that change something; `IAMAuditRootUserCredentials` only reads.

Source: IAM User Guide, "Perform a privileged task on an AWS Organizations member account"; read 2026-11.
"""

CLUSTER_ADMINISTRATOR: Final = Facts(
    {
        "eks:policyarn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        "eks:accessscope": "cluster",
    }
)
"""What a request says that makes somebody an administrator of a whole cluster."""

_GIVES_MOST: Final = {
    "eks:AssociateAccessPolicy": (CLUSTER_ADMINISTRATOR,),
    "sts:AssumeRoot": tuple(
        Facts({"sts:taskpolicyarn": f"arn:aws:iam::aws:policy/root-task/{name}"}) for name in _ROOT_TASKS
    ),
}
"""What requests of an action say that give most: a condition that keeps it from each of these leaves no path."""


class Held(NamedTuple):
    """A path that can be gone. `answer` says on which grounds, and what of it is not known."""

    path: EscalationPath
    answer: Answer

    @property
    def only_moves_data(self) -> bool:
        """Whether what takes the role does only moves or analyses data with it: nothing works for the caller."""
        return only_moves_data(self.path.id)

    @property
    def breaks(self) -> str:
        """The one action without which there is no path: passing a role, an edit of IAM, else the rarest."""
        actions = self.path.actions
        if HANDS_OVER in actions:
            return HANDS_OVER
        ranked = (
            *(action for action in actions if action.startswith(("iam:", "sso:"))),
            *(action for action in actions if action not in self.path.elsewhere and not _is_everyday(action)),
            *actions,
        )
        return ranked[0]


@dataclass(frozen=True)
class Asking:
    """What one caller may do to whatever there is; each question is asked once."""

    means: Means
    _passing: dict[tuple[str, tuple[str, ...]], Answer] = field(default_factory=dict, repr=False, compare=False)
    _somewhere: dict[str, Answer] = field(default_factory=dict, repr=False, compare=False)

    def passes_any(self, service: str, actions: tuple[str, ...]) -> Answer:
        """Whether it may hand any role to this service, for what these actions make."""
        asked = service, things_for(self.means, service, actions)
        if asked not in self._passing:
            each = (may_any(self.means, HANDS_OVER, "role", UNBOUND.and_(facts)) for facts in passing(*asked))
            self._passing[asked] = best(each)
        return self._passing[asked]

    def starts(self, action: str, path: EscalationPath) -> Answer:
        """Whether it may do this somewhere, with a role that nobody named where it takes one."""
        if names_role(self.means, action):
            said = saying_role(self.means, action, path, self._role(action))
            return best(may_somewhere(self.means, action, facts) for facts in said)
        if action not in self._somewhere:
            self._somewhere[action] = may_somewhere(self.means, action)
        return self._somewhere[action]

    def goes(self, path: EscalationPath) -> Answer:
        """Whether it may go this way to whatever there is."""
        if not all(map(self.means.may, path.actions)):
            return NO
        if path.passes_role:
            passes = best(self.passes_any(service, path.actions) for service in path.services)
            others = (action for action in path.actions if action != HANDS_OVER)
            starts = (self.starts(action, path) for action in others)
            return joined(passes, all_of(starts)) if passes.possible else NO
        return all_of(self._does(action, path) for action in path.actions)

    def hands_to(self, taker: RoleTaker) -> Answer:
        """Whether it may hand any role to what this action starts."""
        passes = best(self.passes_any(service, (taker.action,)) for service in taker.services)
        return joined(passes, self.starts(taker.action, taker.path)) if passes.possible else NO

    def edits_any(self, edit: IdentityEdit) -> Answer:
        """Whether it may do this to any identity: attach whatever policy, where it attaches one."""
        if edit.makes == "boundary" and not edit.keys:  # the condition key then says which boundary is put
            puts = (UNBOUND, bounded_by(ADMINISTRATOR))
            return best(may_any(self.means, edit.action, edit.on, boundary) for boundary in puts)
        if WHICH_POLICY not in edit.keys:
            return may_any(self.means, edit.action, edit.on, UNBOUND)
        return attaches_whatever(
            self.means, edit.action, lambda policy: may_any(self.means, edit.action, edit.on, policy)
        )

    def _does(self, action: str, path: EscalationPath) -> Answer:
        if action in path.elsewhere:
            return self.starts(action, path)
        if action in MOVES_ROOT:
            return best(may_unnamed(self.means, action, *one) for one in members(self.means, action))
        if edit := _edits().get(action):
            return self.edits_any(edit)
        if not path.resource:
            return (
                may_any(self.means, action, "role", UNBOUND) if action.startswith("sts:") else self.starts(action, path)
            )
        thing = path.unnamed(account_for(self.means, action), partition_for(self.means, action))
        facts = untagged((Arn.parse(thing) or Arn("", "", "", "", "")).service).and_(untagged(action.partition(":")[0]))
        most_of = _GIVES_MOST.get(action) or saying_role(self.means, action, path, self._role(action))
        asked = tuple(facts.and_(most) for most in most_of)
        sets = examples(self.means, action, "permission set") if action.startswith("sso:") else ()
        found = best(may_unnamed(self.means, action, one, most) for one in (thing, *sets) for most in asked)
        if action == SESSION and found.possible:
            return joined(found, opens_a_shell(self.means))
        return joined(found, self._runs_code(action)) if action in _RUNS_DOCUMENT and found.possible else found

    def _role(self, action: str) -> str:
        """One that nobody named."""
        return f"arn:{partition_for(self.means, action)}:iam::{account_for(self.means, action)}:role/{PROBE}"

    def _runs_code(self, action: str) -> Answer:
        """Whether one of the documents that may be used runs what the caller writes."""
        start = f"arn:{partition_for(self.means, action)}:ssm:*"
        own = f"{start}:{account_for(self.means, action)}:document/{PROBE}"
        published = (f"{start}::document/{name}" for name in code_documents())
        return best(may_unnamed(self.means, action, arn) for arn in (own, *published))


class Escalations:
    """The holders of a stack with the paths that each may go, looked at once for all rules that ask."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self.actors = stack.once(Actors, settings)
        self._reach = stack.once(Reachability, settings)
        self._paths: dict[int, tuple[Held, ...]] = {}

    def of(self, actor: Actor) -> tuple[Held, ...]:
        """The paths that it may go; those of its groups are the groups' own."""
        if id(actor) not in self._paths:
            theirs = {one.path.id for group in self.actors.groups_of(actor) for one in self.of(group)}
            found = held_paths(actor) if actor.sensitive else ()
            mine = (one for one in found if one.path.id not in theirs)
            self._paths[id(actor)] = tuple(one for one in mine if not self._is_nobodys(actor, one.path))
        return self._paths[id(actor)]

    def _is_nobodys(self, actor: Actor, path: EscalationPath) -> bool:
        return path.passes_role and passes_nobodys(actor, path, self._reach.trusts)


def held_paths(actor: Actor) -> tuple[Held, ...]:
    """All paths that it may go, the known ones first; of those that nobody wrote down only where there is no other."""
    found = tuple(_known(actor))
    handed = any(one.path.passes_role and not one.answer.unknown for one in found)
    return found if handed or not actor.may(HANDS_OVER) else (*found, *_unwritten(actor))


def _known(actor: Actor) -> Iterator[Held]:
    asking = tuple(map(Asking, actor.means))
    for path in escalation_paths():
        if actor.may(*path.actions) and not _goes_to_its_own(actor, path):
            answer = best(one.goes(path) for one in asking)
            if answer.possible:
                yield Held(path, answer)


def _goes_to_its_own(actor: Actor, path: EscalationPath) -> bool:
    """Whether it makes such things itself, whose names nobody can write down before."""
    return path.id in _MAKES and any(means.may(_MAKES[path.id]) for means in actor.means)


_MAKES: Final = {"glue-x01": "glue:CreateSession"}
"""Path → what makes that to which it leads, and gives it a name. Source: AWS Glue API Reference, "CreateSession"."""


def _unwritten(actor: Actor) -> Iterator[Held]:
    asking = tuple(map(Asking, actor.means))
    for taker in role_takers():
        if actor.may(taker.action):
            answer = best(one.hands_to(taker) for one in asking)
            if answer.possible:
                yield Held(taker.path, answer)


@cache
def _edits() -> Mapping[str, IdentityEdit]:
    return {edit.action: edit for edit in identity_edits()}


def _is_everyday(action: str) -> bool:
    """Whether many need it who mean no harm: to read, to start, to stop."""
    return action.partition(":")[2].startswith(("Describe", "Get", "List", "Start", "Stop", "Invoke", "Register"))
