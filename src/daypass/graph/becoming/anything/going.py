"""This is where it is told on which known paths somebody becomes more than it was given, with whatever there is.

A path counts where it leads to whatever there is: any role can be passed, any workload be changed, any user be given a
key. Who may pass any role and start anything with it is on a path as well, also where nobody wrote that one down.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from daypass.data.cluster_access_policies import administering_policies
from daypass.data.escalation_documents import code_documents
from daypass.data.escalation_paths import HANDS_OVER, EscalationPath
from daypass.data.identity_edits import WHICH_POLICY, IdentityEdit, edits_by_action
from daypass.data.managed_policies import ADMINISTRATOR
from daypass.data.recording_services import recording_services
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.anything.attachable import YES, attaches_whatever
from daypass.graph.becoming.anything.boundless import bounded_by
from daypass.graph.becoming.anything.lying import lies_in
from daypass.graph.becoming.anything.member_accounts import MOVES_ROOT, member_accounts
from daypass.graph.becoming.anything.unnamed import (
    UNBOUND,
    account_for,
    examples,
    may_any,
    may_somewhere,
    may_unnamed,
    partition_for,
    regions_of,
    untagged,
)
from daypass.graph.becoming.asking import NO, Answer, all_of, joined
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.passing.associated import PASSED_TO, passing, things_for
from daypass.graph.becoming.passing.naming import asked_with, names_role, saying_role
from daypass.graph.becoming.steering.asked_on import thing_of_kind
from daypass.graph.becoming.steering.documents.sending import SESSION, opens_a_shell
from daypass.graph.becoming.templates import own_templates
from daypass.iam.arn import Arn

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

CLUSTER_ADMINISTRATORS: Final = tuple(
    Facts({"eks:policyarn": policy, "eks:accessscope": "cluster"}) for policy in administering_policies()
)
"""What requests say that make somebody an administrator of a whole cluster, or of each of its namespaces."""

_GIVES_MOST: Final = {
    "eks:AssociateAccessPolicy": CLUSTER_ADMINISTRATORS,
    "sts:AssumeRoot": tuple(
        Facts({"sts:taskpolicyarn": f"arn:aws:iam::aws:policy/root-task/{name}"}) for name in _ROOT_TASKS
    ),
}
"""What requests of an action say that give most: a condition that keeps it from each of these leaves no path."""

_MAKES: Final = {"glue-x01": "glue:CreateSession"}
"""Path → what makes that to which it leads, and gives it a name. Source: AWS Glue API Reference, "CreateSession"."""


@dataclass(frozen=True)
class Asking:
    """What one caller may do to whatever there is; each question is asked once."""

    means: Means
    _passing: dict[tuple[str, tuple[str, ...]], Answer] = field(default_factory=dict, repr=False, compare=False)
    _somewhere: dict[str, Answer] = field(default_factory=dict, repr=False, compare=False)

    def goes(self, path: EscalationPath) -> Answer:
        """Whether it may go this way to whatever there is."""
        passes = self._passes_any(path) if path.passes_role else YES
        if not passes.possible or not all(map(self.means.may, path.actions)) or self._makes_its_own(path):
            return NO
        does = self._starts if path.passes_role else self._does
        return joined(passes, all_of(does(action, path) for action in path.actions if action != HANDS_OVER))

    def narrowed(self, path: EscalationPath) -> EscalationPath:
        """The same with those of its services alone to which it may hand any role."""
        able = (service for service in _acting(path) if self._passes_to(service, path.actions).possible)
        return path._replace(services=tuple(able))

    def edits_any(self, edit: IdentityEdit) -> Answer:
        """Whether it may do this to any identity: attach whatever policy, where it attaches one."""
        if edit.puts_boundary:
            puts = (UNBOUND, bounded_by(ADMINISTRATOR))
            return best(may_any(self.means, edit.action, edit.on, boundary) for boundary in puts)
        if WHICH_POLICY not in edit.keys:
            return may_any(self.means, edit.action, edit.on, UNBOUND)
        return attaches_whatever(
            self.means, edit.action, lambda policy: may_any(self.means, edit.action, edit.on, policy)
        )

    @cached_property
    def _roles(self) -> tuple[str, ...]:
        """Roles that nobody named and that it may pass, one for each pattern."""
        return examples(self.means, HANDS_OVER, "role") if self.means.may(HANDS_OVER) else ()

    def _passes_any(self, path: EscalationPath) -> Answer:
        """Whether it may hand any role to one of the services of a path, for what that makes there."""
        if not self._roles:
            return NO  # as with nearly everybody, told at once
        return best(self._passes_to(service, path.actions) for service in _acting(path))

    def _passes_to(self, service: str, actions: tuple[str, ...]) -> Answer:
        is_asked = PASSED_TO in self.means.told(HANDS_OVER).keys  # else one service is like another
        asked = (service if is_asked else "", things_for(self.means, service, actions))
        if asked not in self._passing:
            said = [UNBOUND.and_(facts) for facts in passing(service, asked[1])]
            each = (may_unnamed(self.means, HANDS_OVER, role, facts) for facts in said for role in self._roles)
            self._passing[asked] = best(each)
        return self._passing[asked]

    def _starts(self, action: str, path: EscalationPath) -> Answer:
        """Whether it may do this somewhere, with a role that nobody named where it takes one."""
        thing = thing_of_kind(action, self.means.caller)
        if names_role(self.means, action):
            said = saying_role(self.means, action, path, self._role(action))
            on = asked_with(self.means, action)
            return best(
                self.means.on(action, thing, facts) if thing else may_somewhere(self.means, action, facts, on)
                for facts in self._with_own(action, said)
            )
        if action not in self._somewhere:
            said = self._with_own(action, (NOTHING,))
            found = (
                (self.means.on(action, thing),) if thing else (may_somewhere(self.means, action, one) for one in said)
            )
            self._somewhere[action] = best(found)
        return self._somewhere[action]

    def _with_own(self, action: str, said: tuple[Facts, ...]) -> tuple[Facts, ...]:
        """The same with a template of its own, where the request has one."""
        return tuple(facts.and_(own) for own in own_templates(self.means, action) for facts in said)

    def _makes_its_own(self, path: EscalationPath) -> bool:
        """Whether it makes such things itself, whose names nobody can write down before."""
        return path.id in _MAKES and self.means.may(_MAKES[path.id])

    def _does(self, action: str, path: EscalationPath) -> Answer:
        if action in path.elsewhere:
            return self._starts(action, path)
        if action in MOVES_ROOT:
            return best(may_unnamed(self.means, action, *one) for one in member_accounts(self.means, action))
        if edit := edits_by_action().get(action):
            return self.edits_any(edit)
        if path.resource:
            return self._does_to_consumer(action, path)
        return may_any(self.means, action, "role", UNBOUND) if action.startswith("sts:") else self._starts(action, path)

    def _does_to_consumer(self, action: str, path: EscalationPath) -> Answer:
        """Whether it may do this to what runs as a role and was named by nobody."""
        things = self._unnamed(path, action)
        service = (Arn.parse(things[0]) or Arn("", "", "", "", "")).service
        facts = untagged(service).and_(untagged(action.partition(":")[0]))
        most_of = _GIVES_MOST.get(action) or saying_role(self.means, action, path, self._role(action))
        asked = tuple(facts.and_(most) for most in self._with_own(action, most_of))
        sets = examples(self.means, action, "permission set") if action.startswith("sso:") else ()
        each = ((one, most.and_(lies_in(action, one))) for one in (*things, *sets) for most in asked)
        found = best(may_unnamed(self.means, action, one, most) for one, most in each)
        if action == SESSION and found.possible:
            return joined(found, opens_a_shell(self.means))
        return joined(found, self._runs_code(action)) if action in _RUNS_DOCUMENT and found.possible else found

    def _unnamed(self, path: EscalationPath, action: str) -> tuple[str, ...]:
        """What runs as a role and was named by nobody, in each region that makes a difference."""
        thing = path.unnamed(account_for(self.means, action), partition_for(self.means, action))
        arn = Arn.parse(thing)
        if arn is None or arn.region != ANY:
            return (thing,)
        return tuple(":".join(("arn", *arn._replace(region=one))) for one in regions_of(self.means, action))

    def _role(self, action: str) -> str:
        """One that nobody named."""
        return f"arn:{partition_for(self.means, action)}:iam::{account_for(self.means, action)}:role/{PROBE}"

    def _runs_code(self, action: str) -> Answer:
        """Whether one of the documents that may be used runs what the caller writes."""
        start = f"arn:{partition_for(self.means, action)}:ssm:*"
        own = f"{start}:{account_for(self.means, action)}:document/{PROBE}"
        published = (f"{start}::document/{name}" for name in code_documents())
        return best(may_unnamed(self.means, action, arn) for arn in (own, *published))


def _acting(path: EscalationPath) -> tuple[str, ...]:
    """Those of its services that do more with a role than to write records of their own."""
    return tuple(service for service in path.services if service not in recording_services())
