"""This is where it is told who says, by its name and by what it is said to be for, that it brings what others run.

A name alone is a habit, and a purpose alone may be said of a whole project; both together, beside rights that name each
thing, are somebody's word that it is there to change that. An agent does what it is talked into, whatever it says.
"""

from typing import Final

from daypass.graph.written_about import texts_about
from daypass.settings import Settings
from daypass.words import words_in
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import brings_what_others_run, is_called_by, is_word_for_bringing
from daypass_policies.escalating.takeovers.workers import is_an_agents

_BUILDS: Final = frozenset(("build", "builder", "deployment", "delivery"))
"""Words by which those are called, too, whose purpose says that they deploy what they make."""


def says_it_deploys(actor: Actor, settings: Settings) -> bool:
    """Whether its name is one of those that bring what others run, and a text begins with that: "Releases the …"."""
    if is_an_agents(actor) or not (brings_what_others_run(actor) or is_called_by(actor, _BUILDS)):
        return False
    return any(map(_begins_so, texts_about(actor.resource, (settings.tags["purpose"],))))


def _begins_so(text: str) -> bool:
    first = next(iter(words_in(text)), "").removesuffix("s")
    return is_word_for_bringing(first) or is_word_for_bringing(first.removesuffix("e"))
