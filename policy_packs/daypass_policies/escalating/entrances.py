"""This is where it is told who opens an entrance to themselves that they name: a provider that roles trust, a cluster.

To name the one thing limits nothing here: whoever writes its keys or its list of administrators comes in as anyone.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.facts import NOTHING
from daypass.graph.becoming.means import best
from daypass.iam.admitted import Admitted
from daypass.iam.arn import Arn
from daypass.iam.document import MalformedDocument
from daypass.iam.glob import matches
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.escalation import CLUSTER_ADMINISTRATOR
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.taking import is_no_person
from daypass_policies.trusting.trust import ROLES, admitted_by, trust_of

_METADATA: Final = "iam:UpdateSAMLProvider"
_SAML: Final = ":saml-provider/"
_ACCESS: Final = "eks:AssociateAccessPolicy"


class Opened(NamedTuple):
    """What is opened by which action, in words that follow "may"."""

    action: str
    words: str
    answer: Answer


def opened(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The entrances that somebody opens for certain who is no person."""
    if not is_no_person(actor, rising):
        return
    for provider, role in _providers(rising) if _has_by_itself(actor, _METADATA) else ():
        answer = best(means.on(_METADATA, provider) for means in actor.means)
        yield Opened(_METADATA, f"write the keys of a provider by which role {role!r} is entered", answer)
    for pattern in _patterns(actor) if _has_by_itself(actor, _ACCESS) else ():
        answer = best(means.on(_ACCESS, pattern, CLUSTER_ADMINISTRATOR) for means in actor.means)
        yield Opened(_ACCESS, "make itself an administrator of a cluster", answer)


def _has_by_itself(actor: Actor, action: str) -> bool:
    """Whether it may have the action, and not by a statement that gives nearly everything, of which others speak."""
    return actor.may(action) and not actor.has_among_everything(action)


def _providers(rising: Rising) -> Iterator[tuple[str, str]]:
    """The SAML providers that roles trust, each with the first of these roles by its URN."""
    found: dict[str, str] = {}
    for one in sorted(rising.actors.by_urn.values(), key=lambda one: one.resource.urn):
        for admission in _admitted(one.resource):
            if _SAML in admission.principal:
                found.setdefault(admission.principal, one.resource.name)
    yield from found.items()


def _admitted(identity: Resource) -> tuple[Admitted, ...]:
    try:
        return admitted_by(identity, trust_of(identity)) if identity.type in ROLES else ()
    except (MalformedDocument, Undecided):
        return ()  # the rules about trusts say so


def _patterns(actor: Actor) -> tuple[str, ...]:
    """What it may make somebody an administrator of, as far as that can be a cluster."""
    held = (one for means in actor.means for one in means.told(_ACCESS).allows)
    texts = dict.fromkeys(text for one in held for text in one.line.patterns(NOTHING))
    return tuple(text for text in texts if (arn := Arn.parse(text)) is None or matches(arn.service, "eks"))
