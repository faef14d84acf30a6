"""Who decides what an image of Image Builder holds acts as the machines that boot it, also by a newer version."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"arn:aws:imagebuilder:eu-west-1:{ACCOUNT}:"
MAKES = allow("imagebuilder:CreateComponent", f"{HERE}component/*")
WRITES = allow("s3:PutObject", "arn:aws:s3:::tools/*")
STRONG = (
    role("b", "ec2.amazonaws.com", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"]),
    aws("iam/instanceProfile", "p", name="p", role="b"),
)
FETCHES = "phases:\n  - name: build\n    steps:\n      - name: a\n        action: S3Download\n        inputs:\n"
COMPONENT = aws(
    "imagebuilder/component",
    "harden",
    name="harden",
    version="2.1.0",
    arn=f"{HERE}component/harden/2.1.0/1",
    data=f"{FETCHES}          - source: s3://tools/run.sh\n            destination: /opt/run.sh\n",
)


def recipe(component: str = "component/harden/2.x.x", where: str = HERE) -> Resource:
    arn = f"{HERE}image-recipe/golden/1.0.0"
    named = [{"componentArn": f"{where}{component}"}]
    return aws("imagebuilder/imageRecipe", "golden", name="golden", version="1.0.0", arn=arn, components=named)


def pipeline(kind: str = "imagebuilder/imagePipeline", **inputs: Any) -> Resource:
    said = {
        "imageRecipeArn": f"{HERE}image-recipe/golden/1.0.0",
        "infrastructureConfigurationArn": f"{HERE}infrastructure-configuration/golden",
        "distributionConfigurationArn": f"{HERE}distribution-configuration/golden",
    }
    return aws(kind, "nightly", **{**said, **inputs})


def distribution(**says: Any) -> Resource:
    into = says or {"launchTemplateConfigurations": [{"launchTemplateId": "lt-1"}]}
    arn = f"{HERE}distribution-configuration/golden"
    return aws("imagebuilder/distributionConfiguration", "golden", name="golden", arn=arn, distributions=[into])


def template(**inputs: Any) -> Resource:
    made = aws("ec2/launchTemplate", "web", **{"name": "web", "iamInstanceProfile": {"name": "p"}, **inputs})
    return replace(made, id="lt-1")


def scaling(version: str | None = "$Default") -> Resource:
    return aws("autoscaling/group", "web", name="web", launchTemplate={"id": "lt-1", "version": version})


BUILT = (COMPONENT, recipe(), pipeline(), distribution())
INFRASTRUCTURE = aws(
    "imagebuilder/infrastructureConfiguration",
    "build",
    name="golden",
    arn=f"{HERE}infrastructure-configuration/golden",
    instanceProfileName="p",
)


def judged(*made: Resource, given: tuple[dict[str, Any], ...] = (MAKES,)) -> Answer:
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *given), *STRONG, *made)


def test_who_makes_a_newer_version_of_a_component_acts_as_what_boots_the_image() -> None:
    text = only(judged(*BUILT, template()))
    assert "may make launch template 'web' do something else (imagebuilder-x05: imagebuilder:CreateComponent)" in text
    assert "imagebuilder-x05" in only(judged(*BUILT[:3], INFRASTRUCTURE))


def test_who_writes_what_a_component_downloads_acts_as_what_boots_the_image() -> None:
    text = only(judged(*BUILT, template(), given=(WRITES,)))
    assert "may make launch template 'web' do something else (s3-x01: s3:PutObject)" in text


@pytest.mark.parametrize(
    "given",
    [
        (allow("imagebuilder:CreateComponent", f"{HERE}component/wallpaper/*"),),
        (allow("imagebuilder:CreateComponent", f"{HERE}component/harden/3.*"),),
        (allow("imagebuilder:GetComponent", "*"),),
        (MAKES, deny("imagebuilder:CreateComponent", f"{HERE}component/harden/*")),
    ],
    ids=["another", "other versions", "reads", "denied"],
)
def test_who_may_make_no_newer_one_of_that_name_changes_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*BUILT, template(), given=given))


@pytest.mark.parametrize(
    ("component", "where"),
    [
        ("component/harden/2.1.0/1", HERE),
        ("component/harden/2.1.0", HERE),
        ("component/update-linux/x.x.x", HERE.replace(ACCOUNT, "aws")),
        ("component/harden/x.x.x", HERE.replace(ACCOUNT, "444455556666")),
        ("component/x.x.x", HERE),
    ],
    ids=["build", "version", "of AWS", "of another account", "odd"],
)
def test_a_version_that_is_named_as_a_whole_or_is_somebody_elses_stays_what_it_is(component: str, where: str) -> None:
    assert passes(judged(COMPONENT, recipe(component, where), pipeline(), distribution(), template()))


@pytest.mark.parametrize(
    ("kind", "property_", "path"),
    [
        ("image-recipe", "imageRecipeArn", "imagebuilder-x06: imagebuilder:CreateImageRecipe"),
        ("container-recipe", "containerRecipeArn", "imagebuilder-x07: imagebuilder:CreateContainerRecipe"),
    ],
)
def test_a_recipe_may_be_named_in_part_too(kind: str, property_: str, path: str) -> None:
    action = path.partition(" ")[2]
    newest = pipeline(**{"imageRecipeArn": None, property_: f"{HERE}{kind}/golden/1.x.x"})
    given = (allow(action, f"{HERE}{kind}/golden/*"),)
    assert path in only(judged(newest, INFRASTRUCTURE, given=given))
    fixed = pipeline(**{"imageRecipeArn": None, property_: f"{HERE}{kind}/golden/1.0.0"})
    assert passes(judged(fixed, INFRASTRUCTURE, given=given))


@pytest.mark.parametrize(
    "starts", [(), (scaling(),), (scaling(None),), (scaling("$Latest"),), (scaling("3"), scaling())]
)
def test_the_next_version_of_a_template_is_mostly_the_default_one(starts: tuple[Resource, ...]) -> None:
    assert only(judged(*BUILT, template(), *(replace(one, urn=f"{one.urn}-{at}") for at, one in enumerate(starts))))


@pytest.mark.parametrize("key", ["default", "setDefaultVersion"])
def test_what_does_not_become_the_default_one_is_started_as_the_latest_alone(key: str) -> None:
    kept = distribution(launchTemplateConfigurations=[{"launchTemplateId": "lt-1", key: False}])
    for starts in ((), (scaling(),), (scaling("3"),)):
        assert passes(judged(*BUILT[:3], kept, template(), *starts))
    assert only(judged(*BUILT[:3], kept, template(), scaling("$Latest")))
    assert passes(judged(*BUILT, template(), scaling("3")))


def test_what_is_distributed_elsewhere_is_nothing_to_a_template() -> None:
    other = distribution(launchTemplateConfigurations=[{"launchTemplateId": "lt-2"}])
    assert passes(judged(*BUILT[:3], other, template()))
    assert passes(judged(*BUILT[:3], template()))
    assert passes(judged(*BUILT[:2], pipeline(distributionConfigurationArn=None), BUILT[3], template()))


def test_a_machine_takes_the_image_that_is_written_into_its_parameter() -> None:
    named = distribution(ssmParameterConfigurations=[{"parameterName": "/golden/web"}])
    assert "imagebuilder-x05" in only(judged(*BUILT[:3], named, template(imageId="resolve:ssm:/golden/web")))
    assert passes(judged(*BUILT[:3], named, template(imageId="resolve:ssm:/golden/db")))


def test_a_machine_boots_the_image_that_its_stack_makes() -> None:
    image = pipeline("imagebuilder/image")
    host = aws("ec2/instance", "web", ami=UNKNOWN, iamInstanceProfile="p")
    assert only(judged(COMPONENT, recipe(), image, replace(host, property_dependencies={"ami": (image.urn,)})))
    assert passes(judged(COMPONENT, recipe(), image, host))


def test_the_other_provider_distributes_alike() -> None:
    raw = distribution().inputs.raw
    given = native("imagebuilder:DistributionConfiguration", "golden", **raw)
    built = native("imagebuilder:ImagePipeline", "nightly", **pipeline().inputs.raw)
    assert only(judged(COMPONENT, recipe(), built, given, template()))


def test_a_distribution_that_is_not_known_yet_is_what_the_pipeline_depends_on() -> None:
    waiting = replace(
        pipeline(distributionConfigurationArn=UNKNOWN),
        property_dependencies={"distributionConfigurationArn": (distribution().urn,)},
    )
    assert only(judged(COMPONENT, recipe(), waiting, distribution(), template()))
    other = aws("imagebuilder/distributionConfiguration", "x", name="x", arn=f"{HERE}distribution-configuration/x")
    both = {"distributionConfigurationArn": (distribution().urn, other.urn)}
    answer = judged(
        COMPONENT, recipe(), replace(waiting, property_dependencies=both), distribution(), other, template()
    )
    assert messages(answer) == []
    assert unknowns(answer) == ["distributionConfigurationArn"]


@pytest.mark.parametrize("odd", [7, [], {}, "", "x", None, [7], [{"launchTemplateId": 7}]])
def test_odd_shapes_are_nobodys(odd: Any) -> None:
    says = distribution(launchTemplateConfigurations=odd, ssmParameterConfigurations=odd)
    assert passes(judged(*BUILT[:3], says, template(imageId=7)))


RELEASES = (allow("imagebuilder:CreateComponent", f"{HERE}component/harden/*"),)


def secrets_of(
    builder: str, maker: str, *, version: str = "x.x.x", given: tuple[dict[str, Any], ...] = RELEASES
) -> Any:
    """What is told where a builder that reads a secret takes the component, and a pipeline makes that."""
    made = (
        role(builder, "ec2.amazonaws.com"),
        may(
            builder, allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:lic-a")
        ),
        aws("iam/instanceProfile", "p", name="p", role=builder),
        role(maker, tags={"daypass:class": "pipeline"}),
        may(maker, *given),
        *(COMPONENT, recipe(f"component/harden/{version}"), pipeline(), replace(INFRASTRUCTURE, name="golden")),
    )
    return messages(judge_stack(no_path_to_more_rights, *made))


@pytest.mark.parametrize("maker", ["harden-ci", "golden-harden-ci", "sensors-ci"])
def test_who_makes_a_component_as_another_has_the_secrets_of_who_takes_any_version(maker: str) -> None:
    told = secrets_of("golden-build", maker)
    assert "which may secretsmanager:GetSecretValue" in only(told)
    assert "imagebuilder-x05" in only(told)
    assert not secrets_of("golden-build", maker, version="2.1.0/1")


@pytest.mark.parametrize(("builder", "maker"), [("golden-build", "golden-ci"), ("harden-build", "harden-ci")])
def test_who_makes_the_images_makes_components_for_them(builder: str, maker: str) -> None:
    assert not secrets_of(builder, maker)
