"""A service account of Google has no rights in another environment's projects."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.google_things import google_things
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.environments import NO_ENVIRONMENT, crosses
from daypass_policies.crossing.google_places import GoogleAccount, GooglePlaces
from daypass_policies.crossing.surroundings import ToldEnvironment, spanned
from daypass_policies.located import Located, locate
from daypass_policies.wording import listed, shown

_SHOWN: Final = 2


@rule(
    "google-account-stays-in-its-environment",
    risk="environment-crossing",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=tuple(google_things()),
    stack=True,
    controls=("NHI8:2025", "NIST-800-53:AC-4", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:6.5.3", "SOC2:CC6.1"),
    remedy="Give each environment a service account in its own project, and its rights there.",
)
def google_account_stays_in_its_environment(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A service account that is given a role in another environment's project carries the mistakes of its own there.

    Read is what gives a service account a role on a project, a folder, or one thing in it: a bucket, a secret, a key,
    a topic, a database, what runs code, another service account. The environment of the account is what its project
    tells by whole segments of its name (`acme-prod`), else its own name, else the stack that makes it; that of the
    thing its project's, else its own name's. An account of which nothing tells it has no roles in production and in
    another environment. Google's own agents, people and pools of identities are not asked, and neither are repositories
    of images, which one environment keeps for all. Only what leads into production or out of it is reported.

    Refused:
        reads:
          type: gcp:projects/iAMMember:IAMMember
          properties:
            project: shop-prod
            role: roles/datastore.user
            member: serviceAccount:api@shop-dev.iam.gserviceaccount.com

    Mended:
        reads:
          type: gcp:projects/iAMMember:IAMMember
          properties:
            project: shop-prod
            role: roles/datastore.user
            member: serviceAccount:api@shop-prod.iam.gserviceaccount.com
    """
    del ask
    places = stack.once(GooglePlaces)
    found: list[_Right] = []
    for resource in stack.of_type(*google_things()):
        for one in _rights(resource, places):
            if isinstance(one, Open):
                yield one
            else:
                found.append(one)
    for rights in grouped((one.account.key, one) for one in found).values():
        yield from _judged(rights[0].account, rights)


class _Right(NamedTuple):
    """That an account is given a role by a resource on what is called so, in an environment."""

    account: GoogleAccount
    by: Resource
    thing: str
    environment: str


def _rights(resource: Resource, places: GooglePlaces) -> Iterator[_Right | Open]:
    """What a grant gives to accounts in an environment that is told; what is told by nothing is nobody's."""
    kind = google_things()[resource.type]
    thing = next(locate(resource.state.raw, kind.thing), None)
    try:
        environment = places.of_thing(resource, thing)
    except Undecided as unknown:
        yield Open(resource, (unknown.path,))
        return
    is_asked = bool(environment) and not _is_of_images(resource, thing)
    for member in locate(resource.state.raw, kind.member) if is_asked else ():
        try:
            account = places.account(resource, member)
        except Undecided as unknown:
            yield Open(resource, (unknown.path,))
            continue
        if account:
            yield _Right(account, resource, _called(kind.noun, thing), environment)


def _is_of_images(resource: Resource, thing: Located | None) -> bool:
    """Whether it is about images or packages: by the role, or by the bucket of a Container Registry."""
    role, name = bare(resource.state.raw.get("role")), bare(thing.value) if thing else ""
    is_bucket = isinstance(name, str) and bool(_IMAGE_BUCKET.fullmatch(name))
    return is_bucket or (isinstance(role, str) and role.startswith(_OF_IMAGES))


_OF_IMAGES: Final = "roles/artifactregistry."
_IMAGE_BUCKET: Final = re.compile(r"(?:[a-z]+\.)?artifacts\.[a-z0-9.:-]+\.appspot\.com")
"""How the bucket of a Container Registry is called.

Source: Google Cloud, "Container Registry: configure access control"; read 2026-11.
"""


def _called(noun: str, thing: Located | None) -> str:
    is_known = thing is not None and not thing.marked and bare(thing.value) is not UNKNOWN
    name = thing.text.rpartition("/")[2] if thing and is_known else ""
    return f"{noun} {shown(name)}" if name else f"a {noun}"


def _judged(account: GoogleAccount, rights: tuple[_Right, ...]) -> Iterator[Problem]:
    foreign = [one for one in rights if crosses(account.environment, one.environment)]
    for environment, those in grouped((one.environment, one) for one in foreign).items():
        where = listed((one.thing for one in those), _SHOWN)
        fact = f"{account.called} of {account.environment} has rights on {where} of {environment}"
        yield Problem(fact, key=environment, on=min((one.by for one in those), key=lambda by: by.urn))
    told = (ToldEnvironment(one.environment, "name") for one in rights)
    if account.environment == NO_ENVIRONMENT and (both := spanned(told)):
        where = listed((f"{one.thing} of {one.environment}" for one in rights), _SHOWN)
        fact = f"{account.called} has rights in {both}: {where}"
        yield Problem(fact, key="several environments", on=min((one.by for one in rights), key=lambda by: by.urn))
