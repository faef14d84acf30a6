"""This is where it is told to which environment a thing belongs: by its tag, by its account, by its stack, by its name.

Names are told by whole segments: `orders-prod` and `OrdersProd` are production's, `products` and `reproduction` are
nobody's, and so is a name that holds words of production and of another environment.
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from daypass.data.environment_words import NOT_PRODUCTION, PRODUCTION, environment_words
from daypass.data.names_of_aws import is_of_aws
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource
from daypass.model.resource_tags import Tags
from daypass.model.urn import Urn
from daypass.settings import Settings
from daypass.words import words_in

NO_ENVIRONMENT: Final = ""
"""That of what belongs to none, or to all: tools, logs, security."""

_CUSTOMARY_KEYS: Final = ("Environment", "environment", "Env", "env")
"""Tag keys that say the environment where the organisation's own key does not, whatever their value."""

_SAME_WORDS: Final = ("environment", "env", "stage")
"""The last words of other keys that may say it (`ENV`, `acme:environment`, `Stage`), if their value is one."""

_NAMES: Final = ("name", "roleName", "userName", "functionName")
"""Properties that hold a name, in pulumi-aws and in aws-native; else the name in the program counts."""

_VARIABLE: Final = re.compile(r"\$\{[^}]*\}?")
_TRAILING: Final = re.compile(r"(?:-[0-9a-f]{7}|[-_][a-z]{2}(?:-[a-z]+){1,2}-[0-9]|[-_][0-9]+|[-_]?[*?]+)$")
"""What stands behind a name and is none of it: Pulumi's random digits, a region, an account, a wildcard."""

_DRAWN: Final = re.compile(r"(?<![0-9A-Za-z])(?=(?:[A-Za-z]{0,9}[0-9]{1,9}){3})[0-9A-Za-z]{8,40}(?![0-9A-Za-z])")
"""What a service draws by lot behind a name (`k3v9x2m4qa`): letters in it are no words."""

_DOMAIN: Final = re.compile(r"(?<=[0-9A-Za-z*]\.)([0-9A-Za-z-]+)\.(?:dev|live)$")
"""How the name of a web site may end: `console.acme.dev` is an address, of whatever environment."""

_LONGEST: Final = 512
"""Longer than any name that AWS takes; a hostile one is not worth reading."""

_MADE_ON_DEMAND: Final = ("preview", "sandbox")
_NEGATIONS: Final = ("pre", "non", "not")
_OF_A_RUN: Final = frozenset(
    (
        *("result", "results", "report", "reports", "run", "runs", "runner", "runners", "coverage", "suite", "suites"),
        *("case", "cases", "data", "fixture", "fixtures", "artifact", "artifacts", "artefact", "artefacts", "output"),
        *("harness", "utils", "tool", "tools", "automation", "bench", "lab", "kit", "drive", "driver", "plan", "plans"),
    )
)
"""What follows `test` where it is a run of tests that is meant, in whatever environment."""

_WHAT_PREVIEWS_ARE: Final = frozenset(
    word for one in ("app", "deployment", "env", "environment", "site", "stack", "state") for word in (one, f"{one}s")
)
"""What follows `preview` where it is no small picture of something."""

_OF_CHECKS: Final = frozenset(("ci", "scratch"))
"""Words by which things are called that every pull request may change."""

_OTHER_SENSE: Final = re.compile(
    r"(?i)dev[-_]?(?:ops|tools?|sec|portal|kit|ices?|elopers?|ex|rel|center|centre)"
    r"|staging[-_]?(?:(?:area|zone|layer|schema)s?|landing|tables)(?![a-z])"
)
"""Names that begin with `dev` and speak of developers, and where a warehouse or a lake keeps what it has yet to load.

Source: AWS Prescriptive Guidance, "Defining Amazon S3 bucket and path names for data lakes" (landing zone, raw, stage
and analytics layers); read 2026-12.
"""


def crosses(one: str, other: str) -> bool:
    """Whether it leads out of production, or into it, to go from one environment to the other."""
    return bool(one and other) and (one == PRODUCTION) != (other == PRODUCTION)


def differs(one: str, other: str) -> bool:
    """The same where somebody wrote down which account is which environment's: then test is not development either."""
    if crosses(one, other):
        return True
    return bool(one and other) and one != other and NOT_PRODUCTION not in (one, other)


