"""This is where it is told who opens an entrance to themselves that they name: a provider that roles trust, a cluster.

To name the one thing limits nothing here: whoever writes its keys or its list of administrators comes in as anyone, and
whoever writes the policy of a secret reads it.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from daypass.data.environment_words import PRODUCTION
from daypass.data.policy_edits import PolicyEdit, policy_edits
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.anything.going import CLUSTER_ADMINISTRATORS
from daypass.graph.becoming.asking import Answer, joined
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import best
from daypass.graph.becoming.patterns import loose, meets
from daypass.graph.untold import Untold
from daypass.iam.arn import names_resource
from daypass.iam.glob import filled, has_wildcard
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_arn
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.anchors import by_anchor
from daypass_policies.escalating.entrances.asked_agents import asks
from daypass_policies.escalating.entrances.bucket_policies import REWRITES, StackBuckets, Thing
from daypass_policies.escalating.entrances.called_functions import CALLS, Called, lets_itself_call
from daypass_policies.escalating.entrances.delegated import lets_itself_into_collections
from daypass_policies.escalating.entrances.devices import as_a_device, through_devices
from daypass_policies.escalating.entrances.every_secret import reads_every_secret
from daypass_policies.escalating.entrances.federated_names import makes_itself_federated
from daypass_policies.escalating.entrances.key_policies import (
    GRANTS,
    for_any_context,
    let_by_key,
    opens_by_key,
    to_itself,
)
from daypass_policies.escalating.entrances.of_workloads import of_workloads, of_workloads_by_setup
from daypass_policies.escalating.entrances.opened import (
    Opened,
    has_by_itself,
    may,
    may_at_all,
    patterns,
    was_given,
    weighs,
)
from daypass_policies.escalating.entrances.signed_images import signs_images
from daypass_policies.escalating.entrances.signing_in import signs_in
from daypass_policies.escalating.entrances.token_vault import draws, draws_as_others
from daypass_policies.escalating.entrances.trusted_providers import trusted_providers
from daypass_policies.escalating.entrances.user_groups import joins
from daypass_policies.escalating.entrances.worked_out import WorkedOut
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_after
from daypass_policies.escalating.takeovers.workers import (
    is_no_person,
    is_persons,
    is_there_for_others,
    works_for_itself,
)
from daypass_policies.escalating.told import is_by_service_role

_METADATA: Final = "iam:UpdateSAMLProvider"
_SAML: Final = ":saml-provider/"
_ACCESS: Final = "eks:AssociateAccessPolicy"


class Entrances:
    """Those of one actor, each worked out once and no sooner than somebody asks for it."""

    def __init__(self, actor: Actor, rising: Rising) -> None:
        self._actor, self._rising = actor, rising
        self._as_a_device, self._by_anchor = WorkedOut(as_a_device(actor, rising)), WorkedOut(by_anchor(actor, rising))
        self._by_setup = WorkedOut(of_workloads_by_setup(actor, rising))

    def opened(self) -> Iterator[Opened]:
        """The entrances that somebody opens for certain.

        Of people those where they sign in and what they join, and the keys and names by which others are known.
        """
        actor, rising = self._actor, self._rising
        yield from (
            *draws(actor, rising),
            *draws_as_others(actor, rising),
            *reads_every_secret(actor, rising),
            *self._as_a_device,
        )
        if is_persons(actor, rising):
            yield from (*signs_in(actor, rising), *joins(actor, rising), *makes_itself_federated(actor, rising))
            yield from (*_by_metadata(actor, rising), *self._by_anchor)
        if not is_no_person(actor, rising):
            if is_there_for_others(actor):
                # A host may be a pipeline's, which makes collections, and yet has nothing to look for in them.
                yield from (*self._by_policies, *lets_itself_into_collections(actor))
                yield from (*self._by_anchor, *_in_clusters(actor), *through_devices(actor, rising))
            return
        yield from (*_by_metadata(actor, rising), *_in_clusters(actor))
        yield from (*self._by_anchor, *through_devices(actor, rising))
        yield from signs_images(actor, rising)
        yield from asks(actor, rising)  # one by one: who may ask very many is told of one
        if self._is_workload:
            yield from of_workloads(actor, rising)
            yield from self._by_setup
        yield from self._by_policies

    def unopened(self) -> Iterator[Untold]:
        """What is not known of how the things are set up that somebody opens where it turns out so."""
        for way in self._by_things():
            if way.answer.possible and not is_by_service_role(way.answer.grounds, self._actor):
                yield from way.answer.unknown

    def _by_things(self) -> Iterator[Opened]:
        """Those of the entrances that something opens by how it is set up, which a preview may not know."""
        actor, rising = self._actor, self._rising
        yield from self._as_a_device
        if is_no_person(actor, rising):
            yield from signs_images(actor, rising)
        if is_no_person(actor, rising) or is_there_for_others(actor) or is_persons(actor, rising):
            yield from self._by_anchor
        if self._is_workload:
            yield from self._by_setup
        if self._is_workload or is_there_for_others(actor):
            hidden = frozenset(rising.reach.stack.once(StackBuckets).hidden)
            by_policies = self._by_policies if hidden else ()
            yield from (way for way in by_policies if not hidden.isdisjoint(way.answer.unknown))

    @cached_property
    def _is_workload(self) -> bool:
        return works_for_itself(self._actor, self._rising)

    @cached_property
    def _by_policies(self) -> WorkedOut[Opened]:
        return WorkedOut(_by_policies(self._actor, self._rising, is_workload=self._is_workload))


def _in_clusters(actor: Actor) -> Iterator[Opened]:
    """The clusters of EKS of which it makes itself an administrator."""
    for pattern in patterns(actor, _ACCESS) if has_by_itself(actor, _ACCESS) else ():
        answer = best(may(actor, _ACCESS, pattern, said) for said in CLUSTER_ADMINISTRATORS)
        yield Opened(_ACCESS, "make itself an administrator of a cluster", answer)


def _by_policies(actor: Actor, rising: Rising, *, is_workload: bool) -> Iterator[Opened]:
    for edit in policy_edits():
        is_asked = edit.reads != CALLS or is_workload  # what deploys apis and rules lets those call others' functions
        if is_asked and edit.reads and has_by_itself(actor, edit.action) and (is_workload or not _deploys(actor, edit)):
            yield from _reads(actor, edit, rising, is_workload=is_workload)


def _by_metadata(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The SAML providers whose keys it writes, where a role that they enter has what weighs."""
    if has_by_itself(actor, _METADATA):
        for provider, roles in rising.reach.stack.once(trusted_providers, rising).items():
            role = next((one for one in roles if weighs(actor, one, rising)), None) if _SAML in provider else None
            if role:
                words = f"write the keys of a provider by which {role.title} is entered"
                yield Opened(_METADATA, words, may(actor, _METADATA, provider), as_another=True)


