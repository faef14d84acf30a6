"""Who writes the source bundle of a version of Elastic Beanstalk decides what the environment with it runs."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.steering.machines.bundles import Bundles
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BUNDLE = "arn:aws:s3:::bundles/shop/7.zip"
STRONG = (
    role("b", "ec2.amazonaws.com", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"]),
    aws("iam/instanceProfile", "p", name="p", role="b"),
)
ASKS = {"Condition": {"Null": {"s3:if-none-match": "false"}}}


def version(**inputs: Any) -> Resource:
    said = {"name": "shop-7", "application": "shop", "bucket": "bundles", "key": "shop/7.zip"}
    return aws("elasticbeanstalk/applicationVersion", "v", **{**said, **inputs})


def environment(**inputs: Any) -> Resource:
    settings = [{"namespace": "aws:autoscaling:launchconfiguration", "name": "IamInstanceProfile", "value": "p"}]
    said = {"name": "web", "application": "shop", "version": "shop-7", "settings": settings}
    return aws("elasticbeanstalk/environment", "web", **{**said, **inputs})


def judged(*made: Resource, given: tuple[dict[str, Any], ...] = (allow("s3:PutObject", BUNDLE),)) -> Answer:
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *given), *STRONG, *made)


def test_whoever_writes_the_bundle_acts_as_the_machines_of_the_environment() -> None:
    text = only(judged(version(), environment()))
    assert text.startswith("role 'a' may act as role 'b'")
    assert "may make Elastic Beanstalk environment 'web' do something else (s3-x01: s3:PutObject)" in text
    assert only(judged(version(), environment(), given=(allow("s3:PutBucketPolicy", "arn:aws:s3:::bundles"),)))


def test_the_other_provider_says_so_in_other_words() -> None:
    bundle = {"s3Bucket": "bundles", "s3Key": "shop/7.zip"}
    of = native("elasticbeanstalk:ApplicationVersion", "v", applicationName="shop", awsId="shop-7", sourceBundle=bundle)
    settings = [{"namespace": "x", "optionName": "IamInstanceProfile", "value": "p"}]
    said = {"applicationName": "shop", "versionLabel": "shop-7", "optionSettings": settings}
    assert only(judged(of, native("elasticbeanstalk:Environment", "web", **said)))


@pytest.mark.parametrize(
    "given",
    [
        (allow("s3:PutObject", "arn:aws:s3:::bundles/docs/*"),),
        (allow("s3:GetObject", BUNDLE),),
        (allow("s3:PutObject", "arn:aws:s3:::bundles/*"), deny("s3:PutObject", "arn:aws:s3:::bundles/shop/*")),
        (allow("s3:PutObject", BUNDLE, **ASKS),),
    ],
    ids=["elsewhere", "reads", "denied", "new ones alone"],
)
def test_who_may_not_replace_it_changes_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(version(), environment(), given=given))


@pytest.mark.parametrize(
    "made",
    [
        (version(), environment(version="shop-8")),
        (version(), environment(version=None)),
        (version(application="blog"), environment()),
        (version(key="shop/8.zip"), environment()),
        (environment(),),
    ],
    ids=["another version", "none", "another application", "another bundle", "not of the stack"],
)
def test_what_the_environment_does_not_run_is_nothing_to_it(made: tuple[Resource, ...]) -> None:
    assert passes(judged(*made))


def test_in_a_preview_the_version_is_what_the_environment_depends_on() -> None:
    waiting = replace(environment(version=UNKNOWN), property_dependencies={"version": (version().urn,)})
    assert only(judged(version(name=UNKNOWN), waiting))
    other = replace(version(), urn=f"{version().urn}-2")
    both = replace(waiting, property_dependencies={"version": (version().urn, other.urn)})
    answer = judged(version(), other, both)
    assert messages(answer) == []
    assert unknowns(answer) == ["version"]


def test_a_bundle_that_is_not_known_yet_may_be_any() -> None:
    answer = judged(version(bucket=UNKNOWN), environment())
    assert messages(answer) == []
    assert unknowns(answer) == ["bucket"]
    assert passes(judged(version(bucket=UNKNOWN), environment(), given=(allow("s3:GetObject", BUNDLE),)))


def test_of_two_versions_of_one_label_that_of_the_own_application_counts() -> None:
    of_blog = replace(version(application="blog", key="blog/7.zip"), urn=f"{version().urn}-blog")
    found = Bundles(Stack((version(), of_blog, environment()))).of(environment())
    assert [one.arn for one in found] == ["arn:*:s3:::bundles/shop/7.zip"]


@pytest.mark.parametrize("odd", [7, [], {}, "", None])
def test_odd_shapes_are_nobodys(odd: Any) -> None:
    stack = Stack((version(name=odd, application=odd), environment(version=odd)))
    assert list(Bundles(stack).of(environment(version=odd))) == []
