"""Who writes the image or the start-up script that a workload fetches makes it do something else."""

import base64
import gzip
import json
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.image_places import image_places
from daypass.data.partitions import Partition, partitions
from daypass.data.role_consumers import role_consumers
from daypass.graph.becoming.steering.images import Images
from daypass.graph.becoming.steering.machines.starting import scripts_of
from daypass.graph.becoming.steering.placed import caches_of
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
ROLE = f"{ARN}role/b"
HOST = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
IMAGE = f"{HOST}/team/api:v1"
REPOSITORY = "arn:aws:ecr:eu-west-1:111122223333:repository/team/api"


def images_of(workload: Resource, *others: Resource) -> list[str]:
    return list(Images(Stack((workload, *others))).of(workload))


def task(image: Any, **more: Any) -> Resource:
    containers = [{"name": "log", "image": "public.ecr.aws/x/fluent-bit:2"}, {"name": "api", "image": image}]
    return aws("ecs/taskDefinition", "t", taskRoleArn=ROLE, containerDefinitions=json.dumps(containers), **more)


def machine(script: str, key: str = "userData") -> Resource:
    return aws("ec2/instance", "i", iamInstanceProfile="p", **{key: script})


def repository(mutability: str, *filters: str) -> Resource:
    excluded = [{"filter": text, "filterType": "WILDCARD"} for text in filters]
    more = {"imageTagMutabilityExclusionFilters": excluded} if excluded else {}
    return aws("ecr/repository", "r", name="team/api", imageTagMutability=mutability, **more)


@pytest.mark.parametrize("partition", partitions(), ids=lambda one: one.name)
def test_an_image_is_in_the_partition_of_its_region(partition: Partition) -> None:
    region = f"{partition.prefix}somewhere-1"
    image = f"111122223333.dkr.ecr.{region}.{partition.suffix}/team/api:v1"
    assert images_of(task(image)) == [f"arn:{partition.name}:ecr:{region}:111122223333:repository/team/api"]


@pytest.mark.parametrize(
    "workload",
    [
        task(IMAGE),
        task(f"{HOST}/team/api"),
        native("ecs:TaskDefinition", "t", containerDefinitions=[{"image": IMAGE}]),
        aws("batch/jobDefinition", "j", containerProperties=json.dumps({"image": IMAGE})),
        aws("apprunner/service", "s", sourceConfiguration={"imageRepository": {"imageIdentifier": IMAGE}}),
        aws("codebuild/project", "b", environment={"image": IMAGE}),
        native("codebuild:Project", "b", environment={"image": IMAGE}),
    ],
)
def test_an_image_named_by_a_tag_can_be_replaced_in_its_repository(workload: Resource) -> None:
    assert images_of(workload) == [REPOSITORY]
    assert images_of(workload, repository("MUTABLE")) == [REPOSITORY]


@pytest.mark.parametrize(
    "workload",
    [
        task(f"{HOST}/team/api@sha256:{'a' * 64}"),
        task(f"{HOST}/team/api:v1@sha256:{'a' * 64}"),
        task("public.ecr.aws/nginx/nginx:1"),
        aws("lambda/function", "f", imageUri=IMAGE),
        aws("codebuild/project", "b", environment={"image": "aws/codebuild/standard:7.0"}),
        aws(
            "apprunner/service",
            "s",
            sourceConfiguration={"autoDeploymentsEnabled": False, "imageRepository": {"imageIdentifier": IMAGE}},
        ),
    ],
)
def test_an_image_that_is_kept_or_of_elsewhere_cannot(workload: Resource) -> None:
    assert images_of(workload) == []


def test_app_runner_may_take_what_is_pushed_where_it_is_not_known_whether_it_waits() -> None:
    def judged(takes: Any, on: str = REPOSITORY) -> Answer:
        source = {"autoDeploymentsEnabled": takes, "imageRepository": {"imageIdentifier": IMAGE}}
        service = aws(
            "apprunner/service", "s", sourceConfiguration=source, instanceConfiguration={"instanceRoleArn": ROLE}
        )
        strong = role("b", "tasks.apprunner.amazonaws.com", **ADMINISTRATOR)
        return judge_stack(no_path_to_more_rights, role("a"), may("a", allow("ecr:PutImage", on)), strong, service)

    for says in (True, "true", None):
        assert messages(judged(says))
    for says in (False, "false", Secret("false")):
        assert passes(judged(says))
    assert not judged(UNKNOWN).problems
    assert unknowns(judged(UNKNOWN)) == ["sourceConfiguration.autoDeploymentsEnabled"]
    assert passes(judged(UNKNOWN, on=f"{REPOSITORY}-other"))