def of_value(text: str) -> str:
    """The environment that a field names which holds nothing else (`prod`, `Dev`, `prod-eu`)."""
    whole = re.sub(r"[^a-z]", "", text.strip().lower())
    word = environment_words().get(whole)
    return word.environment if word else of_name(text)


@lru_cache(maxsize=4096)
def of_name(name: str) -> str:
    """The environment that a name tells by its segments, NO_ENVIRONMENT where none does, or production and another do.

    What says several others (`orders-dev-test`) is none of production's, whichever it is.
    """
    segments = _segments(name)
    found = {told for index, _ in enumerate(segments) if (told := _told(segments, index))}
    if len(found) > 1:
        return NO_ENVIRONMENT if PRODUCTION in found else NOT_PRODUCTION
    return found.pop() if found else NO_ENVIRONMENT


def is_there_for(name: str, environment: str) -> bool:
    """Whether that one is made on demand, and what is called so is called after such, and after no other environment.

    What makes sandboxes and previews, or is made for these, runs itself in production.
    """
    known = environment_words()
    called_by = {known[word].environment for word in _segments(name) if word in known}
    return environment in _MADE_ON_DEMAND and called_by == {environment}


def _segments(name: str) -> list[str]:
    if len(name) > _LONGEST:
        return []
    plain = _VARIABLE.sub("-", name)
    while (shorter := _TRAILING.sub("", plain)) != plain:
        plain = shorter
    plain = _DOMAIN.sub(r"\1", _DRAWN.sub("-", plain))
    return words_in(_OTHER_SENSE.sub("-", plain), "apart")


def _told(segments: list[str], index: int) -> str:
    word = segments[index]
    if index + 1 < len(segments) and word in _NEGATIONS:  # `pre-prod` is told by its second half
        return NO_ENVIRONMENT
    before = segments[index - 1] if index else ""
    found = environment_words().get(f"{before}{word}" if before in _NEGATIONS else word)
    if found is None:
        return NO_ENVIRONMENT
    is_last = index == len(segments) - 1
    is_first = index == 0 and not is_last and segments[1] not in _OF_A_RUN
    tells = {"name": True, "edge": is_first or is_last, "end": is_last, "value": False}[found.tells]
    return found.environment if tells else NO_ENVIRONMENT


def is_for_tests(text: str) -> bool:
    """Whether what an ARN names is of another environment than production, and no part of its name says production.

    That a name ends in any word of the table is enough (`acme-previews`), as nothing is refused for it, or in one for
    what checks keep for themselves (`orders-ci`). Previews are for what is not reviewed, wherever their bucket is.
    """
    arn = Arn.parse(text)
    if arn is None or arn.service in _NAMED_BY_OTHERS:
        return False
    parts = [part for part in _names_in(arn) if not is_of_aws(arn.service, part)]
    if any(map(_is_of_previews, parts)):
        return True
    told = {one for part in parts for one in (of_name(part), _of_end(part)) if one}
    return bool(told) and PRODUCTION not in told and not any(map(_has_production, parts))


def _is_of_previews(name: str) -> bool:
    """Whether it is called after the previews of something, wherever these are kept: `preview-sites-prod`."""
    return any(one == "preview" and other in _WHAT_PREVIEWS_ARE for one, other in pairwise(_segments(name)))


def _has_production(name: str) -> bool:
    """Whether any segment of a name tells production, also beside others that tell another environment."""
    segments = _segments(name)
    return any(_told(segments, index) == PRODUCTION for index, _ in enumerate(segments))


def _of_end(name: str) -> str:
    """The environment that the last segment of a name tells, also where it tells none beside others."""
    *_, before, last = ("", "", *_segments(name))
    if last in _OF_CHECKS:
        return NOT_PRODUCTION
    found = environment_words().get(f"{before}{last}" if before in _NEGATIONS else last)
    return found.environment if found else NO_ENVIRONMENT


