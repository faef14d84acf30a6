"""This is where it is told on which paths the holder's own Deny takes out all that a stack has for them to lead to.

A path to whatever there is counts as such a thing may come to be. Where the stack has some that run as a role, and a
Deny names each of them, somebody has thought of it: what is left runs as none. Source: IAM User Guide, "Policy
evaluation logic" (an explicit Deny wins); AWS Batch API Reference, "SubmitJob" (a job definition is named with a
revision or without); read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.data.escalation_paths import HANDS_OVER, EscalationPath
from daypass.graph.becoming.anything.unnamed import account_for, partition_for, regions_of
from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.targets import Member
from daypass.graph.reachability import Reachability
from daypass.iam.arn import Arn
from daypass_policies.escalating.actors import Actor

_KIND: Final = "existing-passrole"
_IN_REVISIONS: Final = "NAME*"
_REVISION: Final = re.compile(r"(?::[0-9]{1,9})?\*?$")


def denies_all_there_are(actor: Actor, path: EscalationPath, reach: Reachability) -> bool:
    """Whether the stack has what the path leads to, running as others than the actor, and a Deny means all of that."""
    actions = [one for one in path.actions if one != HANDS_OVER and one not in path.elsewhere]
    if path.kind != _KIND or not any(means.told(action).denies for means in actor.means for action in actions):
        return False
    others = [one for one in reach.changeable(path) if not _runs_as(actor, one, reach)]
    return bool(others) and all(_is_denied(actor, actions, one, path) for one in others)


def _runs_as(actor: Actor, thing: Member, reach: Reachability) -> bool:
    """Whether it is the actor's own: who denies themselves to change that has thought of nobody else."""
    return actor.node is not None and any(edge.target == actor.node for edge in reach.edges(thing.node))


def _is_denied(actor: Actor, actions: list[str], thing: Member, path: EscalationPath) -> bool:
    return all(any(_denies(means, action, thing, path) for action in actions) for means in actor.means)


def _denies(means: Means, action: str, thing: Member, path: EscalationPath) -> bool:
    """Whether a Deny leaves nothing that this may turn out to be, of a thing whose ARN need not be known as a whole."""
    facts = _facts(action, thing)
    each = [arn for name in _called(thing.arn, path) for arn in _at_home(name, means, action)]
    is_meant = any(means.denies(action, arn, facts) != "no" for arn in each)
    return is_meant and not any(means.on(action, arn, facts).possible for arn in each)


def _at_home(arn: str, means: Means, action: str) -> Iterator[str]:
    """The same in the holder's own partition and account, and each region that makes a difference, where not known."""
    thing = Arn.parse(arn)
    if thing is None:
        yield arn
        return
    partition = partition_for(means, action) if thing.partition == ANY else thing.partition
    account = account_for(means, action) if thing.account == ANY else thing.account
    for region in regions_of(means, action) if thing.region == ANY else (thing.region,):
        yield ":".join(("arn", *thing._replace(partition=partition, account=account, region=region)))


def _called(arn: str, path: EscalationPath) -> Iterator[str]:
    """How a request may name it: of a thing in revisions by the one that there is, by any, or by none."""
    if not path.resource.endswith(_IN_REVISIONS):
        yield arn
        return
    name = _REVISION.sub("", arn)
    yield from (name, f"{name}:*")


def _facts(action: str, thing: Member) -> Facts:
    service, resource = action.partition(":")[0], thing.node.resource
    return tag_facts(resource, "aws:resourcetag/", f"{service}:resourcetag/") if resource else NOTHING