@pytest.mark.parametrize(
    ("other", "is_fixed"),
    [
        (repository("IMMUTABLE"), True),
        (repository("IMMUTABLE_WITH_EXCLUSION", "dev*"), True),
        (repository("IMMUTABLE_WITH_EXCLUSION", "v*"), False),
        (repository("MUTABLE_WITH_EXCLUSION", "v*"), True),
        (repository("MUTABLE_WITH_EXCLUSION", "dev*"), False),
        (native("ecr:Repository", "r", repositoryName="team/api", imageTagMutability="IMMUTABLE"), True),
        (native("ecr:Repository", "r", repositoryName="other", imageTagMutability="IMMUTABLE"), False),
    ],
)
def test_a_repository_says_whether_its_tags_move(other: Resource, *, is_fixed: bool) -> None:
    assert images_of(task(IMAGE), other) == ([] if is_fixed else [REPOSITORY])


START = "#!/bin/bash\naws --region eu-west-1 s3 cp --quiet s3://boot/web/start.sh /tmp/start.sh && sh /tmp/start.sh\n"


@pytest.mark.parametrize(
    "workload",
    [
        machine(START),
        machine(base64.b64encode(START.encode()).decode(), "userDataBase64"),
        aws("ec2/launchTemplate", "l", userData=base64.b64encode(gzip.compress(START.encode())).decode()),
        native("ec2:LaunchTemplate", "l", launchTemplateData={"userData": base64.b64encode(START.encode()).decode()}),
    ],
)
def test_a_machine_copies_its_script_when_it_starts(workload: Resource) -> None:
    assert list(scripts_of(workload)) == ["arn:*:s3:::boot/web/start.sh"]


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("aws s3 sync s3://boot/web/ /opt", ["arn:*:s3:::boot/web/daypass-probe"]),
        ("aws s3 cp s3://boot/a.sh - | bash", ["arn:*:s3:::boot/a.sh"]),
        ("aws s3 cp /var/log/boot.log s3://logs/boot.log", []),
        ("aws s3 cp s3://boot/$STAGE/a.sh /tmp", []),
        ("echo s3://boot/a.sh", []),
    ],
)
def test_what_it_uploads_or_only_mentions_is_no_code(script: str, found: list[str]) -> None:
    assert list(scripts_of(machine(script))) == found


def test_what_builds_find_in_a_cache_they_run() -> None:
    for location in ("ci-cache/node", "ci-cache/node/"):
        build = aws("codebuild/project", "release", cache={"type": "S3", "location": location})
        assert list(caches_of(build)) == ["arn:*:s3:::ci-cache/node/daypass-probe"]
    assert list(caches_of(aws("codebuild/project", "release", cache={"type": "LOCAL", "modes": ["LOCAL"]}))) == []
    cache = {"type": "S3", "location": "ci-cache/node"}
    build = aws("codebuild/project", "r", name="r", serviceRole=ROLE, cache=cache)
    strong = role("b", "codebuild.amazonaws.com", **ADMINISTRATOR)
    for place, is_told in (("arn:aws:s3:::ci-cache/*", True), ("arn:aws:s3:::ci-cache/docs/*", False)):
        found = judge_stack(no_path_to_more_rights, role("a"), may("a", allow("s3:PutObject", place)), build, strong)
        assert any("(codebuild-x05: s3:PutObject)" in text for text in messages(found)) is is_told


def test_a_build_that_writes_the_cache_of_another_has_its_secrets_whatever_they_are_called() -> None:
    cache = {"type": "S3", "location": "ci-cache/web"}
    tags = {"daypass:class": "pipeline", "daypass:owner": "shop"}
    for right, is_told in (("secretsmanager:GetSecretValue", True), ("codebuild:CreateReport", False)):
        found = judge_stack(
            no_path_to_more_rights,
            *(role(name, "codebuild.amazonaws.com", tags=tags) for name in ("web-test", "web-release")),
            may("web-test", allow("s3:PutObject", "arn:aws:s3:::ci-cache/web/*")),
            may("web-release", allow(right, "arn:aws:secretsmanager:eu-west-1:111122223333:secret:web/signing")),
            *(
                aws("codebuild/project", name, name=name, serviceRole=f"{ARN}role/{name}", cache=cache)
                for name in ("web-test", "web-release")
            ),
        )
        assert (
            any(text.startswith("role 'web-test' leads to role 'web-release'") for text in messages(found)) is is_told
        )


