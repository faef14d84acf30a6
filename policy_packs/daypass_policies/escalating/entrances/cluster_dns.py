"""This is where it is told who answers, in place of another, what pods of a cluster of EKS ask for over plain HTTP.

All pods of a cluster ask CoreDNS where a host is, of the cluster or elsewhere. As an add-on of EKS it is configured by
whoever updates it: a `corefile` with a rewrite leads any name to an address of one's own, and IAM knows no condition
about what an add-on is configured with. Over TLS the other end still has to show that it is the host; over plain HTTP
it is believed, and is given what is sent. Whoever is called after add-ons, or after bringing what others run, keeps
them up to date. Sources: EKS API Reference, "UpdateAddon" (`configurationValues`); EKS User Guide, "Manage CoreDNS for
DNS in Amazon EKS clusters"; CoreDNS manual, "rewrite"; Service Authorization Reference, "Amazon Elastic Kubernetes
Service"; read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.glob import matches
from daypass.model.resource import Resource, bare
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, weighs
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import brings_what_others_run, is_called_by
from daypass_policies.located import locate
from daypass_policies.trusting.service_accounts import PODS, ServiceAccounts

_UPDATES: Final = "eks:UpdateAddon"
_ADDONS: Final = ("aws:eks/addon:Addon", "aws-native:eks:Addon")
_ANSWERS: Final = "coredns"
_KEEPS: Final = frozenset(("addon", "dns", "coredn"))
"""Words by which those are called who keep add-ons, in the singular."""

_PLAIN: Final = re.compile(r"http://(?!localhost\b|127\.|\[|\d{1,3}(?:\.\d{1,3}){3}\b)[\w.-]", re.ASCII | re.IGNORECASE)
"""The address of a host that has a name and does not have to show that it is that one."""


def answers_names(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The clusters in whose pods a workload is taken for the hosts that these call, where one of them may more."""
    addons = rising.reach.stack.of_type(*_ADDONS) if has_by_itself(actor, _UPDATES) else ()
    if actor.node is None or brings_what_others_run(actor) or is_called_by(actor, _KEEPS):
        return
    for addon in addons:
        if text_of(said(addon, "addonName")) == _ANSWERS:
            cluster = text_of(said(addon, "clusterName")) or ANY
            place = f"arn:*:eks:*:{actor.node.account or ANY}:addon/{cluster}/{_ANSWERS}/{ANY}"
            answer = may(actor, _UPDATES, place, tag_facts(addon, "aws:resourcetag/"))
            caller = next((one for one in _calling(addon, rising) if weighs(actor, one, rising)), None)
            if answer.possible and caller:
                words = f"answer by {addon.name!r} for any host that pods with {caller.title} call over plain HTTP"
                yield Opened(_UPDATES, words, answer, as_another=True)


def _calling(addon: Resource, rising: Rising) -> Iterator[Actor]:
    """The roles of the pods of its cluster that call a host so, as their variables say, each once."""
    clusters, pods = rising.reach.clusters, rising.reach.stack.once(_plain_callers)
    here, found = clusters.cluster_of(addon), dict[str, Actor]()
    for one in clusters.accounts if pods else ():
        is_one = any(matches(one.namespace, namespace) and matches(one.name, name) for namespace, name in pods)
        if one.cluster == here and one.name and not one.unknown and is_one:
            found.setdefault(one.role.key, rising.actors.by_urn[one.role.key])
    yield from found.values()


def _plain_callers(stack: Stack) -> frozenset[tuple[str, str]]:
    """The namespace and the service account of what runs pods with such an address among their variables."""
    each = stack.once(ServiceAccounts).pods
    return frozenset((one.namespace, one.account) for one in each if not one.unknown and _calls_in_plain(one.runner))


def _calls_in_plain(runner: Resource) -> bool:
    values = locate(runner.state.raw, f"{PODS[runner.type]}.containers[].env[].value")
    return any(isinstance(value := bare(place.value), str) and _PLAIN.match(value) for place in values)
