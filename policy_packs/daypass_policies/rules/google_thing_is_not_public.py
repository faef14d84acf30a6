"""What is kept in Google Cloud is opened to somebody, not to everyone who has an account there, or none."""

from collections.abc import Iterator
from typing import Final

from daypass.data.google_things import google_things
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.elsewhere.google_members import comes_from_google
from daypass_policies.located import Located, locate
from daypass_policies.public_names import says_public
from daypass_policies.settle import settle
from daypass_policies.wording import shown

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
    applies_to=tuple(google_things()),
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
def google_thing_is_not_public(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """`allUsers` is everyone on the internet, and `allAuthenticatedUsers` everyone who ever made an account of Google.

    Read is what gives members a role on an organisation, a folder, a project, or one thing in it; not a policy as a
    whole (`IAMPolicy`), nor what a dataset says of its own. To read the objects of a bucket, and to call a function, is
    what some are there for: medium, and advice. That a service of Cloud Run may be called by everyone, as a web site
    is, and that everyone reads a bucket that is called public (`shop-public-assets`), only profile `strict` tells.

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
    kind = google_things()[resource.type]
    members = locate(resource.state.raw, kind.member)
    yield from settle(_judged(resource, ask, kind.noun, kind.thing, member) for member in members)


def _judged(resource: Resource, ask: Ask, noun: str, path: str, member: Located) -> Iterator[Problem]:
    if bare(member.value) is UNKNOWN and comes_from_google(resource, member):
        return
    who = _EVERYONE.get(member.text.strip().lower())
    if who is None:
        return
    role = next(locate(resource.state.raw, "role"), None)
    given = role.text if role and bare(role.value) is not UNKNOWN else ""
    is_call = noun in _CALLED and given.lower() in _INVOKERS
    is_read = noun == _BUCKET and given.lower() in _READERS
    if is_call and noun == _SITE and ask.profile != "strict":
        return
    thing = next(locate(resource.state.raw, path), None)
    known = thing if thing and bare(thing.value) is not UNKNOWN and not thing.marked else None
    if is_read and known and ask.profile != "strict" and says_public(known.text):
        return  # whoever called it so opened it on purpose
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