DIGEST = "bb54068aea85faa7e487530083366be9962390af822e4c71ef1aca7033c83e66"
COPIES = "aws s3 cp s3://boot/a.sh /opt/a.sh\n"


@pytest.mark.parametrize(
    ("checks", "is_held"),
    [
        (f'set -euo pipefail\n{COPIES}echo "{DIGEST}  /opt/a.sh" | sha256sum --check --strict -', True),
        (f'set -e\n{COPIES}echo "{DIGEST} */opt/a.sh" \\\n | shasum -a 256 -c', True),
        (f'{COPIES}echo "{DIGEST}  /opt/a.sh" | sha256sum -c || exit 1', True),
        (f'#!/bin/bash -e\n{COPIES}echo "{DIGEST}  /opt/a.sh" | sha256sum -c', True),
        (f'set -o errexit\n{COPIES}echo "{DIGEST}  /opt/a.sh" | sha256sum -c', True),
        (f'{COPIES}echo "{DIGEST}  /opt/a.sh" | sha256sum --check', False),
        (f'set -e\n{COPIES}echo "{DIGEST}  /opt/b.sh" | sha256sum --check', False),
        (f'set -e\n{COPIES}# echo "{DIGEST}  /opt/a.sh" | sha256sum --check', False),
        (f'set -e\n{COPIES}echo "{DIGEST}  /opt/a.sh"\nsha256sum /opt/a.sh', False),
        (f"set -e\n{COPIES}aws s3 cp s3://boot/a.sh.sha256 /opt\nsha256sum -c /opt/a.sh.sha256", False),
        (f'set -e\n{COPIES}echo "{DIGEST}  /opt/a.sh" | sha256sum -c || true', False),
        (f'set -e\n{COPIES}set +e\necho "{DIGEST}  /opt/a.sh" | sha256sum -c', False),
        (f'set -e\n{COPIES}echo "{DIGEST}  /srv/a.sh" | sha256sum -c', False),
        (f'set -e\n{COPIES}echo "{DIGEST}  /opt/b" | sha256sum -c\ndocker run x@sha256:{DIGEST} /opt/a.sh', False),
        (f'set -e\n{COPIES}bash /opt/a.sh\necho "{DIGEST}  /opt/a.sh" | sha256sum -c', False),
        (f'set -e\n{COPIES}echo "{DIGEST}  /opt/a.sh" | sha256sum -c\n{COPIES}', False),
        (f'set -e\naws s3 cp s3://boot/a.sh /{DIGEST}/a.sh\necho "{DIGEST}  /opt/a.sh" | sha256sum -c', False),
    ],
    ids=[
        *("checked", "shasum", "exits", "strict shell", "long option", "goes on", "another", "only said", "only shown"),
        *(
            "a digest that is fetched too",
            "no matter",
            "switched off",
            "another of its name",
            "of an image",
            "run before",
        ),
        *("fetched again", "a place in the bucket"),
    ],
)
def test_a_script_whose_digest_is_written_down_is_nobodys_to_change(checks: str, *, is_held: bool) -> None:
    assert ("arn:*:s3:::boot/a.sh" in scripts_of(machine(checks))) is not is_held


def told(action: Any, resource: str, *others: Resource, **strong: Any) -> list[str]:
    made = role("b", "ecs-tasks.amazonaws.com", "ec2.amazonaws.com", **strong)
    given = may("a", allow(action, resource))
    found = messages(judge_stack(no_path_to_more_rights, role("a"), given, made, *others))
    return [text for text in found if "'a'" in text]


