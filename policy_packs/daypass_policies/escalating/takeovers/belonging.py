"""This is where it is told whether what a pipeline takes over is its own: by who owns it, and by what it is called.

`storefront-deploy` is there for `storefront-task`, and not for `refunds-task`. One that is called by nothing but what
it does (`github-deploy`) may be there for all. What switches or watches others is named after these.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import takewhile
from typing import Final

from daypass.data.environment_words import environment_words
from daypass.data.helper_words import helper_words
from daypass.data.kind_words import kind_words
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.nodes import Node
from daypass.iam.arn import Arn
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Undecided
from daypass.model.urn import Urn
from daypass.words import singular, words_in
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.workers import is_deployer, only_checks
from daypass_policies.trusting.pipelines import pipelines_entering
from daypass_policies.trusting.trust import ROLES, trust_of

_MANY: Final = 3
"""Identities of a stack that are called by a word which all of them share."""

_SHORTEST: Final = 3
"""Letters of a word that says something."""


def is_of_another_owner(actor: Actor, target: Node, *things: str) -> bool:
    """Whether both have an owner, and not the same: nobody answers for what the one does with the other.

    What stands under keys that no settings name is believed where the names say so too: one that is called by nothing
    but what it does may be a platform's, which is there for all. One that is called after its own owner is none.
    """
    own, theirs = dict(actor.node.owners if actor.node else ()), dict(target.owners)
    alike = own.keys() & theirs.keys()
    if not alike or any(own[key].casefold() == theirs[key].casefold() for key in alike):
        return False
    is_believed = "" in alike or is_foreign(actor, target, *things)
    return is_believed or any(_is_called_after_owner(actor, own[key]) for key in alike)


def _is_called_after_owner(actor: Actor, owner: str) -> bool:
    """Whether all words by which its owner is called stand in its names, short ones and those of platforms apart."""
    names = frozenset().union(*map(_every_word, names_of(actor)))
    words = {word for word in _every_word(owner.partition("@")[0]) if len(word) > _SHORTEST} - OF_PLATFORMS
    return bool(words) and words <= names


OF_PLATFORMS: Final = frozenset(
    (
        *("team", "squad", "group", "department", "engineering", "operation", "platform", "infra", "infrastructure"),
        *("devop", "cloud", "core", "central", "shared", "common", "foundation", "security", "release", "delivery"),
        *("deploy", "deployer", "deployment", "github", "gitlab", "action", "pipeline", "automation", "admin"),
        *("tool", "tooling", "terraform", "pulumi", "build", "builder"),
    )
)
"""Words by which those are called who are there for all, and teams and pipelines as such."""


def is_kin(actor: Actor, target: Node, *things: str) -> bool:
    """Whether the names of the holder and of the target, or of these things on the way to it, have a word in common."""
    return not words_of(actor).isdisjoint(words_of_target(target, *things))


def is_helper_of(actor: Actor, target: Node, *things: str) -> bool:
    """Whether its name says that it switches, scales, cleans or watches what others run, and the target's does not.

    `kyc-night-switch` is called after `kyc-api`, whose code is not its to replace; `report-loader` is of `report-api`.
    """
    own = words_of(actor)
    helping = own & helper_words()
    return bool(helping) and not brings_what_others_run(actor) and helping.isdisjoint(words_of_target(target, *things))


_DOING: Final = frozenset(
    (
        *("builder", "deploy", "deployer", "install", "installer", "operator", "promote", "promoter", "provisioner"),
        *("publish", "publisher", "release", "releaser", "rollout", "updater", "upgrade", "upgrader"),
    )
)
"""Words by which those are called who bring what others run, whatever else their names say."""


def is_kin_beyond(actor: Actor, target: Node, patterns: Iterable[str]) -> bool:
    """The same but for the words of the patterns that reach the target, by which all of them are called."""
    return not (words_of(actor) - _reached(patterns)).isdisjoint(words_of_target(target))


def is_kin_by_path_alone(actor: Actor, target: Node, patterns: Iterable[str], thing: str) -> bool:
    """Whether all the words that both have are those of the patterns, or of the path below which the thing stands.

    Below `/checkout/` all of checkout keep what they set, and `checkout-banner`, which is called by more, is one of
    them. What is called by nothing more is that whole.
    """
    path = thing.rpartition("/")[0]
    more = words_of(actor) - _words_of((*patterns, path))
    return bool(more) and more.isdisjoint(words_of_target(target, thing))


def is_there_to(actor: Actor, doing: frozenset[str], target: Node) -> bool:
    """Whether its name says that it does this (words in the singular), and does not say that it does so for others."""
    own = words_of(actor)
    return is_called_by(actor, doing) and (own <= doing or is_kin(actor, target))


def says_for_whom(actor: Actor, doing: frozenset[str], target: Node) -> bool:
    """Whether the words before the one for what it does are the target's, as `node-certificates` for `custody-node`."""
    name = _name(actor.node) if actor.node else ""
    every = singular(name, "joined")
    before = set(takewhile(lambda word: word not in doing, every))
    return bool(before) and len(before) < len(every) and before <= _every_word(_name(target))