def _deploys(actor: Actor, edit: PolicyEdit) -> bool:
    """Whether it may make such things, or write what is in them: whose policies it writes because it makes them."""
    return any(may_at_all(actor, action) for action in edit.makes)


def _one_of(pattern: str) -> str:
    """Of what a pattern of names takes in, one that nobody named."""
    return filled(pattern, PROBE) if names_resource(pattern) else pattern


def _reads(actor: Actor, edit: PolicyEdit, rising: Rising, *, is_workload: bool) -> Iterator[Opened]:
    """What it names and may not read, but lets itself read by that."""
    buckets = rising.reach.stack.once(StackBuckets)
    for pattern in patterns(actor, edit.action):
        if _is_on(edit, pattern) and not (is_workload and is_called_after(actor, pattern)):
            things = buckets.meant_by(pattern) if edit.action == REWRITES else (Thing(pattern),)
            yield from (way for one in things for way in _reads_it(actor, edit, one, rising, is_workload=is_workload))


def _is_on(edit: PolicyEdit, pattern: str) -> bool:
    """Whether a pattern takes such things in: a statement is about things of several kinds."""
    return edit.is_on(pattern) and meets(loose(pattern), edit.on(ANY)) != "no"


def _reads_it(actor: Actor, edit: PolicyEdit, named: Thing, rising: Rising, *, is_workload: bool) -> Iterator[Opened]:
    """The same of one thing, or of what a pattern takes in.

    A pipeline looks after what it fills or deploys, and a workload after what is called like it.
    """
    if is_workload and is_called_after(actor, named.arn):
        return
    thing = edit.kept_in(_one_of(edit.within_kind(named.arn)))
    if not is_workload and (_fills(actor, edit, thing) or _changes(actor, edit, _one_of(named.arn))):
        return
    asked = for_any_context(actor) if edit.action == GRANTS else NOTHING
    if any(means.denies(edit.reads, thing, asked) == "yes" for means in actor.means):
        return  # no policy of the thing undoes that
    reads = was_given(actor, edit.reads, thing, rising, asked) or opens_by_key(actor, edit.reads, thing, asked, rising)
    if not reads and of_arn(named.arn) in (PRODUCTION, NO_ENVIRONMENT):
        unknown = rising.reach.stack.once(Called).gained(actor, named.arn, rising) if edit.reads == CALLS else ()
        if unknown is None:
            return
        answer = _writes(actor, edit, named.arn, asked, rising).under(*named.unknown, *unknown)
        yield Opened(edit.action, f"{edit.does} what it names, and so do what it was not given ({edit.reads})", answer)


def _fills(actor: Actor, edit: PolicyEdit, thing: str) -> bool:
    return bool(edit.fills) and not has_wildcard(thing) and may(actor, edit.fills, thing).possible


def _changes(actor: Actor, edit: PolicyEdit, arn: str) -> bool:
    """Whether it may change or delete the thing itself: its policy is one of the settings that it deploys."""
    return any(may(actor, action, arn).possible for action in edit.changes)


def _writes(actor: Actor, edit: PolicyEdit, arn: str, asked: Facts, rising: Rising) -> Answer:
    """Whether it may write the policy, of a key or a bucket as far as that one lets it."""
    if edit.action == REWRITES:
        return rising.reach.stack.once(StackBuckets).may_rewrite(actor, arn)
    if edit.reads == CALLS:
        return lets_itself_call(actor, edit.action, arn)
    facts = to_itself(actor).and_(asked) if edit.action == GRANTS else NOTHING
    let = let_by_key(actor, edit.action, arn, facts, rising)
    return joined(may(actor, edit.action, arn, facts), let)
