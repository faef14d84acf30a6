"""This is where it is told what Flux applies to its cluster from AWS: from S3, CodeCommit or ECR.

A Kustomization, or a HelmRelease, names a source, and the controller makes whatever the source holds below its path, as
one that administers the cluster, unless it names a service account to act as. It makes all in one namespace where a
Kustomization names that (`targetNamespace`). What is held to a commit, a digest or a signature is nobody's to change.
Sources: Flux documentation, "Buckets" (`provider`, `bucketName`; keys stay as they are), "Git Repositories" and "OCI
Repositories" (`ref`, `verify`), "Kustomizations" and "Helm Releases" (`serviceAccountName`, `kubeConfig`, `suspend`),
"Flux multi-tenancy" (`--default-service-account`); read 2026-12.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import hidden_at, locate

_SOURCES: Final = ("Bucket", "GitRepository", "OCIRepository")
_VERSIONS: Final = ("v1", "v1beta2", "v1beta1", "v2", "v2beta2", "v2beta1")


def _types(group: str, *kinds: str) -> tuple[str, ...]:
    return tuple(f"kubernetes:{group}.toolkit.fluxcd.io/{version}:{kind}" for kind in kinds for version in _VERSIONS)


APPLIERS: Final = (*_types("kustomize", "Kustomization"), *_types("helm", "HelmRelease"))
_TYPES: Final = _types("source", *_SOURCES)
_REFERENCES: Final = ("spec.sourceRef", "spec.chart.spec.sourceRef", "spec.chartRef")
_PATHS: Final = ("spec.path", "spec.chart.spec.chart")
_LIMITS: Final = ("spec.serviceAccountName", "spec.kubeConfig", "spec.suspend", "spec.targetNamespace")
_FIXED: Final = ("spec.verify", "spec.ref.commit", "spec.ref.digest", "spec.suspend")
_CONTROLLERS: Final = ("kustomize-controller", "helm-controller")
_KUSTOMIZATION: Final = "Kustomization"
_BUCKET, _URL = "spec.bucketName", "spec.url"
_DEFAULT: Final = "master"
"""The branch that it takes where none is said."""

_PUSHED: Final[Mapping[str, tuple[str, str]]] = {
    "GitRepository": ("codecommit:GitPush", "arn:*:codecommit:*:*:*"),
    "OCIRepository": ("ecr:PutImage", "arn:*:ecr:*:*:repository/*"),
}
_DEPLOYMENTS: Final = "kubernetes:apps/v1:Deployment"
_AS_AN_ACCOUNT: Final = "--default-service-account"
_S3: Final = re.compile(r"(?:https://)?s3[.-][\w.-]{0,60}amazonaws\.com(?:\.cn)?/?|s3\.amazonaws\.com")
_CODECOMMIT: Final = re.compile(
    r"(?:https|ssh)://(?:[\w-]{1,128}@)?git-codecommit\.(?P<region>[\w-]{1,32})\.amazonaws\.com(?:\.cn)?/v1/repos/(?P<name>[\w.-]{1,100})/?"
)
_ECR: Final = re.compile(
    r"oci://(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[\w-]{1,32})\.amazonaws\.com(?:\.cn)?/(?P<name>[\w./-]{1,256})"
)


class Applied(NamedTuple):
    """What Flux applies: whoever may do the action to this ARN decides what `by` makes, in this namespace, "" for each.

    `brings` is what a request has that does so, and `unknown` are the paths, each of a resource, that keep from knowing
    that it is so.
    """

    by: Resource
    action: str
    arn: str
    namespace: str = ""
    brings: tuple[tuple[str, str], ...] = ()
    unknown: tuple[tuple[Resource, str], ...] = ()


def applied_by_flux(stack: Stack) -> Iterator[Applied]:
    """All of a stack, but for what its controllers do as an account that nobody has given anything."""
    sources = grouped((_key(one, _kind(one), "metadata"), one) for one in stack.of_type(*_TYPES))
    if not sources or any(map(_acts_as_an_account, stack.of_type(_DEPLOYMENTS))):
        return
    for applier in stack.of_type(*APPLIERS):
        if not _is_limited(applier):
            for source in sources.get(_source_of(applier), ()):
                yield from _of(applier, source)


def _of(applier: Resource, source: Resource) -> Iterator[Applied]:
    if any(_is_said(source, path) for path in _FIXED):
        return
    target = _text(applier, "spec.targetNamespace") if _kind(applier) == _KUSTOMIZATION else ""
    unknown = tuple((applier, path) for path in hidden_at(applier.state.raw, *_LIMITS, *_PATHS))
    for one in _written(applier, source):
        hidden = hidden_at(source.state.raw, *_FIXED, *one.named_by)
        yield Applied(
            applier, one.action, one.arn, target, one.brings, (*unknown, *((source, path) for path in hidden))
        )


class _Written(NamedTuple):
    """How somebody writes what is taken from there; `named_by` are the paths that say where that is."""

    action: str
    arn: str
    named_by: tuple[str, ...]
    brings: tuple[tuple[str, str], ...] = ()


def _written(applier: Resource, source: Resource) -> Iterator[_Written]:
    """If it is of AWS; what is not known of where it is may be anything."""
    kind, url = _kind(source), _text(source, _URL)
    if kind == "Bucket" and _is_of_aws(source):
        folder = next(filter(None, (_text(applier, path) for path in _PATHS)), "")
        bucket = _text(source, _BUCKET) or ANY
        yield _Written("s3:PutObject", f"arn:*:s3:::{bucket}/{_below(folder)}{PROBE}", (_BUCKET,))
    elif kind == "GitRepository" and (found := _CODECOMMIT.fullmatch(url)):
        branch = _text(source, "spec.ref.branch")
        is_branch = bool(branch) or not _is_said(source, "spec.ref")
        brings = (("codecommit:references", f"refs/heads/{branch or _DEFAULT}"),) if is_branch else ()
        arn = f"arn:*:codecommit:{found['region']}:*:{found['name']}"
        yield _Written("codecommit:GitPush", arn, ("spec.ref.branch",), brings)
    elif kind == "OCIRepository" and (found := _ECR.fullmatch(url)):
        arn = f"arn:*:ecr:{found['region']}:{found['account']}:repository/{found['name']}"
        yield _Written("ecr:PutImage", arn, ())
    elif kind in _PUSHED and hidden_at(source.state.raw, _URL):
        yield _Written(*_PUSHED[kind], (_URL,))


def _is_of_aws(bucket: Resource) -> bool:
    """Whether it is in S3, also where that is not known; other stores have an endpoint of their own."""
    is_aws = _text(bucket, "spec.provider") == "aws" or _S3.fullmatch(_text(bucket, "spec.endpoint")) is not None
    return is_aws or bool(hidden_at(bucket.state.raw, "spec.provider", "spec.endpoint"))


def _below(folder: str) -> str:
    """The folder as keys begin."""
    plain = posixpath.normpath(folder or ".").strip("/")
    return "" if plain in ("", ".") or plain.startswith("..") else f"{plain}/"


def _is_limited(applier: Resource) -> bool:
    """Whether it acts as an account that it names, in another cluster, or not at all."""
    return any(_is_said(applier, path) for path in _LIMITS[:3])


def _is_said(resource: Resource, path: str) -> bool:
    """Whether something is known to stand there that is no "no"."""
    return any(bool(value) for value in _values(resource, path))


def _acts_as_an_account(deployment: Resource) -> bool:
    """Whether it is a controller that acts as a service account where nothing names one."""
    if _text(deployment, "metadata.name") not in _CONTROLLERS:
        return False
    args = locate(deployment.state.raw, "spec.template.spec.containers[].args[]")
    return any(isinstance(text := bare(one.value), str) and text.startswith(_AS_AN_ACCOUNT) for one in args)


def _source_of(applier: Resource) -> tuple[str, str, str]:
    for reference in _REFERENCES:
        if kind := _text(applier, f"{reference}.kind"):
            return _key(applier, kind, reference)
    return ("", "", "")


def _key(resource: Resource, kind: str, holder: str) -> tuple[str, str, str]:
    namespace = _text(resource, f"{holder}.namespace") or _text(resource, "metadata.namespace")
    return kind, namespace, _text(resource, f"{holder}.name")


def _kind(source: Resource) -> str:
    return source.type.rpartition(":")[2]


def _text(resource: Resource, path: str) -> str:
    return next((value for value in _values(resource, path) if isinstance(value, str)), "")


def _values(resource: Resource, path: str) -> Iterator[Any]:
    """What is known to stand there."""
    found = (bare(one.value) for one in locate(resource.state.raw, path))
    yield from (value for value in found if value is not UNKNOWN)
