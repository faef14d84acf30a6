"""This is where it is told what somebody may say of themselves as they start a session, and whose name that is.

The name and the source identity of a session are whatever its starter likes, unless a trust, or what lets them, says
which. Source: IAM User Guide, "IAM and AWS STS condition context keys" (`sts:RoleSessionName`, `sts:SourceIdentity`);
read 2026-12.
"""

from typing import Final

from daypass.data.kind_words import kind_words
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.assuming.roles import is_direct
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.model.resource import Undecided
from daypass.words import words_in
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.tags.givers import gives_sessions

UNSAID: Final = Facts(absent=frozenset({"aws:sourceidentity"}))
"""A session for which no source identity was set."""


def may_say(means: Means, trust: Trust, action: str, chosen: Facts) -> Answer:
    """Whether this caller may start a session of the role and say this of it, by an action that the trust lets it."""
    arn, facts = trust.node.arn, trust.facts.and_(chosen)
    whole = means.caller.facts.and_(facts)
    lines = trust.library.lines(trust.document).about(action) if trust.document else ()
    if any(
        line.is_allow is not True and trust.says(line, means, action) != "no" and line.says_of_any(whole) != "no"
        for line in lines
    ):
        return NO
    for line in trust.letting(action):
        if trust.says(line, means, action) != "no" and line.says_of_any(whole) in ("yes", "perhaps"):
            own = means.on(action, arn, facts)
            is_denied = means.denies(action, arn, chosen) != "no"
            if own.possible or (is_direct(means, trust, line) and not is_denied):
                return own if own.possible else Answer(possible=True, grounds=(trust.ground(line),))
    return NO


def hands_out(node: Node, rising: Rising) -> bool:
    """Whether it is there to hand out the sessions of many, and so says whose each is."""
    try:
        return gives_sessions(node, rising.reach.settings)
    except Undecided:
        return False


def is_its_own(actor: Actor, name: str) -> bool:
    """Whether it is called so itself, but for words that say what kind of thing it is."""
    own = actor.node.arn.rpartition("/")[2] if actor.node else actor.resource.name
    return name == own or (bool(_telling(name)) and _telling(name) == _telling(own))


def _telling(name: str) -> list[str]:
    return [word for word in words_in(name, "joined") if word not in kind_words()]
