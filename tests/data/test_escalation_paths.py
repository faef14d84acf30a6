"""The tables about becoming more than one was given are what their readers take them for."""

import re

from daypass.data.administrator_roles import SAID_BY, administrator_by
from daypass.data.confined_services import HOLDS, is_confined, is_harmless
from daypass.data.escalation_documents import code_documents, shell_documents
from daypass.data.escalation_paths import HANDS_OVER, KINDS, escalation_paths, paths_here, paths_to_consumers
from daypass.data.identity_edits import (
    EDITED_KINDS,
    MADE,
    WHICH_POLICY,
    WHOSE_BOUNDARY,
    identity_edits,
)
from daypass.data.identity_edits_others import CHANGED, other_edits
from daypass.data.role_consumers import role_consumers
from daypass.data.role_takers import role_takers, things_of
from daypass.data.service_principals import principals
from daypass.data.table import read_table
from daypass.data.triggers import triggers
from daypass.graph.becoming.steering.asked_on import ASKED_ON
from daypass.iam.arn import Arn

_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+")
_UNKNOWN_TO_OTHERS = {
    "airflow-serverless.amazonaws.com",
    "braket.amazonaws.com",
    "cognito-identity.amazonaws.com",
    "datapipeline.amazonaws.com",
    "emr-serverless.amazonaws.com",
    "omics.amazonaws.com",
}
"""Services that no resource of a provider hands a role, so that no table of ours speaks of them."""


def test_every_path_has_its_own_name_and_set_of_actions() -> None:
    paths = escalation_paths()
    assert len({path.id for path in paths}) == len({path.actions for path in paths}) == len(paths)
    assert len([path for path in paths if path.source.startswith("pathfinding.cloud (Apache-2.0)")]) == 65
    assert all(re.fullmatch(r"[a-z0-9]+-x?\d\d\d?", path.id) for path in paths)
    assert all(path.link.startswith("https://") for path in paths)
    assert {path.kind for path in paths} == set(KINDS)
    assert all(path.actions and all(map(_ACTION.fullmatch, path.actions)) for path in paths)


def test_a_path_says_its_service_where_a_role_is_passed_or_in_use() -> None:
    assert all(path.services for path in escalation_paths() if path.passes_role or path.consumer)
    named = {service for path in escalation_paths() for service in path.services}
    assert named - set(principals()) == _UNKNOWN_TO_OTHERS


def test_a_path_needs_a_consumer_exactly_where_it_passes_no_role_to_a_service() -> None:
    about_services = [path for path in escalation_paths() if path.services]
    assert all(bool(path.consumer) is not path.passes_role for path in about_services)
    assert HANDS_OVER in {action for path in about_services for action in path.actions}


def test_a_consumer_of_a_path_is_one_that_uses_roles_of_that_service() -> None:
    uses = [way for ways in role_consumers().values() for way in ways]
    for noun, paths in paths_to_consumers().items():
        services = {principal for way in uses if way.noun == noun for principal in way.principals}
        assert all(set(path.services) & services for path in paths), noun


def test_the_arn_of_a_consumer_takes_its_name_and_account() -> None:
    for path in escalation_paths():
        if path.consumer:
            arn = Arn.parse(path.resource_of("app", "111122223333"))
            assert arn
            assert arn.account == "111122223333"
            assert "NAME" not in arn.resource
            assert set(path.elsewhere) < set(path.actions)


def test_a_path_that_counts_only_to_what_a_stack_has_is_one_of_its_own() -> None:
    rows = [row["id"] for row in read_table("escalation_paths").rows]
    assert len(set(rows)) == len(rows) == len(escalation_paths()) + len(paths_here())
    for id_, path in paths_here().items():
        assert re.fullmatch(r"[a-z0-9]+-x\d\d", id_)
        assert path.link.startswith("https://")
        assert path.kind in ("existing-passrole", "principal-access")
        assert set(path.elsewhere) < set(path.actions)
        assert all(map(_ACTION.fullmatch, path.actions))


def test_what_an_action_is_asked_on_is_of_its_own_service() -> None:
    every = (*escalation_paths(), *paths_here().values())
    known = {action for path in every for action in (path.actions if path.passes_role else path.elsewhere)}
    assert set(ASKED_ON) <= known
    assert all(Arn.parse(arn.replace("ACCOUNT", "*")) for arn in ASKED_ON.values())
    assert all(arn.split(":")[2] == action.partition(":")[0] for action, arn in ASKED_ON.items())


