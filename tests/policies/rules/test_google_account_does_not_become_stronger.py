"""A workload's service account of Google does not make tokens of what deploys or administers."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.google_account_does_not_become_stronger import google_account_does_not_become_stronger

BINDING = "gcp:serviceaccount/iAMMember:IAMMember"
ON_PROJECT = "gcp:projects/iAMMember:IAMMember"
TOKENS = "roles/iam.serviceAccountTokenCreator"


def account(name: str, class_: str = "") -> Resource:
    said = {"description": f"owner=payments; class={class_}"} if class_ else {}
    return Resource.of("gcp:serviceaccount/account:Account", name, accountId=name, project="acme", **said)


def address(name: str) -> str:
    return f"{name}@acme.iam.gserviceaccount.com"


def becomes(name: str, target: str, role: Any = TOKENS, **more: Any) -> Resource:
    on = f"projects/acme/serviceAccounts/{address(target)}"
    said = {"serviceAccountId": on, "role": role, "member": f"serviceAccount:{address(name)}"}
    return Resource.of(BINDING, "becomes", **said, **more)


def has(name: str, role: Any, project: Any = "acme", **more: Any) -> Resource:
    said = {"project": project, "role": role, "member": f"serviceAccount:{address(name)}"}
    return Resource.of(ON_PROJECT, f"{name}-has", **said, **more)


def somebody_has(role: Any = "roles/run.admin") -> Resource:
    return Resource.of(ON_PROJECT, "somebody-has", project="acme", role=role, member=UNKNOWN)


def judged(*resources: Resource) -> Answer:
    return judge_stack(google_account_does_not_become_stronger, *resources)


SHOP, MAILER, RELEASE = account("shop"), account("mailer"), account("release")


@pytest.mark.parametrize(
    "role",
    [
        TOKENS,
        "roles/iam.serviceAccountKeyAdmin",
        "roles/iam.serviceAccountAdmin",
        "roles/iam.workloadIdentityUser",
        "roles/iam.serviceAccountOpenIdTokenCreator",
    ],
)
def test_a_workload_that_becomes_what_deploys_is_told(role: str) -> None:
    message = only(judged(SHOP, RELEASE, becomes("shop", "release", role)))
    assert message == "service account 'shop' may become service account 'release', which is there to deploy"


@pytest.mark.parametrize("class_", ["pipeline", "break-glass"])
def test_a_class_that_is_trusted_more_tells_it_too(class_: str) -> None:
    message = only(judged(SHOP, account("mailer", class_), becomes("shop", "mailer")))
    assert message.endswith(f"which is of class {class_}")
    assert passes(judged(account("shop", class_), account("mailer", class_), becomes("shop", "mailer")))


@pytest.mark.parametrize("role", ["roles/cloudsql.editor", "roles/run.developer", "roles/secretmanager.secretAccessor"])
def test_a_role_that_changes_things_on_a_project_tells_it(role: str) -> None:
    stack = SHOP, MAILER, becomes("shop", "mailer"), has("mailer", role)
    assert only(judged(*stack)).endswith(f"which has {role.rpartition('/')[2]} on project 'acme'")
    assert passes(judged(*stack, has("shop", role)))


@pytest.mark.parametrize(
    "role", ["roles/logging.admin", "roles/cloudsql.client", "roles/viewer", "roles/pubsub.publisher"]
)
def test_what_changes_nothing_of_others_passes(role: str) -> None:
    assert passes(judged(SHOP, MAILER, becomes("shop", "mailer"), has("mailer", role)))


@pytest.mark.parametrize(("permission", "is_told"), [("run.services.update", True), ("run.services.get", False)])
def test_a_custom_role_is_what_it_permits(permission: str, *, is_told: bool) -> None:
    custom = Resource.of("gcp:projects/iAMCustomRole:IAMCustomRole", "ops", roleId="ops", permissions=[permission])
    found = judged(SHOP, MAILER, becomes("shop", "mailer"), custom, has("mailer", "projects/acme/roles/ops"))
    assert bool(found.problems) is is_told


def test_pipelines_one_s_own_tokens_and_other_roles_pass() -> None:
    ci = account("ci")
    assert passes(judged(ci, RELEASE, becomes("ci", "release")))
    assert passes(judged(SHOP, has("shop", "roles/editor"), becomes("shop", "shop")))
    assert passes(judged(SHOP, RELEASE, becomes("shop", "release", "roles/iam.serviceAccountUser")))
    assert passes(judged(SHOP, MAILER, becomes("shop", "mailer")))
    assert passes(judged(RELEASE, becomes("elsewhere", "release")))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("shop-tests", "purpose=Runs pull-request tests; class=pipeline"),
        ("shop-ci", "Tests what merge requests propose"),
        ("shop-ci", "Pull request checks"),
        ("shop-pr-ci", "class=pipeline"),
        ("ci-pull-requests", ""),
    ],
)
def test_a_pipeline_that_runs_pull_requests_is_no_more_than_a_workload(name: str, says: str) -> None:
    tests = Resource.of("gcp:serviceaccount/account:Account", name, accountId=name, project="acme", description=says)
    assert only(judged(tests, RELEASE, becomes(name, "release"))).endswith("which is there to deploy")
    assert passes(judged(tests, MAILER, becomes(name, "mailer")))
    assert passes(judged(tests, RELEASE, becomes("release", name)))


@pytest.mark.parametrize(
    "says",
    [
        "Deploys merged pull requests",
        "Runs the release once pull requests are merged; class=pipeline",
        "Comments on pull requests; class=pipeline",
        "Runs releases, never pull requests; class=pipeline",
    ],
)
def test_a_pipeline_that_runs_what_is_merged_becomes_what_deploys(says: str) -> None:
    ci = Resource.of("gcp:serviceaccount/account:Account", "ci", accountId="ci", project="acme", description=says)
    assert passes(judged(ci, RELEASE, becomes("ci", "release")))


def test_a_pipeline_of_which_nobody_knows_yet_what_it_is_for_is_left_open() -> None:
    ci = Resource.of("gcp:serviceaccount/account:Account", "ci", accountId="ci", project="acme", description=UNKNOWN)
    assert unknowns(judged(ci, RELEASE, becomes("ci", "release"))) == ["description"]
    named = Resource.of("gcp:serviceaccount/account:Account", "ci-prs", accountId="ci-prs", project="acme")
    assert judged(named, RELEASE, becomes("ci-prs", "release")).problems


def test_what_is_yet_to_be_made_is_known_by_what_makes_it() -> None:
    binding = Resource.of(BINDING, "becomes", serviceAccountId=UNKNOWN, role=TOKENS, member=UNKNOWN)
    made = replace(binding, property_dependencies={"serviceAccountId": (RELEASE.urn,), "member": (SHOP.urn,)})
    assert only(judged(SHOP, RELEASE, made)).endswith("which is there to deploy")
    assert unknowns(judged(SHOP, RELEASE, binding)) == ["serviceAccountId"]
    assert unknowns(judged(SHOP, RELEASE, becomes("shop", "release", UNKNOWN))) == ["role"]


def test_a_role_on_a_project_that_is_not_known_leaves_it_open() -> None:
    stack = SHOP, MAILER, becomes("shop", "mailer")
    (left,) = judged(*stack, has("mailer", UNKNOWN)).undecided
    assert (left.on.name, left.paths) == ("mailer-has", ("role",))
    assert passes(judged(*stack, has("elsewhere", UNKNOWN)))
    strong = has("mailer", "roles/run.admin")
    assert unknowns(judged(*stack, strong, has("shop", UNKNOWN))) == ["role"]
    assert only(judged(*stack, strong, has("mailer", UNKNOWN))).endswith("run.admin on project 'acme'")


def test_a_member_that_is_not_known_may_be_the_one_or_the_other() -> None:
    stack = SHOP, MAILER, becomes("shop", "mailer")
    (left,) = judged(*stack, somebody_has()).undecided
    assert (left.on.name, left.paths) == ("somebody-has", ("member",))
    assert passes(judged(*stack, somebody_has("roles/logging.logWriter")))
    assert passes(judged(*stack, somebody_has(), has("shop", "roles/run.admin")))
    assert unknowns(judged(*stack, somebody_has(), has("mailer", "roles/run.admin"))) == ["member"]
    assert judged(*stack, somebody_has(), has("mailer", "roles/storage.admin")).problems


def test_what_several_may_become_is_left_open_once() -> None:
    web = account("web")
    binding = becomes("web", "mailer")
    two = replace(binding, urn=f"{binding.urn}2", name="becomes2")
    found = judged(SHOP, web, MAILER, becomes("shop", "mailer"), two, somebody_has())
    assert unknowns(found) == ["member"]


def test_a_project_that_is_not_known_may_be_the_same() -> None:
    stack = SHOP, MAILER, becomes("shop", "mailer"), has("mailer", "roles/run.admin", UNKNOWN)
    assert only(judged(*stack)).endswith("which has run.admin on a project")
    assert unknowns(judged(*stack, has("shop", "roles/run.admin"))) == ["project"]


def test_a_custom_role_that_is_yet_to_be_made_is_known_by_what_makes_it() -> None:
    ops = Resource.of("gcp:projects/iAMCustomRole:IAMCustomRole", "ops", roleId="ops", permissions=["run.jobs.update"])
    given = replace(has("mailer", UNKNOWN), property_dependencies={"role": (ops.urn,)})
    stack = SHOP, MAILER, becomes("shop", "mailer"), given
    assert only(judged(*stack, ops)).endswith("which has a role on project 'acme'")
    hidden = Resource.of("gcp:projects/iAMCustomRole:IAMCustomRole", "ops", roleId="ops", permissions=[UNKNOWN])
    assert unknowns(judged(*stack, hidden)) == ["role"]
    of_others = Resource.of("gcp:projects/iAMCustomRole:IAMCustomRole", "editor", roleId="editor", permissions=[])
    assert judged(SHOP, MAILER, of_others, becomes("shop", "mailer"), has("mailer", "roles/editor")).problems


def test_no_marked_role_or_project_is_quoted() -> None:
    marked = has("mailer", Secret("roles/run.admin"), Secret("acme"))
    assert only(judged(SHOP, MAILER, becomes("shop", "mailer"), marked)).endswith("which has a role on a project")


@pytest.mark.parametrize(
    ("own", "role"),
    [
        ("roles/owner", "roles/run.admin"),
        ("roles/run.developer", "roles/run.admin"),
        ("roles/cloudsql.admin", "roles/cloudsql.editor"),
        ("roles/secretmanager.admin", "roles/secretmanager.secretAccessor"),
        ("roles/storage.admin", "roles/storage.objectAdmin"),
    ],
)
def test_who_may_do_the_same_is_not_weaker(own: str, role: str) -> None:
    stack = SHOP, MAILER, becomes("shop", "mailer"), has("mailer", role)
    assert passes(judged(*stack, has("shop", own)))
    assert judged(*stack, has("shop", own, "another")).problems


@pytest.mark.parametrize(
    ("own", "role"),
    [
        ("roles/run.admin", "roles/owner"),
        ("roles/compute.admin", "roles/run.admin"),
        ("roles/storage.objectAdmin", "roles/storage.admin"),
        ("roles/secretmanager.secretAccessor", "roles/secretmanager.secretVersionAdder"),
    ],
)
def test_who_may_do_less_is_weaker(own: str, role: str) -> None:
    assert judged(SHOP, MAILER, becomes("shop", "mailer"), has("mailer", role), has("shop", own)).problems


def test_what_is_given_above_is_given_below() -> None:
    on_folder = Resource.of(
        "gcp:folder/iAMMember:IAMMember",
        "all",
        folder="folders/7",
        role="roles/run.admin",
        member=f"serviceAccount:{address('shop')}",
    )
    assert passes(judged(SHOP, MAILER, becomes("shop", "mailer"), has("mailer", "roles/run.admin"), on_folder))


@pytest.mark.parametrize(
    ("expression", "is_told"),
    [
        ("resource.name == 'projects/acme/secrets/psp'", False),
        ("resource.name.matches('x')", False),
        ("request.time < timestamp('2027-01-01T00:00:00Z')", True),
    ],
)
def test_a_role_on_a_part_of_a_project_does_not_count(expression: str, *, is_told: bool) -> None:
    given = has("mailer", "roles/run.admin", condition={"expression": expression})
    assert bool(judged(SHOP, MAILER, becomes("shop", "mailer"), given).problems) is is_told
    hidden = has("mailer", "roles/run.admin", condition={"expression": UNKNOWN})
    assert unknowns(judged(SHOP, MAILER, becomes("shop", "mailer"), hidden)) == ["condition.expression"]


@pytest.mark.parametrize(
    ("role", "is_told"),
    [("roles/secretmanager.secretVersionAdder", True), ("roles/secretmanager.secretAccessor", False)],
)
def test_on_one_secret_counts_who_writes_it(role: str, *, is_told: bool) -> None:
    type_ = "gcp:secretmanager/secretIamMember:SecretIamMember"
    given = Resource.of(type_, "psp", secretId="psp", role=role, member=f"serviceAccount:{address('mailer')}")
    found = judged(SHOP, MAILER, becomes("shop", "mailer"), given)
    assert bool(found.problems) is is_told
    assert found.problems or passes(found)


@pytest.mark.parametrize(
    ("permission", "is_told"),
    [
        ("logging.logEntries.create", False),
        ("storage.objects.create", False),
        ("bigquery.jobs.create", False),
        ("secretmanager.versions.add", True),
        ("resourcemanager.projects.setIamPolicy", True),
    ],
)
def test_to_use_a_service_is_not_to_change_it(permission: str, *, is_told: bool) -> None:
    custom = Resource.of("gcp:projects/iAMCustomRole:IAMCustomRole", "ops", roleId="ops", permissions=[permission])
    found = judged(SHOP, MAILER, becomes("shop", "mailer"), custom, has("mailer", "projects/acme/roles/ops"))
    assert bool(found.problems) is is_told


@pytest.mark.parametrize(
    ("permission", "is_told"),
    [("iam.serviceAccounts.getAccessToken", True), ("iam.serviceAccounts.get", False)],
)
def test_a_custom_role_on_the_account_is_what_it_permits(permission: str, *, is_told: bool) -> None:
    custom = Resource.of("gcp:projects/iAMCustomRole:IAMCustomRole", "ops", roleId="ops", permissions=[permission])
    found = judged(SHOP, RELEASE, custom, becomes("shop", "release", "projects/acme/roles/ops"))
    assert bool(found.problems) is is_told
    of_acme = replace(custom, inputs=Properties({**custom.inputs.raw, "project": "acme"}))
    assert passes(judged(SHOP, RELEASE, of_acme, becomes("shop", "release", "projects/another/roles/ops")))
    hidden = Resource.of("gcp:projects/iAMCustomRole:IAMCustomRole", "ops", roleId="ops", permissions=[UNKNOWN])
    assert unknowns(judged(SHOP, RELEASE, hidden, becomes("shop", "release", "projects/acme/roles/ops"))) == ["role"]


def test_a_policy_of_a_project_as_a_whole_is_read() -> None:
    bindings = [{"role": "roles/run.admin", "members": [f"serviceAccount:{address('mailer')}"]}]
    said = {"project": "acme", "policyData": json.dumps({"bindings": bindings})}
    policy = Resource.of("gcp:projects/iAMPolicy:IAMPolicy", "all", **said)
    assert only(judged(SHOP, MAILER, becomes("shop", "mailer"), policy)).endswith("run.admin on project 'acme'")
    hidden = Resource.of("gcp:projects/iAMPolicy:IAMPolicy", "all", project="acme", policyData=UNKNOWN)
    assert unknowns(judged(SHOP, MAILER, becomes("shop", "mailer"), hidden)) == ["policyData"]


def test_a_pipeline_does_not_become_the_account_for_emergencies_and_what_ends_passes() -> None:
    assert judged(account("ci"), account("rescue", "break-glass"), becomes("ci", "rescue")).problems
    ends = {"expression": "request.time < timestamp('2027-01-01T00:00:00Z')"}
    assert passes(judged(SHOP, RELEASE, becomes("shop", "release", condition=ends)))
    open_ = becomes("shop", "release", condition={"expression": UNKNOWN})
    assert unknowns(judged(SHOP, RELEASE, open_)) == ["condition.expression"]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN)])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    custom = Resource.of("gcp:projects/iAMCustomRole:IAMCustomRole", "ops", roleId=odd, permissions=odd, project=odd)
    judged(SHOP, RELEASE, custom, becomes("shop", "release", odd), has("release", odd, odd))
    judged(SHOP, MAILER, becomes("shop", "mailer", condition=odd), has("mailer", "roles/run.admin", condition=odd))


def test_what_is_given_above_counts_below_and_elsewhere_does_not() -> None:
    secret = Resource.of(
        "gcp:secretmanager/secretIamMember:SecretIamMember",
        "reads",
        secretId="projects/acme/secrets/bank",
        role="roles/secretmanager.admin",
        member=f"serviceAccount:{address('mailer')}",
    )
    stack = SHOP, MAILER, becomes("shop", "mailer"), secret
    assert only(judged(*stack))
    assert passes(judged(*stack, has("shop", "roles/secretmanager.admin")))
    elsewhere = {**secret.inputs.raw, "secretId": "other", "member": f"serviceAccount:{address('shop')}"}
    on_another = replace(secret, urn=secret.urn + "2", inputs=Properties(elsewhere))
    assert only(judged(*stack, on_another))


def test_by_tokens_that_show_who_one_is_no_role_is_gained() -> None:
    shows = "roles/iam.serviceAccountOpenIdTokenCreator"
    mailer = SHOP, MAILER, has("mailer", "roles/cloudsql.editor")
    assert passes(judged(*mailer, becomes("shop", "mailer", shows)))
    assert not passes(judged(*mailer, becomes("shop", "mailer")))


@pytest.mark.parametrize("name", ["atlantis", "acme-argocd", "spacelift", "cloudbuild"])
def test_what_is_called_after_a_tool_that_deploys_is_a_pipeline(name: str) -> None:
    assert passes(judged(account(name), RELEASE, becomes(name, "release")))
