"""What is of staging does not reach what is of production over a tailnet; people and shared machines pass."""

import json
from typing import Any

import pytest
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.hujson import hujson_value
from daypass.model.json_text import JsonError
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.tailnet_stays_in_its_environment import tailnet_stays_in_its_environment

TOLD = "tag 'staging-ci' of staging reaches tag 'prod-db' of production"
OWNERS = {"tag:staging-ci": ["autogroup:admin"], "tag:prod-db": ["autogroup:admin"]}


def judged(text: Any) -> Answer:
    return judge(tailnet_stays_in_its_environment, Resource.of("tailscale:index/acl:Acl", "acl", acl=text))


def said(section: str, src: str, dst: str, **more: Any) -> str:
    rule = {"src": [src], "dst": [dst], **({} if section == "grants" else {"action": "accept"})}
    return json.dumps({section: [rule], **more})


@pytest.mark.parametrize(
    "text",
    [
        said("grants", "tag:staging-ci", "tag:prod-db"),
        said("acls", "tag:staging-ci", "tag:prod-db:5432"),
        said("acls", "tag:staging-ci", "tag:prod-db:*"),
        said("ssh", "tag:staging-ci", "tag:prod-db"),
        '{"acls": [{"action": "accept", "users": ["tag:staging-ci"], "ports": ["tag:prod-db:5432"]}]}',
        '{// ours\n"grants": [{"src": ["tag:staging-ci",], /* all */ "dst": ["tag:prod-db"], "ip": ["*"],},],\n}',
        said("grants", "*", "tag:prod-db", tagOwners=OWNERS),
        said("grants", "autogroup:tagged", "tag:prod-db", tagOwners=OWNERS),
        said("acls", "tag:staging-ci", "*:*", tagOwners=OWNERS),
    ],
)
def test_a_runner_of_staging_that_reaches_production_is_told(text: str) -> None:
    assert only(judged(text)) == TOLD


def test_hosts_services_and_sets_count_by_their_names() -> None:
    hosts = {"prod-net": "10.0.0.0/16"}
    assert only(judged(said("acls", "tag:staging-ci", "prod-net:*", hosts=hosts))).endswith(
        "host 'prod-net' of production"
    )
    assert only(judged(said("grants", "tag:staging-ci", "svc:prod-db"))).endswith("service 'prod-db' of production")
    assert passes(judged(said("acls", "tag:staging-ci", "prod-net:*")))


def test_who_may_take_a_tag_of_production_is_told() -> None:
    found = only(judged(json.dumps({"tagOwners": {"tag:prod-db": ["tag:staging-ci", "group:dba"]}})))
    assert found == "tag 'staging-ci' of staging may call itself tag 'prod-db' of production"


def test_production_that_reaches_staging_is_less() -> None:
    (problem,) = judged(said("grants", "tag:prod-app", "tag:staging-db")).problems
    assert problem.severity == "medium"


@pytest.mark.parametrize(
    "text",
    [
        said("grants", "tag:staging-ci", "tag:staging-db"),
        said("grants", "tag:prod-app", "tag:prod-db"),
        said("grants", "tag:monitoring", "tag:prod-db"),
        said("grants", "group:staging-admins", "tag:prod-db"),
        said("grants", "anna@acme.example", "tag:prod-db"),
        said("acls", "*", "*:*"),
        json.dumps({"tests": [{"src": "tag:staging-ci", "deny": ["tag:prod-db:5432"]}]}),
        json.dumps({"acls": [{"action": "drop", "src": ["tag:staging-ci"], "dst": ["tag:prod-db:*"]}]}),
        "{}",
    ],
)
def test_what_stays_in_its_environment_passes(text: str) -> None:
    assert passes(judged(text))


def test_a_secret_policy_is_told_without_its_words() -> None:
    text = json.dumps({"grants": [{"src": ["tag:staging-ci", "tag:staging-x"], "dst": ["tag:prod-db"]}]})
    assert messages(judged(Secret(text))) == ["tag of staging reaches tag of production"]


@pytest.mark.parametrize("text", [UNKNOWN, "{", "[]", '{"a": 1, "a": 2}'])
def test_what_is_not_known_or_no_policy_leaves_it_open(text: Any) -> None:
    assert unknowns(judged(text)) == ["acl"]


def test_texts_keep_what_looks_like_a_comment() -> None:
    assert hujson_value('{"a": "http://x, ]", "b": [1, 2,], /* , */}') == {"a": "http://x, ]", "b": [1, 2]}
    for broken in ("[,]", '{"a', '{"a": 1} /* to be', "[1] /"):
        with pytest.raises(JsonError):
            hujson_value(broken)
