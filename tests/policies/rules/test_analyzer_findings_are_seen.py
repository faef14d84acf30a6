"""Archive rules that put aside whatever is found of a kind are told; those that name what is known are not."""

from typing import Any

import pytest
from tests.support.grants import aws
from tests.support.roles import judged, problems

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.analyzer_findings_are_seen import analyzer_findings_are_seen as rule

PUBLIC = {"criteria": "isPublic", "eqs": ["true"]}
KIT = "arn:aws:s3:::acme-press-kit"


def archive(*filters: Any) -> Resource:
    return aws("accessanalyzer/archiveRule", "quiet", analyzerName="all", ruleName="quiet", filters=[*filters])


def native(*criteria: dict[str, Any]) -> Resource:
    archives = [{"ruleName": "quiet", "filter": [*criteria]}]
    return Resource.of("aws-native:accessanalyzer:Analyzer", "all", type="ACCOUNT", archiveRules=archives)


@pytest.mark.parametrize(
    "filters",
    [
        [PUBLIC],
        [{"criteria": "resourceType", "eqs": ["AWS::IAM::Role"]}, PUBLIC],
        [{"criteria": "findingType", "eqs": ["UnusedIAMRole"]}],
        [{"criteria": "resource", "contains": ["arn:aws:s3:::"]}],
        [{"criteria": "resource", "contains": ["arn:aws:iam::111122223333:role/"]}],
        [{"criteria": "principal.AWS", "eqs": ["*"]}],
        [{"criteria": "principal.AWS", "neqs": ["444455556666"]}],
        [{"criteria": "condition.aws:PrincipalOrgID", "exists": "true"}],
    ],
)
def test_a_kind_is_told(filters: list[Any]) -> None:
    (told,) = problems(rule, archive(*filters))
    assert told.message.startswith("archive rule 'quiet' puts aside whatever is found of a kind: it asks for ")


@pytest.mark.parametrize(
    "known",
    [
        {"criteria": "resource", "eqs": [KIT]},
        {"criteria": "resource", "contains": ["press-kit"]},
        {"criteria": "principal.AWS", "eqs": ["444455556666"]},
        {"criteria": "principal.Federated", "contains": ["token.actions.githubusercontent.com"]},
        {"criteria": "condition.aws:PrincipalOrgID", "eqs": ["o-a1b2c3d4e5"]},
    ],
)
def test_what_is_known_may_be_put_aside(known: dict[str, Any]) -> None:
    assert not problems(rule, archive(PUBLIC, known))
    assert not problems(rule, archive(UNKNOWN, known))


def test_the_native_analyzer_has_its_rules_within() -> None:
    (told,) = problems(rule, native({"property": "isPublic", "eq": ["true"]}))
    assert (told.at, told.key) == ("archiveRules[0]", "quiet")
    assert not problems(rule, native({"property": "resource", "eq": [KIT]}))


@pytest.mark.parametrize("filters", [[PUBLIC, UNKNOWN], [{"criteria": "resource", "eqs": [UNKNOWN]}], [UNKNOWN]])
def test_what_is_unknown_may_name_something(filters: list[Any]) -> None:
    found, unknown = judged(rule, archive(*filters))
    assert (found, unknown) == ([], ["filters"])


def test_a_secret_is_not_repeated() -> None:
    (told,) = problems(rule, archive(Secret({"criteria": "isPublic", "eqs": ["true"]})))
    assert "isPublic" not in told.message