def is_called_by(actor: Actor, words: frozenset[str]) -> bool:
    """Whether one of these words, in the singular, stands in its name."""
    return actor.node is not None and not words.isdisjoint(_every_word(_name(actor.node)))


def brings_what_others_run(actor: Actor) -> bool:
    """Whether its name says that it brings what others run."""
    return is_called_by(actor, _DOING)


def is_word_for_bringing(word: str) -> bool:
    """Whether a word, in small letters and in the singular, says so."""
    return word in _DOING


def words_of(actor: Actor) -> frozenset[str]:
    """The words by which a holder is called, and that tell whose it is.

    What all identities of the stack are called by, as by the company's name, tells that of one which is called by
    nothing else, or by which part of the product it is, and is there for all of them. What deploys is there for more,
    but what only checks or documents deploys nothing.
    """
    every = _words_of(names_of(actor))
    if is_deployer(actor) and not only_checks(actor):
        return every
    others = every - house_words(actor)
    return every if others <= PARTS else others


PARTS: Final = frozenset(
    (
        *("api", "web", "frontend", "consumer", "producer", "processor", "cron", "batch", "gateway", "core"),
        *("data", "site", "router", "proxy", "mesh", "queue"),
    )
)
"""Words by which parts of one product are called."""


def words_beyond_house(actor: Actor, target: Node) -> frozenset[str]:
    """The words by which a target is called, but for those of all identities of the holder's stack."""
    every = words_of_target(target)
    return every - house_words(actor) or every


def is_of_one_house(actor: Actor, target: Node) -> bool:
    """Whether the target is called by a word by which all identities of the holder's stack are."""
    return not house_words(actor).isdisjoint(words_of_target(target))


def house_words(actor: Actor) -> frozenset[str]:
    """The words by which all identities of the holder's stack are called; of two, those of the program as well."""
    program = Urn.parse(actor.resource.urn).project if len(actor.neighbours) == _MANY - 1 else ""
    return _of_all(actor.neighbours.union((program,) if program else ()))


@lru_cache(maxsize=16)
def _of_all(names: frozenset[str]) -> frozenset[str]:
    """The words that stand in each of so many names that this is no accident."""
    return frozenset.intersection(*map(_words, names)) if len(names) >= _MANY else frozenset()


def words_of_target(target: Node, *things: str) -> frozenset[str]:
    """The words by which a target is called, or these things on the way to it."""
    return _words_of((_name(target), target.name, *things))


def is_foreign(actor: Actor, target: Node, *things: str) -> bool:
    """Whether the holder is called by whose it is, and nothing in the names says that the target is of the same."""
    return bool(words_of(actor)) and not is_kin(actor, target, *things)


def is_called_otherwise(actor: Actor, target: Node, *things: str) -> bool:
    """Whether both are called by whose they are, and nothing in the names says that it is the same."""
    return bool(words_of_target(target, *things)) and is_foreign(actor, target, *things)


def shares_no_word(actor: Actor, target: Node) -> bool:
    """The same, and not even a word that tells nothing (`app-deployer` of `app-quote`) stands in both names."""
    own = _every_word(_name(actor.node)) if actor.node else frozenset()
    return is_called_otherwise(actor, target) and own.isdisjoint(_every_word(_name(target)) | _every_word(target.name))


def is_called_like(actor: Actor, thing: str) -> bool:
    """Whether a word of the holder's names stands in that of a thing."""
    return not words_of(actor).isdisjoint(_words(thing))


def is_called_by_all_of(actor: Actor, thing: str) -> bool:
    """Whether all words of the name of a thing stand in one of the holder's, also those that tell nothing."""
    every = _every_word(thing)
    return bool(every) and any(every <= _every_word(name) for name in names_of(actor))


def is_called_by_more_of(actor: Actor, thing: str, target: Node) -> bool:
    """Whether a word of the name of a thing stands in one of the holder's, and in none of the target's.

    Also one that tells nothing (`agent`) does so here.
    """
    theirs = _every_word(_name(target)) | _every_word(target.name)
    return any((_every_word(name) - theirs) & _every_word(thing) for name in names_of(actor))


