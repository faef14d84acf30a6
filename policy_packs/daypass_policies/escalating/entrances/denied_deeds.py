"""This is where it is told who does by another action what a Deny is to keep them from doing to a thing.

A Deny that names the plain actions, and the thing, says that nobody meant the other one, which a pattern gave along
(`dynamodb:PartiQL*` beside `dynamodb:PutItem`). It counts where it is in force for all of the plain ones, asks for
nothing, and leaves no other. Source: IAM User Guide, "Policy evaluation logic" (a Deny is about the actions that it
names); DynamoDB Developer Guide, "IAM security policies with PartiQL for DynamoDB"; read 2026-12.
"""

from collections.abc import Iterator

from daypass.data.same_deeds import SameDeed, same_deeds
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.held import Held
from daypass.iam.arn import names_resource
from daypass.iam.glob import filled
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.takeovers.gaining import Gain, counts
from daypass_policies.escalating.takeovers.kept_from_code import denies_by_name


def does_what_is_denied(actor: Actor) -> Iterator[Opened]:
    """The deeds that are left to somebody so, each on the thing that the Deny names."""
    for deed in same_deeds():
        for thing, shown in dict(_denied(actor, deed)).items():
            found = ((action, may(actor, action, thing)) for action in deed.others if has_by_itself(actor, action))
            for action, answer in found:
                if answer.possible and counts(Gain(action, thing, "change")):
                    words = f"{deed.words} {shown}, from which a Deny is to keep it that does not name this action"
                    yield Opened(action, words, answer)


def _denied(actor: Actor, deed: SameDeed) -> Iterator[tuple[str, str]]:
    """The things on which every plain action is denied by its name, and how each may be shown."""
    for means in actor.means:
        for held in means.told(deed.plain[0]).denies:
            for pattern in filter(names_resource, held.line.patterns(means.caller.facts)):
                thing = filled(pattern, PROBE)
                if all(denies_by_name(means, action, thing) for action in deed.plain):
                    yield thing, pattern if _is_shown(pattern, held) else "something"


def _is_shown(pattern: str, held: Held) -> bool:
    """Whether the policy is not marked as secret, and no tag or name stands in it in place of a variable."""
    try:
        return not held.given.document.secret and pattern in held.line.statement.resources
    except Undecided:
        return False
