"""Who builds on infrastructure, signs in as a user or opens a profile that is there acts as its role."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, graph, inner, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages

from daypass.graph.becoming.steering.builds import builds_of
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
SERVICES = ("ec2.amazonaws.com", "transfer.amazonaws.com", "sagemaker.amazonaws.com")
STRONG = role("strong", *SERVICES, **ADMINISTRATOR)
PROFILE = aws("iam/instanceProfile", "strong", name="strong", role="strong")


def told(*made: Resource, given: tuple[dict[str, Any], ...]) -> list[str]:
    found = judge_stack(no_path_to_more_rights, role("a"), may("a", *given), STRONG, PROFILE, *made)
    return [text for text in messages(found) if "'a'" in text]


def reached(*made: Resource, given: tuple[dict[str, Any], ...]) -> list[tuple[str, bool]]:
    found = inner(graph(role("a"), may("a", *given), STRONG, PROFILE, *made), "a")
    return [(edge.target.name, edge.is_certain) for edge in found if edge.how == "code"]


# Image Builder


IMAGES = f"arn:aws:imagebuilder:eu-west-1:{ACCOUNT}"
BUILDS = ("imagebuilder:CreateComponent", "imagebuilder:CreateImageRecipe", "imagebuilder:CreateImage")
PIPES = (*BUILDS[:2], "imagebuilder:CreateImagePipeline", "imagebuilder:StartImagePipelineExecution")
CHANGES = (*BUILDS[:2], "imagebuilder:UpdateImagePipeline", "imagebuilder:StartImagePipelineExecution")
WAYS = [(BUILDS, "imagebuilder-x02"), (PIPES, "imagebuilder-x03"), (CHANGES, "imagebuilder-x04")]


def infrastructure(**inputs: Any) -> Resource:
    said = {"name": "build", "instanceProfileName": "strong", "arn": f"{IMAGES}:infrastructure-configuration/build"}
    return aws("imagebuilder/infrastructureConfiguration", "build", **{**said, **inputs})


OWN = [f"{IMAGES}:{kind}/app-*" for kind in ("component", "image-recipe", "image", "image-pipeline")]


@pytest.mark.parametrize(("actions", "path"), WAYS)
@pytest.mark.parametrize("resource", ["*", OWN])
def test_whoever_builds_an_image_of_their_own_acts_as_the_infrastructure(
    actions: tuple[str, ...], path: str, resource: Any
) -> None:
    given = (allow(list(actions), resource),)
    (message,) = told(infrastructure(), given=given)
    assert message.startswith("role 'a' may act as role 'strong', which may do everything: ")
    assert f"({path}: " in message
    assert reached(infrastructure(), given=given) == [("build", True)]


@pytest.mark.parametrize(
    "given",
    [
        (allow(list(BUILDS[1:])),),
        (allow(list(BUILDS[:2])),),
        (allow([BUILDS[0], BUILDS[2]]),),
        (allow(list(BUILDS), OWN[1:]),),
        (allow(list(BUILDS), OWN[:2]),),
        (allow(list(BUILDS), [one.replace(ACCOUNT, "444455556666") for one in OWN]),),
        (allow(list(BUILDS)), deny("imagebuilder:CreateImage")),
        (allow(list(PIPES[:3])),),
        (allow(list(CHANGES[:3])),),
    ],
)
def test_whoever_lacks_one_of_the_steps_does_not(given: tuple[dict[str, Any], ...]) -> None:
    assert reached(infrastructure(), given=given) == []


# Transfer Family


USERS = f"arn:aws:transfer:eu-west-1:{ACCOUNT}:user"
IMPORTS = (allow("transfer:ImportSshPublicKey", f"{USERS}/s-1/*"),)


def user(**inputs: Any) -> Resource:
    return aws("transfer/user", "bob", **{"serverId": "s-1", "userName": "bob", "role": f"{ARN}role/strong", **inputs})


def by_key(made: Resource, given: tuple[dict[str, Any], ...]) -> list[str]:
    """What is said of the step to the role; that any user of a server is signed in as is another matter."""
    return [text for text in told(made, given=given) if "(transfer-x01: transfer:ImportSshPublicKey)" in text]


@pytest.mark.parametrize(
    "made",
    [
        user(),
        user(arn=f"{USERS}/s-1/bob"),
        user(homeDirectory="/files", homeDirectoryType="PATH"),
        native("transfer:User", "bob", serverId="s-1", userName="bob", role=f"{ARN}role/strong"),
    ],
)
def test_whoever_brings_a_user_a_key_acts_as_its_role(made: Resource) -> None:
    assert len(by_key(made, IMPORTS)) == 1
    assert not by_key(made, (allow("transfer:ImportSshPublicKey", f"{USERS}/s-2/*"),))
    assert not told(made, given=(allow("transfer:ImportSshPublicKey", f"{USERS}/s-1/eve"),))
    assert not told(made, given=(allow("transfer:DescribeUser", f"{USERS}/s-1/*"),))


@pytest.mark.parametrize(
    "made", [user(policy="{}"), user(policy=UNKNOWN), user(policy=Secret("{}")), user(homeDirectoryType="LOGICAL")]
)
def test_a_user_that_is_held_back_from_most_of_its_role_is_quiet(made: Resource) -> None:
    assert not by_key(made, IMPORTS)


# SageMaker


PROFILES = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:user-profile"
OPENS = (allow("sagemaker:CreatePresignedDomainUrl", f"{PROFILES}/d-1/*"),)
LEAD = {"domainId": "d-1", "userProfileName": "lead", "userSettings": {"executionRole": f"{ARN}role/strong"}}


@pytest.mark.parametrize(
    "made",
    [
        aws("sagemaker/userProfile", "lead", **LEAD),
        aws("sagemaker/userProfile", "lead", **LEAD, arn=f"{PROFILES}/d-1/lead"),
        native("sagemaker:UserProfile", "lead", **LEAD),
    ],
)
def test_whoever_opens_the_studio_of_a_profile_acts_as_its_role(made: Resource) -> None:
    (message,) = told(made, given=OPENS)
    assert "(sagemaker-x12: sagemaker:CreatePresignedDomainUrl)" in message
    assert not told(made, given=(allow("sagemaker:CreatePresignedDomainUrl", f"{PROFILES}/d-2/*"),))
    assert not told(made, given=(allow("sagemaker:CreatePresignedDomainUrl", f"{PROFILES}/d-1/intern"),))


@pytest.mark.parametrize(
    ("arn", "is_told"),
    [
        (f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:userProfile/lead", True),
        (f"{PROFILES}/lead", True),
        (f"{PROFILES}/D-1/Lead", False),
        ("lead", True),
        ("", True),
        (UNKNOWN, True),
    ],
    ids=["of a mock", "no domain", "another case", "no arn", "none", "unknown"],
)
def test_an_arn_that_does_not_end_in_its_names_is_made_up_and_its_names_say_more(arn: Any, *, is_told: bool) -> None:
    made = aws("sagemaker/userProfile", "lead", **LEAD, arn=arn)
    assert bool(told(made, given=OPENS)) is is_told
    assert bool(told(made, given=(allow("sagemaker:CreatePresignedDomainUrl", f"{PROFILES}/d-1/lead"),))) is is_told
    assert not told(made, given=(allow("sagemaker:CreatePresignedDomainUrl", f"{PROFILES}/d-1/intern"),))
    assert not told(made, given=(allow("sagemaker:CreatePresignedDomainUrl", f"{PROFILES}/d-2/*"),))


def test_so_does_whoever_puts_a_script_of_their_own_into_it() -> None:
    made, script = aws("sagemaker/userProfile", "lead", **LEAD), allow("sagemaker:CreateStudioLifecycleConfig")
    (message,) = told(made, given=(allow("sagemaker:UpdateUserProfile", f"{PROFILES}/d-1/*"), script))
    assert "(sagemaker-x13: sagemaker:UpdateUserProfile, sagemaker:CreateStudioLifecycleConfig)" in message
    assert not told(made, given=(allow("sagemaker:UpdateUserProfile", f"{PROFILES}/d-1/*"),))
    assert not told(made, given=(allow("sagemaker:UpdateUserProfile", f"{PROFILES}/d-1/intern"), script))


def test_a_role_for_emr_that_a_profile_may_choose_is_not_its_own() -> None:
    chosen = {"emrSettings": {"assumableRoleArns": [f"{ARN}role/strong"]}}
    made = aws("sagemaker/userProfile", "lead", **{**LEAD, "userSettings": {"jupyterLabAppSettings": chosen}})
    assert not told(made, given=OPENS)


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret(""), [7], [UNKNOWN], [[]], {"name": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    assert len(list(builds_of(infrastructure(arn=odd, name=odd)))) == len(WAYS)
    for made in (
        user(serverId=odd, userName=odd, homeDirectoryType=odd),
        aws("sagemaker/userProfile", "lead", **{**LEAD, "domainId": odd, "userProfileName": odd}),
        infrastructure(arn=odd, instanceProfileName=odd),
    ):
        assert isinstance(reached(made, given=(*IMPORTS, *OPENS, allow(list(BUILDS)))), list)