def test_an_edit_says_what_it_changes_of_whom() -> None:
    edits = identity_edits()
    assert len({edit.action for edit in edits}) == len(edits)
    assert {edit.on for edit in edits} == set(EDITED_KINDS)
    assert {edit.makes for edit in edits} == set(MADE)
    assert {key for edit in edits for key in edit.keys} == {WHICH_POLICY, WHOSE_BOUNDARY}
    assert all(edit.source.endswith(f"API_{edit.action.partition(':')[2]}.html") for edit in edits)


def test_every_self_escalation_is_an_edit_that_is_known() -> None:
    known = {edit.action for edit in identity_edits()}
    alone = {path.actions[0] for path in escalation_paths() if path.kind == "self-escalation"}
    assert alone <= known


def test_other_edits_name_an_identity_and_what_changes() -> None:
    edits = other_edits()
    assert len({edit.action for edit in edits}) == len(edits)
    assert {edit.changes for edit in edits} == set(CHANGED)
    assert all(edit.on in EDITED_KINDS and edit.source.startswith("https://") for edit in edits)


def test_what_takes_a_role_says_for_whom_it_is() -> None:
    takers = role_takers()
    assert [taker.action for taker in takers] == sorted({taker.action for taker in takers})
    assert all(re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9]+", taker.action) and taker.services for taker in takers)
    assert all(service.endswith(".amazonaws.com") for taker in takers for service in taker.services)
    assert not any(taker.action.startswith(("sts:", "organizations:")) for taker in takers)


def test_what_takes_a_role_says_what_gets_it() -> None:
    things = {taker.action: taker.things for taker in role_takers()}
    assert all(each and all(map(Arn.parse, each)) for each in things.values())
    assert things["lambda:CreateFunction"] == ("arn:*:lambda:*:*:function:*",)
    assert things_of(("iam:PassRole", "lambda:CreateFunction")) == things["lambda:CreateFunction"]
    assert things_of(("iam:PassRole", "new-service:CreateThing")) == ()
    instance = Arn("*", "ec2", "*", "*", "instance/*")  # AWS's own example of a thing of another service
    assert all(instance in map(Arn.parse, each) for action, each in things.items() if action.startswith("autoscaling:"))


def test_every_action_that_starts_something_with_a_role_on_a_known_path_takes_one() -> None:
    """The paths that hand over a role have at least one action that takes it."""
    taking = {taker.action for taker in role_takers()}
    assert {path.id for path in escalation_paths() if path.passes_role and not taking & set(path.actions)} == set()


def test_an_unnamed_consumer_is_no_pattern_of_names() -> None:
    ssm = next(path for path in escalation_paths() if path.id == "ssm-001")
    assert ssm.unnamed("111122223333", "aws") == "arn:aws:ec2:*:111122223333:instance/daypass-probe"


def test_what_triggers_names_something_that_runs_as_a_role() -> None:
    nouns = {way.noun for ways in role_consumers().values() for way in ways if way.purpose == "workload"}
    assert set(triggers()) <= nouns
    for trigger in (one for each in triggers().values() for one in each):
        arn = Arn.parse(trigger.resource_of("app", "111122223333"))
        assert arn
        assert (arn.service, arn.account) == (trigger.action.partition(":")[0], "111122223333")
        assert trigger.source.startswith("https://")


def test_no_service_is_confined_that_takes_a_role_for_code_or_edits_an_identity() -> None:
    """What they take roles for is to read and write what they are given, as a transcription does."""
    assert not any(is_confined(edit.action.partition(":")[0]) for edit in identity_edits())
    assert not any(is_confined(path.actions[-1].partition(":")[0]) for path in escalation_paths())
    far = ("s3", "iam", "ec2", "kms", "lambda", "sqs", "sns", "dynamodb", "rds", "states", "acm-pca", "*", "po*", "new")
    assert not any(map(is_confined, far))
    assert is_confined("Polly")


def test_what_holds_things_of_its_own_is_confined_and_not_harmless() -> None:
    rows = read_table("confined_services").rows
    assert {row["holds"] for row in rows} == set(HOLDS)
    assert len({row["service"] for row in rows}) == len(rows)
    assert (is_confined("logs"), is_harmless("logs")) == (True, False)
    assert (is_confined("polly"), is_harmless("polly")) == (True, True)


def test_documents_that_run_code_have_names_of_aws() -> None:
    assert all(re.fullmatch(r"AWS-[A-Za-z]+", name) for name in (*code_documents(), *shell_documents()))


def test_a_role_that_is_an_administrator_everywhere_is_known_by_its_name() -> None:
    assert (administrator_by("OrganizationAccountAccessRole"), administrator_by("ADMIN")) == SAID_BY
    assert administrator_by("AWSReservedSSO_AdministratorAccess_0a1b") == "AWS"
    assert administrator_by("admin-reports") is None