def test_whoever_pushes_the_image_of_an_administrator_may_act_as_it() -> None:
    (message,) = told("ecr:PutImage", REPOSITORY, task(IMAGE), **ADMINISTRATOR)
    assert message.startswith("role 'a' may act as role 'b', which may do everything: role 'a' may make task 't' ")
    assert "(ecr-x01: ecr:PutImage)" in message
    assert not told("ecr:PutImage", f"{REPOSITORY}-base", task(IMAGE), **ADMINISTRATOR)
    assert not told("ecr:BatchGetImage", REPOSITORY, task(IMAGE), **ADMINISTRATOR)
    assert not told("ecr:PutImage", REPOSITORY, task(IMAGE), repository("IMMUTABLE"), **ADMINISTRATOR)


@pytest.mark.parametrize("frees", ["ecr:PutImageTagMutability", "ecr:BatchDeleteImage", "ecr:PutImage*", "ecr:Batch*"])
def test_a_tag_that_stays_is_moved_by_who_may_free_it(frees: str) -> None:
    (message,) = told(["ecr:PutImage", frees], REPOSITORY, task(IMAGE), repository("IMMUTABLE"), **ADMINISTRATOR)
    assert "role 'a' may make task 't' do something else (ecr-x0" in message
    assert not told(
        ["ecr:PutImage", frees], f"{REPOSITORY}-base", task(IMAGE), repository("IMMUTABLE"), **ADMINISTRATOR
    )
    by_digest = task(f"{HOST}/team/api@sha256:{'a' * 64}")
    assert not told(["ecr:PutImage", frees], REPOSITORY, by_digest, repository("IMMUTABLE"), **ADMINISTRATOR)


@pytest.mark.parametrize(
    "actions",
    [
        ["ecr:PutImage", "ecr:PutImageScanningConfiguration", "ecr:BatchGetImage"],
        ["ecr:PutImageTagMutability", "ecr:BatchDeleteImage"],
    ],
    ids=["frees nothing", "pushes nothing"],
)
def test_a_tag_that_stays_is_moved_by_nobody_else(actions: list[str]) -> None:
    assert not told(actions, REPOSITORY, task(IMAGE), repository("IMMUTABLE"), **ADMINISTRATOR)


def test_a_pipeline_that_pushes_what_its_own_ordinary_task_runs_is_quiet() -> None:
    assert not told("ecr:PutImage", REPOSITORY, task(IMAGE))


def test_whoever_writes_the_script_of_an_administrator_may_act_as_it() -> None:
    profile = aws("iam/instanceProfile", "p", name="p", role="b")
    (message,) = told("s3:PutObject", "arn:aws:s3:::boot/*", machine(START), profile, **ADMINISTRATOR)
    assert "(s3-x01: s3:PutObject)" in message
    assert not told("s3:PutObject", "arn:aws:s3:::boot/db/*", machine(START), profile, **ADMINISTRATOR)


def test_whoever_writes_the_policy_of_where_the_code_is_kept_lets_themselves_write_it() -> None:
    profile = aws("iam/instanceProfile", "p", name="p", role="b")
    of_bucket = "s3:PutBucketPolicy", "arn:aws:s3:::boot"
    assert "(s3-x02: s3:PutBucketPolicy)" in only(told(*of_bucket, machine(START), profile, **ADMINISTRATOR))
    assert not told("s3:PutBucketPolicy", "arn:aws:s3:::boot/*", machine(START), profile, **ADMINISTRATOR)
    of_images = "ecr:SetRepositoryPolicy", REPOSITORY
    assert "(ecr-x04: ecr:SetRepositoryPolicy)" in only(told(*of_images, task(IMAGE), **ADMINISTRATOR))
    assert not told("ecr:SetRepositoryPolicy", f"{REPOSITORY}-base", task(IMAGE), **ADMINISTRATOR)
    assert not told(*of_images, task(IMAGE), repository("IMMUTABLE"), **ADMINISTRATOR)


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret(IMAGE), [{"image": 7}], [UNKNOWN]])
def test_no_shape_breaks_it(odd: Any) -> None:
    assert images_of(aws("ecs/taskDefinition", "t", containerDefinitions=odd)) == []
    assert images_of(aws("apprunner/service", "s", sourceConfiguration=odd)) == []
    assert list(scripts_of(aws("ec2/instance", "i", userData=odd))) == []


def test_each_place_of_an_image_is_of_something_that_runs_as_a_role() -> None:
    assert set(image_places()) <= set(role_consumers())
    assert all(place.source.startswith("https://") for places in image_places().values() for place in places)
