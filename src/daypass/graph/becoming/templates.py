"""This is where it is told what a request says of the template that somebody has carried out, where they wrote it.

A condition on `cloudformation:TemplateUrl` may hold a request to templates at one place in S3. Who can write there has
their own, and so has who can send one without a URL, or of another bucket. Where only templates of others are let be,
CloudFormation makes what those describe. Sources: CloudFormation User Guide, "Control CloudFormation access with IAM";
Amazon S3 User Guide, "Virtual hosting of general purpose buckets"; read 2026-11.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import Means
from daypass.model.resource import Undecided

_KEY: Final = "cloudformation:templateurl"
_WRITES: Final = "s3:PutObject"
_HOST: Final = r"s3(?!-accesspoint|-object-lambda|-outposts|-global)(?:[.-][a-z0-9.-]*)?\.amazonaws\.com(?:\.cn)?"
"""Of a bucket, not of an access point. Without wildcards: one there would take in slashes too, and so any bucket."""

_ALIASES: Final = ("-s3alias", "--ol-s3", ".mrap.accesspoint")
"""How the aliases of access points end, which say nothing of the bucket behind. Source: Amazon S3 User Guide, "Access
point aliases" and "Multi-Region Access Point request routing"; read 2026-11."""

_BUCKET: Final = r"(?P<bucket>[a-z0-9][a-z0-9.-]*)"
_PLACES: Final = tuple(
    re.compile(form)
    for form in (rf"https://{_BUCKET}\.{_HOST}/(?P<name>.*)", rf"https://{_HOST}/{_BUCKET}/(?P<name>.*)")
)
_WITHOUT: Final = Facts(absent=frozenset({_KEY}))
_ELSEWHERE: Final = Facts({_KEY: f"https://{PROBE}.s3.amazonaws.com/{PROBE}"})


def own_templates(means: Means, action: str) -> tuple[Facts, ...]:
    """What requests of the action say whose template the holder wrote, where a statement asks for its place."""
    if _KEY not in means.told(action).keys:
        return (NOTHING,)
    return (_WITHOUT, _ELSEWHERE, *(Facts({_KEY: url}) for url in _urls(means, action) if _is_written(means, url)))


def _urls(means: Means, action: str) -> Iterator[str]:
    """All that statements about the action ask for, with `*` for what is not known of it."""
    told = means.told(action)
    for held in (*told.allows, *told.denies, *told.bounds):
        try:
            for asked in held.line.statement.conditions:
                yield from held.line.replaced(asked.values, means.caller.facts) if asked.is_on(_KEY) else ()
        except Undecided:
            yield "*"


def _is_written(means: Means, url: str) -> bool:
    """Whether the holder may write something there; also where it cannot be told which bucket that is."""
    place = next(filter(None, (form.fullmatch(url) for form in _PLACES)), None)
    if place is None or place["bucket"].endswith(_ALIASES):
        return True
    arn = f"arn:*:s3:::{place['bucket']}/{place['name'].replace('?', '*')}"
    return means.may(_WRITES) and means.on(_WRITES, arn).possible