def is_called_after(actor: Actor, thing: str) -> bool:
    """Whether the last word of the holder's name, which says what it does, stands in that of a thing.

    Names begin with the company's or the team's, which stand in those of many others.
    """
    name = _name(actor.node) if actor.node else ""
    every = singular(name, "joined")
    return len(every) > 1 and every[-1] in _words(name) & _words(thing)


def is_of_the_work_of_others(actor: Actor, target: Node, thing: str) -> bool:
    """Whether the target is called after the thing, and the holder, which has a name of its own, after neither.

    What all identities of the stack are called by says nothing of this.
    """
    if not is_foreign(actor, target, thing):
        return False
    return not words_beyond_house(actor, target).isdisjoint(_words(_name_of_thing(thing)))


def _name_of_thing(text: str) -> str:
    """What a thing is called, without the word for its kind: `refunds` of `table/refunds`."""
    arn = Arn.parse(text)
    if arn is None:
        return ""
    if arn.service in _WITHOUT_KIND:
        return arn.resource
    return arn.resource.replace(":", "/").partition("/")[2] or arn.resource


_WITHOUT_KIND: Final = ("s3", "sns", "sqs", "codecommit")
"""Services whose ARNs name a thing and do not say first of what kind it is."""


def is_named_after(target: Node, actor: Actor) -> bool:
    """Whether the target's name is the holder's and more, as `orders-api-writer` is of `orders-api`."""
    own, theirs = (_name(actor.node) if actor.node else "").casefold(), _name(target).casefold()
    return bool(words_of(actor)) and theirs.startswith(own) and theirs[len(own) : len(own) + 1] in ("-", "_", ".")


def package_alone(arn: str) -> str:
    """The words of a package of CodeArtifact but for those of its domain and repository, by which others are called.

    Of one that nobody named there are none.
    """
    *place, name = arn.split("/")
    return "" if name == PROBE else " ".join(sorted(_words(name) - _words_of(place)))


def is_of_another_name(actor: Actor, target: Node, patterns: Iterable[str], thing: str, *, are_many: bool) -> bool:
    """Whether the target shares no word with the holder but those of the patterns that reach it, and a thing none.

    `lake-jobs` passes `lake-*`, and `lake-finance-etl` reads `payroll/bank`: that all begin alike says little. What is
    called by nothing is everyone's where there `are_many`, as in `prod/*`.
    """
    own, theirs = words_of(actor), words_of_target(target)
    reached, kept = _reached(patterns), _words_of((thing,))
    is_called_alike = not (own - reached).isdisjoint(theirs) or not (theirs - own - reached)
    return not is_called_alike and bool(kept or are_many) and kept.isdisjoint(own)


def words_of_thing(text: str) -> frozenset[str]:
    """The words by which a thing, or a pattern of things, is called: `shop` and `theme` of `repository/shop/themes`."""
    arn = Arn.parse(text)
    return _words((arn.resource if arn else text).replace(":", "/"))


def _reached(patterns: Iterable[str]) -> frozenset[str]:
    return _words_of(pattern.rpartition("/")[2] for pattern in patterns)


def names_of(actor: Actor) -> Iterator[str]:
    """What it is called, and the repositories and projects whose pipelines enter it."""
    if actor.node is None:
        return
    yield _name(actor.node)
    yield from _repositories_of(actor)


def is_made_where(actor: Actor, thing: str) -> bool:
    """Whether a repository or project whose pipelines enter it is called like a thing, which is made there, then."""
    return not _words_of(_repositories_of(actor)).isdisjoint(_words(thing))


def _repositories_of(actor: Actor) -> Iterator[str]:
    if actor.resource.type in ROLES:
        try:
            yield from (one.rpartition("/")[2] for one in pipelines_entering(trust_of(actor.resource)))
        except (MalformedDocument, Undecided):
            return


def _name(node: Node) -> str:
    """As AWS knows it, else as the program does."""
    return node.arn.rpartition("/")[2] or node.name


def _words_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*map(_words, names))


def _every_word(name: str) -> frozenset[str]:
    """In small letters and in the singular."""
    return frozenset(singular(name.rpartition(":")[2], "joined"))


@lru_cache(maxsize=4096)
def _words(name: str) -> frozenset[str]:
    """The words that tell whose it is, in small letters and in the singular."""
    every = (word for word in words_in(name.rpartition(":")[2], "joined") if len(word) >= _SHORTEST)
    telling = (word for word in every if not {word, word.removesuffix("s")} & _telling_nothing())
    return frozenset(word.removesuffix("s") for word in telling)


@cache
def _telling_nothing() -> frozenset[str]:
    return kind_words() | environment_words().keys()
