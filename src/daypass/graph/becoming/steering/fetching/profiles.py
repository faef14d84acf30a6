"""This is where it is told what somebody does so that a configuration of AppConfig says something else.

They write its next version where it is kept, and deploy that: what is written alone reaches nobody, since a deployment
names the version, unless a pipeline deploys it. A validator of the profile, which is a function or a schema, may refuse
what they write. Sources: AWS AppConfig API Reference, "CreateConfigurationProfile" (`LocationUri`, `Validators`) and
"StartDeployment"; Service Authorization Reference, "AWS AppConfig" (what both are asked about, and the forms of ARNs);
read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.fetching.kept_values import parameter_arn, secret_arn
from daypass.graph.becoming.steering.fetching.sessions import AskedConfiguration
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare

_IDS: Final[Mapping[str, Mapping[str, str]]] = {
    "application": {
        "aws:appconfig/application:Application": "id",
        "aws-native:appconfig:Application": "applicationId",
    },
    "environment": {
        "aws:appconfig/environment:Environment": "environmentId",
        "aws-native:appconfig:Environment": "environmentId",
    },
    "profile": {
        "aws:appconfig/configurationProfile:ConfigurationProfile": "configurationProfileId",
        "aws-native:appconfig:ConfigurationProfile": "configurationProfileId",
    },
}
"""Types → where each says its id."""

_OF: Final = "applicationId"
_LOCATION: Final = "locationUri"
_VALIDATORS: Final = "validators"
_NONE: Final[tuple[object, ...]] = (None, [])
_ID: Final = re.compile(r"[a-z0-9]{4,7}")
_HOSTED: Final = "hosted"


class WrittenProfile(NamedTuple):
    """`path` is the id of an escalation path, and `arn` what is written on it; `beside`: on what it is deployed."""

    path: str
    arn: str
    beside: tuple[str, ...]
    unknown: tuple[Untold, ...] = ()


class _Place(NamedTuple):
    """How the place begins that a profile names, the path on which that is written, and its ARN."""

    begins: str
    path: str
    arn: str


_PLACES: Final = (
    _Place("s3://", "appconfig-x02", "arn:*:s3:::{}"),
    _Place("ssm-parameter://", "appconfig-x03", ""),
    _Place("secretsmanager://", "appconfig-x04", ""),
    _Place("ssm-document://", "appconfig-x05", "arn:*:ssm:*:*:document/{}"),
)
_BY_ARN: Final[Mapping[str, str]] = {"parameter": "appconfig-x03", "document": "appconfig-x05"}
"""Kind of thing of Systems Manager that is named by its ARN → the path."""

_HERE: Final = "appconfig-x01"
_ANYWHERE: Final = "arn:*:appconfig:*:*"


@dataclass(frozen=True)
class Profiles:
    """The applications of AppConfig of a stack, with their environments and profiles."""

    stack: Stack

    def of(self, asked: AskedConfiguration) -> Iterator[WrittenProfile]:
        """How somebody changes this configuration; of one that the stack has not, what nobody named."""
        for application, profile in self._meant(asked):
            environment = next(iter(self._called("environment", asked.environment, application)), None)
            yield from _written(asked, application, environment, profile)

    def keys(self, asked: AskedConfiguration) -> Iterator[str]:
        """Its ids, as far as they are known: `APPLICATION/PROFILE`."""
        for things in self._meant(asked):
            each = zip(("application", "profile"), things, (asked.application, asked.profile), strict=True)
            ids = [_id(kind, thing) if thing is not None else text for kind, thing, text in each]
            if all(ids):
                yield "/".join(ids)

    def _meant(self, asked: AskedConfiguration) -> Iterator[tuple[Resource | None, Resource | None]]:
        """The application with the profile; None for what the stack has not."""
        for application in self._called("application", asked.application, None) or (None,):
            for profile in self._called("profile", asked.profile, application) or (None,):
                yield application, profile

    def _called(self, kind: str, text: str, within: Resource | None) -> tuple[Resource, ...]:
        """Those of a kind that have this id or name, in an application; applications are in none."""
        is_inside = kind != "application"
        every = self.stack.of_type(*_IDS[kind]) if text and is_inside is (within is not None) else ()
        named = (one for one in every if text in (_id(kind, one), text_of(said(one, "name"))))
        return tuple(one for one in named if within is None or _is_of(one, within))


def _is_of(thing: Resource, application: Resource) -> bool:
    named = text_of(said(thing, _OF))
    return named == _id("application", application) if named else application.urn in _behind(thing)


def _behind(thing: Resource) -> tuple[str, ...]:
    return tuple(thing.property_dependencies.get(_OF, ()))


def _written(
    asked: AskedConfiguration, application: Resource | None, environment: Resource | None, profile: Resource | None
) -> Iterator[WrittenProfile]:
    """The ways to change one, where its ids are what they are called, or what nobody called them."""
    start = _start(application) if application is not None else _ANYWHERE
    each = (("application", application), ("environment", environment), ("profile", profile))
    ids = [_ids(kind, thing, text) for (kind, thing), text in zip(each, asked, strict=True)]
    for known in (True, False) if any(one.unknown for one in ids) else (True,):
        app, env, own = (one.known if known else one.open for one in ids)
        about = f"{start}:application/{app}"
        arn = f"{about}/configurationprofile/{own}"
        beside = (about, f"{about}/environment/{env}", arn, f"{start}:deploymentstrategy/*")
        doubts = () if known else tuple(untold for one in ids for untold in one.unknown)
        for place in _places(profile, arn):
            yield place._replace(beside=beside, unknown=(*place.unknown, *doubts))


class _Ids(NamedTuple):
    """What stands in an ARN for what is `known` of the id, and where it may be any (`open`): for what is not known."""

    known: str
    open: str
    unknown: tuple[Untold, ...] = ()


def _ids(kind: str, thing: Resource | None, text: str) -> _Ids:
    if thing is None:
        own = text if _ID.fullmatch(text) else PROBE
        return _Ids(own, own)
    own = _id(kind, thing)
    return _Ids(own, own) if own else _Ids(PROBE, ANY, (Untold.of(thing, _IDS[kind][thing.type]),))


def _id(kind: str, thing: Resource) -> str:
    """What AWS made up; the provider puts the application's behind that of what is in one."""
    return text_of(said(thing, _IDS[kind][thing.type])) or thing.id.partition(":")[0]


