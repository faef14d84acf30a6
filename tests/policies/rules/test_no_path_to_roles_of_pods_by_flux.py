"""What `no-path-to-roles-of-pods` tells of who writes in AWS what Flux applies to a cluster."""

from typing import Any

import pytest
from tests.policies.rules.test_no_path_to_roles_of_pods import SIGNS, judged, pods
from tests.support.becoming import allow, deny, may
from tests.support.becoming import role as iam_role
from tests.support.grants import ACCOUNT
from tests.support.rules import only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource

LEDGER = pods("ledger", SIGNS)
OBJECTS = "arn:aws:s3:::manifests/*"
REGISTRY = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com"
IMAGES = f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/manifests"
GIT = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/manifests"
REPOSITORY = f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:manifests"
IN = {"namespace": "flux-system"}


def preview(
    *given: dict[str, Any], name: str = "preview", service: str = "lambda.amazonaws.com"
) -> tuple[Resource, ...]:
    return iam_role(name, service), may(name, *(given or (allow("s3:PutObject", OBJECTS),)))


def source(kind: str = "Bucket", **spec: Any) -> Resource:
    said = {"provider": "aws", "bucketName": "manifests", **spec} if kind == "Bucket" else spec
    type_ = f"kubernetes:source.toolkit.fluxcd.io/v1:{kind}"
    return Resource.of(type_, "from", metadata={"name": "all", **IN}, spec=said)


def applies(kind: str = "Bucket", **spec: Any) -> Resource:
    said = {"sourceRef": {"kind": kind, "name": "all"}, "path": "./clusters/prod", **spec}
    type_ = "kubernetes:kustomize.toolkit.fluxcd.io/v1:Kustomization"
    return Resource.of(type_, "prod", metadata={"name": "prod", **IN}, spec=said)


def release(**spec: Any) -> Resource:
    type_ = "kubernetes:helm.toolkit.fluxcd.io/v2:HelmRelease"
    return Resource.of(type_, "chart", metadata={"name": "chart", **IN}, spec=spec)


def test_who_writes_the_objects_that_flux_applies_has_any_account_of_the_cluster() -> None:
    assert only(judged(*preview(), source(), applies(), *LEDGER)).startswith(
        "'prod' has Flux apply what role 'preview' writes, as pods of all of a cluster in which one has role 'ledger', "
        "which may kms:Sign on "
    )


@pytest.mark.parametrize(
    ("given", "made"),
    [
        (allow("s3:PutObject", "arn:aws:s3:::manifests/clusters/*"), (source(prefix="clusters/"), applies())),
        (allow("s3:PutObject", OBJECTS), (source(provider="generic", endpoint="s3.amazonaws.com"), applies())),
        (allow("s3:PutObject", OBJECTS), (source(), applies(path=""))),
        (allow("s3:PutObject", OBJECTS), (source(), applies(targetNamespace="pay"))),
        (allow("codecommit:GitPush", REPOSITORY), (source("GitRepository", url=GIT), applies("GitRepository"))),
        (
            allow("ecr:PutImage", IMAGES),
            (source("OCIRepository", url=f"oci://{REGISTRY}/manifests"), applies("OCIRepository")),
        ),
        (
            allow("ecr:PutImage", IMAGES),
            (
                source("OCIRepository", url=f"oci://{REGISTRY}/manifests"),
                release(chartRef={"kind": "OCIRepository", "name": "all"}),
            ),
        ),
        (
            allow("s3:PutObject", "arn:aws:s3:::manifests/charts/*"),
            (
                source(),
                release(chart={"spec": {"chart": "./charts/app", "sourceRef": {"kind": "Bucket", "name": "all"}}}),
            ),
        ),
    ],
    ids=["prefix", "by its endpoint", "no path", "a namespace", "Git", "images", "chart of an image", "chart"],
)
def test_each_source_of_aws_counts(given: dict[str, Any], made: tuple[Resource, ...]) -> None:
    assert only(judged(*preview(given), *made, *LEDGER))


@pytest.mark.parametrize(
    "made",
    [
        (source(), applies(serviceAccountName="tenant")),
        (source(), applies(kubeConfig={"secretRef": {"name": "edge"}})),
        (source(), applies(suspend=True)),
        (source(), applies(targetNamespace="previews")),
        (source(provider="generic", endpoint="minio.minio:9000"), applies()),
        (source(bucketName="other"), applies()),
        (source(suspend=True), applies()),
        (source(), applies(sourceRef={"kind": "Bucket", "name": "all", "namespace": "other"})),
        (source(),),
    ],
    ids=[
        *("as an account", "another cluster", "suspended", "a namespace", "another store", "another bucket"),
        *("a suspended source", "another source", "applied by nothing"),
    ],
)
def test_what_flux_limits_passes(made: tuple[Resource, ...]) -> None:
    assert passes(judged(*preview(), *made, *LEDGER))


@pytest.mark.parametrize(
    "held", [{"verify": {"mode": "HEAD"}}, {"ref": {"commit": "a" * 40}}, {"ref": {"branch": "x"}}]
)
def test_a_commit_that_is_named_or_signed_is_nobodys_to_push(held: dict[str, Any]) -> None:
    to_main = {"Condition": {"StringEquals": {"codecommit:References": "refs/heads/main"}}}
    given = allow("codecommit:GitPush", REPOSITORY, **to_main)
    made = applies("GitRepository")
    assert passes(judged(*preview(given), source("GitRepository", url=GIT, **held), made, *LEDGER))
    assert only(judged(*preview(given), source("GitRepository", url=GIT, ref={"branch": "main"}), made, *LEDGER))


@pytest.mark.parametrize(
    "who",
    [
        preview(allow("s3:PutObject", "arn:aws:s3:::manifests/previews/*")),
        preview(allow("s3:PutObject", OBJECTS), deny("s3:PutObject", "arn:aws:s3:::manifests/clusters/*")),
        preview(allow("s3:GetObject", OBJECTS)),
        preview(allow("s3:PutObject", OBJECTS), SIGNS),
        preview(service="codebuild.amazonaws.com", name="manifests-release"),
    ],
    ids=["elsewhere", "denied", "reads", "has it", "releases"],
)
def test_who_writes_something_else_or_is_there_to_release_passes(who: tuple[Resource, ...]) -> None:
    assert passes(judged(*who, source(), applies(), *LEDGER))


def test_a_controller_that_acts_as_an_account_applies_no_more_than_that_may() -> None:
    container = {"name": "manager", "args": ["--default-service-account=default"]}
    spec = {"template": {"spec": {"containers": [container]}}}
    metadata = {"name": "kustomize-controller", **IN}
    controller = Resource.of("kubernetes:apps/v1:Deployment", "flux", metadata=metadata, spec=spec)
    assert passes(judged(*preview(), controller, source(), applies(), *LEDGER))


@pytest.mark.parametrize(
    ("made", "untold"),
    [
        ((source(bucketName=UNKNOWN), applies()), ["spec.bucketName"]),
        ((source(), applies(serviceAccountName=UNKNOWN)), ["spec.serviceAccountName"]),
        ((source(suspend=UNKNOWN), applies()), ["spec.suspend"]),
    ],
)
def test_what_is_not_known_is_undecided(made: tuple[Resource, ...], untold: list[str]) -> None:
    assert unknowns(judged(*preview(), *made, *LEDGER)) == untold
    assert passes(judged(*preview(allow("s3:GetObject", OBJECTS)), *made, *LEDGER))
