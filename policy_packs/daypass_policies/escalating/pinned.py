"""This is where it is told what AWS's own policies let be passed that nobody has to pass.

Some of them let any role be passed, to one service and for one kind of its things (`CloudWatchFullAccessV2`: for alarms
that read logs). Where the stack has no role for that service, there is none that anybody meant.
"""

from collections.abc import Iterator

from daypass.data.escalation_paths import HANDS_OVER, EscalationPath
from daypass.graph.becoming.anything.unnamed import UNBOUND, examples
from daypass.graph.becoming.assuming.trusts import Trusts
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.passing.associated import ASSOCIATED, PASSED_TO, passing, things_for
from daypass.iam.arn import Arn
from daypass_policies.escalating.actors import Actor


def passes_nobodys(actor: Actor, path: EscalationPath, trusts: Trusts) -> bool:
    """Whether only such statements let it pass a role on this path, and no role of the stack is for the service."""
    letting = [held for means in actor.means for held in _letting(means, path)]
    return bool(letting) and all(map(_is_pinned_by_aws, letting)) and not _has_any(actor, path, trusts)


def _letting(means: Means, path: EscalationPath) -> Iterator[Held]:
    """The statements that may let it pass any role, whatever else a request brings along."""
    said = [
        UNBOUND.and_(facts)
        for service in path.services
        for facts in passing(service, things_for(means, service, path.actions))
    ]
    roles = examples(means, HANDS_OVER, "role")
    for held in means.told(HANDS_OVER).allows:
        if any(held.says(HANDS_OVER, role, facts) != "no" for role in roles for facts in said):
            yield held


def _is_pinned_by_aws(held: Held) -> bool:
    arn = Arn.parse(held.given.arn)
    return bool(arn and arn.aws_managed_policy) and {PASSED_TO, ASSOCIATED} <= held.line.asks_for


def _has_any(actor: Actor, path: EscalationPath, trusts: Trusts) -> bool:
    """Whether the stack has a role that such a service may be given."""
    accounts = {means.caller.account for means in actor.means}
    return any(
        targets for service in path.services for account in accounts for targets in trusts.passable(service, account)
    )
