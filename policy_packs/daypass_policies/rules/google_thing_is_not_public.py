"""What is kept in Google Cloud is opened to somebody, not to everyone who has an account there, or none."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from daypass.data.google_things import GoogleThing, google_things
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.google_members import comes_from_google
from daypass_policies.elsewhere.google_policies import POLICIES, asked
from daypass_policies.elsewhere.google_public_buckets import PublicBuckets
from daypass_policies.located import Located, locate
from daypass_policies.opening.resource_policies import reported
from daypass_policies.settle import settle
from daypass_policies.wording import shown

_POLICIES: Final = tuple(policy for policy, one in POLICIES.items() if one in google_things())
_EVERYONE: Final = {"allusers": "everyone", "allauthenticatedusers": "everyone who has an account of Google"}
_INVOKERS: Final = ("roles/run.invoker", "roles/cloudfunctions.invoker")
_READERS: Final = ("roles/storage.objectviewer", "roles/storage.legacyobjectreader", "roles/storage.legacybucketreader")
_SITE: Final = "Cloud Run service"
_CALLED: Final = (_SITE, "Cloud Function")
_BUCKET: Final = "bucket"
_GRAVE: Final = ("organisation", "project", "folder", "secret", "key", "key ring", "service account")


@rule(
    "google-thing-is-not-public",
    risk="public-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(*google_things(), *_POLICIES),
    stack=True,
    controls=("NHI5:2025", "NHI4:2025", "NIST-800-53:AC-3", "SOC2:CC6.1"),
    remedy="Name the members that need it, or put what is meant for everyone behind a load balancer.",
    aliases=(
        "checkov:CKV_GCP_28",
        "checkov:CKV_GCP_99",
        "checkov:CKV_GCP_100",
        "checkov:CKV_GCP_102",
        "checkov:CKV_GCP_107",
        "checkov:CKV_GCP_112",
        "prowler:cloudstorage_bucket_public_access",
        "prowler:kms_key_not_publicly_accessible",
    ),
)
def google_thing_is_not_public(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """`allUsers` is everyone on the internet, and `allAuthenticatedUsers` everyone who ever made an account of Google.

    Read is what gives members a role on an organisation, a folder, a project, or one thing in it, and a policy as a
    whole (`IAMPolicy`); not what a dataset says of its own. To read the objects of a bucket, and to call a function, is
    what some are there for: medium, and advice. That a service of Cloud Run may be called by everyone, as a web site
    is, only profile `strict` tells, and so it is of `allUsers` that read the objects of a bucket which is called public
    (`shop-public-assets`), or which the stack makes a website or labels as public (`data-classification: public`). A
    label that classifies it as anything else outweighs that, and so does a key by which a load balancer signs the
    addresses of what is in it, but for a label.

    Refused:
        keys:
          type: gcp:secretmanager/secretIamMember:SecretIamMember
          properties:
            secretId: psp-key
            role: roles/secretmanager.secretAccessor
            member: allAuthenticatedUsers

    Mended:
        keys:
          type: gcp:secretmanager/secretIamMember:SecretIamMember
          properties:
            secretId: psp-key
            role: roles/secretmanager.secretAccessor
            member: serviceAccount:api@shop-prod.iam.gserviceaccount.com
    """
    for resource in stack.of_type(*google_things()):
        yield from reported(resource, _of_grant(stack, ask, resource))
    for policy in stack.of_type(*_POLICIES):
        yield from reported(policy, asked(policy, partial(_of_grant, stack, ask)))


def _of_grant(stack: Stack, ask: Ask, resource: Resource) -> Iterator[Problem]:
    kind = google_things()[resource.type]
    members = locate(resource.state.raw, kind.member)
    yield from settle(_judged(stack, resource, ask, kind, member) for member in members)


def _judged(stack: Stack, resource: Resource, ask: Ask, kind: GoogleThing, member: Located) -> Iterator[Problem]:
    if bare(member.value) is UNKNOWN and comes_from_google(resource, member):
        return
    who = _EVERYONE.get(member.text.strip().lower())
    if who is None:
        return
    noun, role = kind.noun, next(locate(resource.state.raw, "role"), None)
    given = role.text if role and bare(role.value) is not UNKNOWN else ""
    is_call = noun in _CALLED and given.lower() in _INVOKERS
    is_read = noun == _BUCKET and given.lower() in _READERS
    thing = next(locate(resource.state.raw, kind.thing), None)
    is_meant = is_read and stack.once(PublicBuckets).is_meant(resource, thing, member.text.strip().lower(), given)
    if ask.profile != "strict" and (is_meant or (is_call and noun == _SITE)):
        return  # whoever made it so opened it on purpose
    known = thing if thing and bare(thing.value) is not UNKNOWN and not thing.marked else None
    named = f"{noun} {shown(known.text.rpartition('/')[2])}" if known and known.text else f"a {noun}"
    as_what = f" as {shown(given.rpartition('/')[2])}" if given and role and not role.marked else ""
    is_lesser = is_call or is_read
    yield Problem(
        f"{named} lets in {who}{as_what}",
        at=member.path,
        key=member.text.strip() if not member.marked else "",
        severity="medium" if is_lesser else "critical" if noun in _GRAVE else None,
        advisory=is_lesser,
    )