def of_arn(text: str) -> str:
    """The environment that the name in an ARN tells, or in a pattern of ARNs.

    Only what is named counts: not the keys of a bucket, which hold what others call their folders, not the stage of an
    API, which is called `prod` in every environment, not the alias of a function, not the steps of a pipeline, and no
    thing of AWS itself.
    """
    arn = Arn.parse(text)
    if arn is None or arn.service in _NAMED_BY_OTHERS:
        return NO_ENVIRONMENT
    parts = _names_in(arn)
    found = {told for part in parts if (told := of_name(part)) and not is_of_aws(arn.service, part)}
    return found.pop() if len(found) == 1 else NO_ENVIRONMENT


_NAMED_BY_OTHERS: Final = (
    *("execute-api", "apigateway", "cloudfront", "signin"),
    *("codebuild", "codepipeline", "codedeploy", "medialive", "mediapackage", "mediapackagev2", "ivs"),
)
"""Services whose names say something else: the stage of an API, the step of a pipeline, what is on the air."""
_SECRET_SUFFIX: Final = re.compile(r"-(?:[A-Za-z0-9]{6}|[?*]+)$")


def _names_in(arn: Arn) -> list[str]:
    parts = re.split(r"[:/]", arn.resource)
    if arn.service == "s3":
        return parts[:1]
    if arn.service == "lambda":
        return parts[1:2]
    if arn.service == "dynamodb":
        return parts[1:2]
    if arn.service == "logs" and parts[2:4] == ["aws", "codebuild"]:
        return []
    if arn.service == "secretsmanager":
        return [_SECRET_SUFFIX.sub("", part) for part in parts[1:]]
    return parts[1:] if len(parts) > 1 else parts


def of_resource(resource: Resource, settings: Settings) -> str:
    """The environment of a resource: its tag's, else its stack's, else that of its name. Raises `Undecided`.

    A tag with any value decides: what is tagged `shared` belongs to nobody's environment, whatever it is called.
    """
    tagged = of_tags(Tags.of(resource.state, resource), settings)
    if tagged is not None:
        return tagged
    # What was only looked up is of whatever stack made it, which is why its name alone is left.
    stack = NO_ENVIRONMENT if was_looked_up(resource) else of_value(Urn.parse(resource.urn).stack)
    return stack or of_name(called(resource))


def of_things_tags(thing: Resource, settings: Settings) -> str | None:
    """The environment that the tags say of what an identity reaches, or of what runs as it. Raises `Undecided`.

    In a stack of production everything is tagged so at once; what is called after another environment there belongs
    to neither for sure.
    """
    tagged = of_tags(Tags.of(thing.state, thing), settings)
    if tagged != PRODUCTION or of_value(Urn.parse(thing.urn).stack) != PRODUCTION:
        return tagged
    name = called(thing).rpartition("/")[2]
    return tagged if of_name(name) in (PRODUCTION, NO_ENVIRONMENT) else NO_ENVIRONMENT


def is_told_by_its_stack_alone(resource: Resource, settings: Settings) -> bool:
    """Whether neither a tag nor its name says the environment of a resource. Raises `Undecided`."""
    return of_tags(Tags.of(resource.state, resource), settings) is None and not of_name(called(resource))


def called(resource: Resource) -> str:
    """Its name, as its service knows it, else as the program does."""
    return next(filter(None, (text_of(said(resource, key)) for key in _NAMES)), resource.name)


def of_tags(tags: Tags, settings: Settings) -> str | None:
    """The environment that tags say, NO_ENVIRONMENT where they say another word, None where none speaks of it.

    Raises `Undecided`.
    """
    for key in (settings.tags["environment"], *_CUSTOMARY_KEYS):
        if value := tags.get(key):
            return of_value(value)
    written = dict.fromkeys(key for _, place in tags.places for key in place if is_environment_key(key, settings))
    return next((found for key in written if (found := of_value(tags.get(key) or ""))), None)


def is_environment_key(key: str, settings: Settings) -> bool:
    """Whether a tag of this key says an environment, or may say one; conditions ignore the case of keys."""
    folded = key.casefold()
    return folded == settings.tags["environment"].casefold() or re.split("[:/]", folded)[-1] in _SAME_WORDS


def of_account(account: str, settings: Settings) -> str:
    """The environment of an account, as the settings have it."""
    named = settings.accounts.get(account, "")
    return of_value(named) if named and not has_wildcard(account) else NO_ENVIRONMENT
