"""This is where the entrances are that a workload opens to itself, each in a module of its own."""

from collections.abc import Callable, Iterator
from typing import Final

from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.api_destinations import turns_credentials
from daypass_policies.escalating.entrances.approvals import approves
from daypass_policies.escalating.entrances.audiences import adds_clients
from daypass_policies.escalating.entrances.cache_users import changes_its_cache_user
from daypass_policies.escalating.entrances.cluster_dns import answers_names
from daypass_policies.escalating.entrances.cluster_groups import joins_groups_of_clusters
from daypass_policies.escalating.entrances.delegated import lets_itself_in
from daypass_policies.escalating.entrances.denied_deeds import does_what_is_denied
from daypass_policies.escalating.entrances.domain_readers import lets_itself_into_domains
from daypass_policies.escalating.entrances.emptied_filters import empties_filters
from daypass_policies.escalating.entrances.fed_granters import feeds_granters
from daypass_policies.escalating.entrances.federated_names import makes_itself_federated
from daypass_policies.escalating.entrances.held_to_their_own import lifts
from daypass_policies.escalating.entrances.key_policies import opens_named_keys
from daypass_policies.escalating.entrances.knowledge_bases import feeds_bases
from daypass_policies.escalating.entrances.loaded_graphs import loads
from daypass_policies.escalating.entrances.machine_clients import poses_as_machines
from daypass_policies.escalating.entrances.made_names import makes_who_is_meant
from daypass_policies.escalating.entrances.master_passwords import sets_passwords
from daypass_policies.escalating.entrances.moved_accounts import moves_accounts
from daypass_policies.escalating.entrances.obeyed.rewriting import writes_what_others_believe
from daypass_policies.escalating.entrances.opened import Opened
from daypass_policies.escalating.entrances.policy_stores import decides_for_others
from daypass_policies.escalating.entrances.provisioned import provisions_itself
from daypass_policies.escalating.entrances.received_mails import receives_mails_of_others
from daypass_policies.escalating.entrances.redirected_results import redirects_results
from daypass_policies.escalating.entrances.rerouted import reroutes
from daypass_policies.escalating.entrances.revocation_lists import lifts_revocations
from daypass_policies.escalating.entrances.rotated_hosts import has_passwords_sent
from daypass_policies.escalating.entrances.search_domains import makes_itself_master
from daypass_policies.escalating.entrances.second_factors import gives_second_factors
from daypass_policies.escalating.entrances.session_names import names_its_session
from daypass_policies.escalating.entrances.signed_tokens import signs_for_others
from daypass_policies.escalating.entrances.signing_in import signs_in
from daypass_policies.escalating.entrances.source_identities import names_itself
from daypass_policies.escalating.entrances.sql_roles import runs_sql
from daypass_policies.escalating.entrances.stack_sets import deploys_to_accounts
from daypass_policies.escalating.entrances.stage_variables import aims_apis
from daypass_policies.escalating.entrances.token_signers import has_tokens_signed
from daypass_policies.escalating.entrances.user_attributes import sets_attributes
from daypass_policies.escalating.entrances.user_groups import joins
from daypass_policies.escalating.entrances.wired_functions import wires
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.tags.let_at import tags_what_it_is_let_at

_Entrances = Callable[[Actor, Rising], Iterator[Opened]]

_BY_SETUP: Final[tuple[_Entrances, ...]] = (
    makes_itself_master,
    lets_itself_into_domains,
    lets_itself_in,
    sets_attributes,
    approves,
    empties_filters,
    redirects_results,
    feeds_granters,
    runs_sql,
    opens_named_keys,
    deploys_to_accounts,
    turns_credentials,
    joins_groups_of_clusters,
    reroutes,
    loads,
    wires,
    aims_apis,
    lifts,
    adds_clients,
    lifts_revocations,
    gives_second_factors,
    moves_accounts,
    decides_for_others,
    names_itself,
    names_its_session,
    makes_itself_federated,
    makes_who_is_meant,
    poses_as_machines,
    lambda actor, _: does_what_is_denied(actor),
    has_tokens_signed,
    signs_for_others,
    changes_its_cache_user,
    receives_mails_of_others,
    provisions_itself,
    has_passwords_sent,
    writes_what_others_believe,
    tags_what_it_is_let_at,
)
"""Those that something opens by how it is set up, which a preview may not know."""

_BY_THEMSELVES: Final[tuple[_Entrances, ...]] = (
    signs_in,
    lambda actor, _: sets_passwords(actor),
    joins,
    feeds_bases,
    answers_names,
)


def of_workloads(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """Those that are open or not, whatever is not known of a thing."""
    for entrances in _BY_THEMSELVES:
        yield from entrances(actor, rising)


def of_workloads_by_setup(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The others, of which it may not be known yet whether they are open."""
    for entrances in _BY_SETUP:
        yield from entrances(actor, rising)
