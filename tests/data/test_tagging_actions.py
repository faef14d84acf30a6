"""The table of actions that set tags is what its reader takes it for."""

import re

from daypass.data.escalation_paths import escalation_paths
from daypass.data.table import read_table
from daypass.data.tagging_actions import tagging_action, tagging_actions

_WITHOUT_TAGS = {"account", "cloudformation", "codebuild", "identitystore", "sso-directory", "iam"}
"""Services whose things are tagged by what changes them or not at all, and the one that tells kinds apart."""


def test_each_service_and_kind_has_one_action_with_its_page() -> None:
    rows = read_table("tagging_actions").rows
    assert len(tagging_actions()) == len(rows)
    assert all(re.fullmatch(r"[a-z0-9-]+:[A-Za-z]+", row["action"]) for row in rows)
    assert all(row["source"].startswith("https://docs.aws.amazon.com/service-authorization/") for row in rows)
    assert [(row["service"], row["kind"]) for row in rows] == sorted((row["service"], row["kind"]) for row in rows)


def test_whatever_a_path_leads_to_can_be_asked_about() -> None:
    services = {path.resource.split(":")[2] for path in escalation_paths() if path.resource}
    assert services - {service for service, _ in tagging_actions()} == _WITHOUT_TAGS - {"iam"}


def test_kinds_are_told_apart_where_the_service_does() -> None:
    assert tagging_action("iam", "role/app/reports") == "iam:TagRole"
    assert tagging_action("iam", "group/admins") is None
    assert tagging_action("ec2", "instance/i-1") == "ec2:CreateTags"
    assert tagging_action("codebuild", "project/app") is None
