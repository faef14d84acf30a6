"""This is where it is told which source bundle in S3 the machines of an Elastic Beanstalk environment run.

An environment runs a version of its application, and that names a bundle for good; whoever writes the bundle decides
what is deployed with the version from then on, commands that run as root included (`.ebextensions`, hooks). Sources:
Elastic Beanstalk API Reference, "CreateApplicationVersion" (`SourceBundle`); CloudFormation Template Reference,
"AWS::ElasticBeanstalk::ApplicationVersion"; Elastic Beanstalk Developer Guide, "Customizing software on Linux servers";
properties of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.machines.image_recipes import TakenObject
from daypass.graph.leaves import said, text_of
from daypass.graph.names import scopes
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare


class _Environment(NamedTuple):
    application: str
    version: str


class _Version(NamedTuple):
    application: str
    label: str
    bucket: str
    key: str


_ENVIRONMENTS: Final[Mapping[str, _Environment]] = {
    "aws:elasticbeanstalk/environment:Environment": _Environment("application", "version"),
    "aws-native:elasticbeanstalk:Environment": _Environment("applicationName", "versionLabel"),
}
_VERSIONS: Final[Mapping[str, _Version]] = {
    "aws:elasticbeanstalk/applicationVersion:ApplicationVersion": _Version("application", "name", "bucket", "key"),
    "aws-native:elasticbeanstalk:ApplicationVersion": _Version(
        "applicationName", "awsId", "sourceBundle.s3Bucket", "sourceBundle.s3Key"
    ),
}
"""By which properties they say so."""


@dataclass(frozen=True)
class Bundles:
    """Those of a stack."""

    stack: Stack

    def of(self, environment: Resource) -> Iterator[TakenObject]:
        """The object that an environment runs; of anything else nothing, nor of a version that the stack has not."""
        properties = _ENVIRONMENTS.get(environment.type)
        if properties is None:
            return
        label = bare(said(environment, properties.version))
        if label is not UNKNOWN:
            yield from map(_bundle, self._called(environment, properties, text_of(label)))
            return
        behind = (self.stack.by_urn.get(one) for one in environment.property_dependencies.get(properties.version, ()))
        versions = [one for one in behind if one and one.type in _VERSIONS]
        unknown = () if len(versions) == 1 else (Untold.of(environment, properties.version),)
        for taken in map(_bundle, versions):
            yield taken._replace(unknown=(*unknown, *taken.unknown))

    def _called(self, environment: Resource, properties: _Environment, label: str) -> tuple[Resource, ...]:
        """The versions of its application with this label, those nearest to it."""
        application = text_of(said(environment, properties.application))
        for scope in scopes(environment) if label else ():
            near = self._by_label.get((scope, label), ())
            of_it = tuple(one for one in near if not application or _application(one) in (application, ""))
            if of_it:
                return of_it
        return ()

    @cached_property
    def _by_label(self) -> Mapping[tuple[str, str], tuple[Resource, ...]]:
        return grouped(
            ((scope, text_of(said(one, _VERSIONS[one.type].label))), one)
            for one in self.stack.of_type(*_VERSIONS)
            for scope in scopes(one)
        )


def _application(version: Resource) -> str:
    return text_of(said(version, _VERSIONS[version.type].application))


def _bundle(version: Resource) -> TakenObject:
    """The object that a version names, with `*` for what is not known of it."""
    properties = _VERSIONS[version.type]
    places = (properties.bucket, properties.key)
    texts = [next(iter(texts_at(version.state, place).texts), "") for place in places]
    unknown = tuple(Untold.of(version, place) for place, text in zip(places, texts, strict=True) if not text)
    bucket, key = (text or ANY for text in texts)
    return TakenObject(f"arn:*:s3:::{bucket}/{key}", unknown)
