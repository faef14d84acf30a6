"""This is where it is told what excuses a bucket that everyone reads: it is a website, or opened on purpose.

An excuse makes advice of what is told. A website that nobody can do more with than read, and a bucket that is opened on
purpose and is called public as well, or of which everyone reads what is tagged for it, are told to the strict alone,
and that everyone pulls from the public gallery of images to nobody.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.resource_policies import PolicyPlace
from daypass.iam.asked import limiting_keys
from daypass.model.resource import Resource
from daypass.rule import Profile
from daypass_policies.opening.exposure import Exposure
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.ways_in import actions_of

AS_A_SITE: Final = "as a website"
_ON_PURPOSE: Final = (
    "only to read, from a bucket that the stack opens on purpose ({}); instead: CloudFront with origin access control, "
    "or an exemption with an end"
)

_READS: Final = frozenset(
    f"s3:getobject{what}"
    for what in ("", "version", "tagging", "versiontagging", "attributes", "versionattributes", "torrent")
)
"""What tells everyone of an object what it holds, and of what kind it is. Source: Service Authorization Reference."""
_READS_AND_LISTS: Final = _READS | {"s3:listbucket"}
_OF_THE_GALLERY: Final = frozenset(
    f"ecr-public:{action}"
    for action in (
        *("batchchecklayeravailability", "batchgetimage", "getdownloadurlforlayer", "getrepositorycatalogdata"),
        *("describeimages", "describeimagetags", "describerepositories"),
    )
)
"""What tells of a public repository no more than its page in the gallery, and pulls from it, as everyone may.

Source: ECR Public User Guide, "Public repositories" and "Public repository policies"; read 2026-11.
"""

_OF_A_BUCKET: Final = "bucket policy"


class Excuses(NamedTuple):
    """What there is to excuse the policy of one resource, asked about in one profile."""

    exposure: Exposure
    resource: Resource
    place: PolicyPlace
    profile: Profile

    def told(self, opened: tuple[Grant, ...], *, may_be_more: bool) -> Iterator[tuple[Grant, str]]:
        """Those of the open grants that are told, each with its excuse, "" for none.

        `may_be_more`: something of the policy is not known, so that it may let everyone do more than these say.
        """
        if self.place.service == "ecr-public":
            yield from ((grant, "") for grant in opened if not _only_pulls(grant))
            return
        if not opened or self.place.service != "s3":
            yield from ((grant, "") for grant in opened)
            return
        by = "" if may_be_more else self._opened_by(opened)
        if by and self.profile != "strict" and (self._is_published(opened) or all(map(_is_of_tagged, opened))):
            return
        is_site, is_silent = self._is_site(), self._is_silent()
        for grant in opened:
            is_read = is_site and _allows_only(grant, _READS)
            if not (is_read and is_silent):
                yield grant, AS_A_SITE if is_read else _ON_PURPOSE.format(by) if by else ""

    def _is_site(self) -> bool:
        return self.exposure.may_be_website(self.resource, self.place.target)

    def _is_silent(self) -> bool:
        """Whether a site that everyone reads is what the reader wants. What an access point opens is no site's door."""
        if self.profile == "strict" or self.place.noun != _OF_A_BUCKET:
            return False
        return self.exposure.is_website(self.resource, self.place.target)

    def _is_published(self, opened: tuple[Grant, ...]) -> bool:
        """Whether everyone may read the objects that they know of, in a bucket that is called public."""
        reads = all(_allows_only(grant, _READS) for grant in opened)
        return reads and self.exposure.is_called_public(self.resource, self.place.target)

    def _opened_by(self, opened: tuple[Grant, ...]) -> str:
        """By what the stack says that everyone may read the bucket, "" where they may do more or it does not."""
        if self.place.noun != _OF_A_BUCKET or not all(_allows_only(grant, _READS_AND_LISTS) for grant in opened):
            return ""
        return self.exposure.opened_by(self.resource, self.place.target)


def _is_of_tagged(grant: Grant) -> bool:
    """Whether it is about objects alone on which somebody put a certain tag."""
    limiting = limiting_keys(grant.conditions, grant.document.version)
    return any(key.startswith(_TAG_OF_OBJECT) for key in limiting)


_TAG_OF_OBJECT: Final = "s3:existingobjecttag/"


def _only_pulls(grant: Grant) -> bool:
    allowed = actions_of(grant)
    return bool(allowed) and set(allowed) <= _OF_THE_GALLERY


def _allows_only(grant: Grant, actions: frozenset[str]) -> bool:
    """Whether it allows nothing else; not where what it allows is not known."""
    allowed = actions_of(grant)
    return bool(allowed) and set(allowed) <= actions
