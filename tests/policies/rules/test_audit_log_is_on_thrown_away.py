"""An exclusion that throws the log of data access away is told; what leaves out less, or is kept elsewhere, is not."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.audit_log_is_on import audit_log_is_on

DATA = 'logName="projects/acme/logs/cloudaudit.googleapis.com%2Fdata_access"'
KINDS = ["project", "folder", "organization", "billingAccount"]


def exclusion(text: Any = DATA, kind: str = "project", **more: Any) -> Resource:
    type_ = f"gcp:logging/{kind}Exclusion:{kind[0].upper()}{kind[1:]}Exclusion"
    return Resource.of(type_, "cost", filter=text, **more)


def sink(kind: str = "project", **said: Any) -> Resource:
    return Resource.of(f"gcp:logging/{kind}Sink:{kind[0].upper()}{kind[1:]}Sink", "sink", **said)


def judged(*resources: Resource) -> Answer:
    return judge_stack(audit_log_is_on, *resources)


@pytest.mark.parametrize("kind", KINDS)
def test_an_exclusion_of_all_of_it_is_told(kind: str) -> None:
    assert only(messages(judged(exclusion(kind=kind)))) == (
        "'cost' throws the audit log of data access away: nobody can say who read what"
    )
    assert passes(judged(exclusion(kind=kind, disabled=True)))


@pytest.mark.parametrize(
    "text",
    [
        'log_id("cloudaudit.googleapis.com/data_access")',
        'LOG_ID("cloudaudit.googleapis.com/data_access") OR log_id("stdout")',
        'logName:"cloudaudit.googleapis.com"',
        "logName:cloudaudit.googleapis.com%2Fdata_access",
        'logName:"cloudaudit.googleapis.com%2Fdata_access" OR severity=DEBUG',
        '(logName="organizations/1/logs/cloudaudit.googleapis.com%2Fdata_access")',
        'protoPayload.@type="type.googleapis.com/google.cloud.audit.AuditLog"',
        f'protoPayload.@type="type.googleapis.com/google.cloud.audit.AuditLog" AND {DATA}',
    ],
)
def test_so_is_every_way_to_say_it(text: str) -> None:
    assert messages(judged(exclusion(text)))
    assert passes(judged(exclusion(f"NOT {text}")))


@pytest.mark.parametrize(
    "more",
    [
        'protoPayload.serviceName="k8s.io"',
        'resource.type="bigquery_dataset"',
        'protoPayload.methodName="storage.objects.list"',
        "sample(insertId, 0.99)",
        'protoPayload.authenticationInfo.principalEmail="service-1@gcp-sa-x.iam.gserviceaccount.com"',
        "severity<ERROR",
    ],
)
def test_what_leaves_out_some_of_it_passes(more: str) -> None:
    assert passes(judged(exclusion(f"{DATA} AND {more}")))
    assert passes(judged(exclusion(f"{DATA}\n{more}")))
    assert passes(judged(exclusion(f"({DATA} OR severity=DEBUG) AND {more}")))


def test_other_logs_may_be_left_out() -> None:
    assert passes(judged(exclusion('logName="projects/acme/logs/stdout"')))
    assert passes(judged(exclusion('logName="projects/acme/logs/cloudaudit.googleapis.com%2Fsystem_event"')))


@pytest.mark.parametrize("kind", KINDS)
def test_the_sink_of_everything_says_it_within_itself(kind: str) -> None:
    said = {
        "name": "_Default",
        "exclusions": [{"name": "a", "filter": "severity=DEBUG"}, {"name": "b", "filter": DATA}],
    }
    (problem,) = judged(sink(kind, **said)).problems
    assert problem.at == "exclusions[1].filter"
    assert passes(judged(sink(kind, **{**said, "name": "siem"})))


@pytest.mark.parametrize("text", ["", None, 'logName:"cloudaudit.googleapis.com"', 'log_id("x/data_access")'])
def test_another_sink_keeps_it(text: str | None) -> None:
    kept = sink("organization", name="audit", **({} if text is None else {"filter": text}))
    assert passes(judged(exclusion(), kept))


def test_a_sink_of_something_else_or_one_that_is_off_does_not() -> None:
    assert messages(judged(exclusion(), sink(name="a", filter='logName:"cloudaudit.googleapis.com%2Factivity"')))
    assert messages(judged(exclusion(), sink(name="a", filter="severity>=ERROR")))
    assert any("throws" in text for text in messages(judged(exclusion(), sink(name="a", filter="", disabled=True))))


def test_what_is_not_known_leaves_it_undecided() -> None:
    assert unknowns(judged(exclusion(UNKNOWN))) == ["filter"]
    assert unknowns(judged(exclusion(disabled=UNKNOWN))) == ["disabled"]
    assert unknowns(judged(sink(name="_Default", exclusions=UNKNOWN))) == ["exclusions"]
    assert "filter" in unknowns(judged(exclusion(), sink(name="a", filter=UNKNOWN)))
    assert not messages(judged(exclusion(), sink(name="a", filter=UNKNOWN)))