def _start(application: Resource) -> str:
    own = Arn.parse(text_of(said(application, "arn")))
    return f"arn:{own.partition}:appconfig:{own.region}:{own.account}" if own else _ANYWHERE


def _places(profile: Resource | None, arn: str) -> Iterator[WrittenProfile]:
    """Where its text is kept; with AppConfig itself where nothing says otherwise."""
    if profile is None:
        yield WrittenProfile(_HERE, arn, ())
        return
    has_none = bare(said(profile, _VALIDATORS)) in _NONE
    doubts = () if has_none else (Untold.of(profile, _VALIDATORS),)
    value = bare(said(profile, _LOCATION))
    text = text_of(value)
    if value is UNKNOWN:
        yield WrittenProfile(_HERE, arn, (), (*doubts, Untold.of(profile, _LOCATION)))
    elif text == _HOSTED:
        yield WrittenProfile(_HERE, arn, (), doubts)
    else:
        yield from (one._replace(unknown=doubts) for one in _elsewhere(text))


def _elsewhere(location: str) -> Iterator[WrittenProfile]:
    if (arn := Arn.parse(location)) and (path := _BY_ARN.get(arn.resource.partition("/")[0])):
        yield WrittenProfile(path, location, ())
    for place in _PLACES:
        name = location.removeprefix(place.begins)
        if name != location and (found := _arn(place, name)):
            yield WrittenProfile(place.path, found, ())


def _arn(place: _Place, name: str) -> str:
    if place.arn:
        return place.arn.format(name)
    return parameter_arn(name) if place.path == "appconfig-x03" else secret_arn(name)
