"""A vendor comes by an account that it has for one customer, so that nobody else's wish is done with our rights."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from daypass.data.google_things import google_things
from daypass.graph.leaves import text_of
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.google_places import GooglePlaces
from daypass_policies.elsewhere.google_members import comes_from_google, lets_act, machine_of
from daypass_policies.elsewhere.google_own import OwnGoogle
from daypass_policies.elsewhere.google_policies import POLICIES, TEXT, bindings_of
from daypass_policies.elsewhere.shared_accounts import is_called_shared, says_shared
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect

_GRANTS: Final = tuple(type_ for type_, thing in google_things().items() if thing.noun == "service account")
_POLICIES: Final = tuple(policy for policy, one in POLICIES.items() if one in _GRANTS)
_PREFIX: Final = "serviceaccount:"
_OF_THE_CONDITION: Final = ("condition.title", "condition.description")
_OF_THE_ACCOUNT: Final = ("description", "displayName")


@rule(
    "google-vendor-account-is-ours-alone",
    risk="confused-deputy",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*_GRANTS, *_POLICIES),
    stack=True,
    controls=("NHI3:2025", "NHI5:2025", "NIST-800-53:AC-3", "NIST-800-53:AC-20"),
    remedy="Ask the vendor for an account of its own for you, and name that one in its place.",
)
def google_vendor_account_is_ours_alone(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What a vendor does for all of its customers by one account, another customer can have it do with our rights.

    Google knows no external id: by which account a vendor comes is all that tells its customers apart. Told is that a
    service account of strangers may act as one of ours (make its tokens, be exchanged for it) where its own name says
    that the vendor has it for all (`shared-connector`, `multi-tenant`, `all-customers`), or the description of our
    account, or of the condition, says so ("shared by all customers"). Any other account of a vendor passes, and so does
    one of the projects of the stack, or called after these. Source: Google Cloud, "Service account impersonation", and
    "Best practices for using service accounts" (confused deputy); read 2026-12.

    Refused:
        sync:
          type: gcp:serviceaccount/account:Account
          properties: {accountId: sync, project: acme-prod}
        vendor:
          type: gcp:serviceaccount/iAMMember:IAMMember
          properties:
            serviceAccountId: projects/acme-prod/serviceAccounts/sync@acme-prod.iam.gserviceaccount.com
            role: roles/iam.serviceAccountTokenCreator
            member: serviceAccount:shared-connector@syncly-platform.iam.gserviceaccount.com

    Mended:
        sync:
          type: gcp:serviceaccount/account:Account
          properties: {accountId: sync, project: acme-prod}
        vendor:
          type: gcp:serviceaccount/iAMMember:IAMMember
          properties:
            serviceAccountId: projects/acme-prod/serviceAccounts/sync@acme-prod.iam.gserviceaccount.com
            role: roles/iam.serviceAccountTokenCreator
            member: serviceAccount:customer-4711@syncly-platform.iam.gserviceaccount.com
    """
    del ask
    for grant in stack.of_type(*_GRANTS):
        yield from _of_grant(stack, grant)
    for policy in stack.of_type(*_POLICIES):
        bindings, unknown = collect([bindings_of(policy)])
        for one in (one for binding in bindings for one in _of_grant(stack, binding)):
            is_there = one.on is not None and one.on.urn == policy.urn
            at_it = replace(one, at=TEXT, on=policy) if isinstance(one, Problem) else Open(policy, (TEXT,))
            yield at_it if is_there else one
        if unknown:
            yield Open(policy, (TEXT,))


def _of_grant(stack: Stack, grant: Resource) -> Iterator[Problem | Open]:
    members = locate(grant.declared.raw, google_things()[grant.type].member)
    found, unknown = collect(_of_member(stack, grant, member) for member in members)
    yield from found
    if unknown:
        yield Open(grant, (unknown.path,))


def _of_member(stack: Stack, grant: Resource, member: Located) -> Iterator[Problem | Open]:
    if bare(member.value) is UNKNOWN and comes_from_google(grant, member):
        return  # whatever the stack makes is its own
    address = member.text.strip().lower()
    if not address.startswith(_PREFIX) or not machine_of(member) or not lets_act(grant):
        return
    address = address.removeprefix(_PREFIX)
    how = "is called so" if is_called_shared(address.partition("@")[0]) else _said_of(stack, grant)
    if not how or not stack.once(OwnGoogle).is_strangers(address, member.path):
        return
    if isinstance(how, Open):
        yield how
    else:
        who = "an account of a vendor" if member.marked else machine_of(member)
        yield Problem(
            f"binding {grant.name!r} lets {who}, which is for all customers of a vendor ({how}), act as one of ours",
            at=member.path,
            key="" if member.marked else address,
            on=grant,
        )


def _said_of(stack: Stack, grant: Resource) -> str | Open:
    """Where our own words say that the vendor has it for all of its customers; what hides whether they do."""
    account = _ours(stack, grant)
    for on, paths, words in (
        (grant, _OF_THE_CONDITION, "its condition says so"),
        (account, _OF_THE_ACCOUNT, "the description of ours says so"),
    ):
        places = [place for path in paths for place in locate(on.state.raw, path)] if on else []
        if any(says_shared(text_of(bare(place.value))) for place in places):
            return words
        if on and (hidden := next((place.path for place in places if bare(place.value) is UNKNOWN), "")):
            return Open(on, (hidden,))
    return ""


def _ours(stack: Stack, grant: Resource) -> Resource | None:
    thing = next(locate(grant.state.raw, google_things()[grant.type].thing), None)
    if thing is None:
        return None
    if bare(thing.value) is not UNKNOWN:
        thing = thing._replace(value=f"serviceAccount:{thing.text.rpartition('/')[2]}")
    account = stack.once(GooglePlaces).account(grant, thing)
    return stack.by_urn.get(account.key) if account else None
