"""What `no-owner-of-a-cloud` refuses, passes and leaves undecided."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.foreign_clouds import (
    RUNNER,
    SUBSCRIPTION,
    application,
    assignment,
    directory_role,
    member,
    members,
    native_assignment,
    policy,
)
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["no-owner-of-a-cloud"]
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
GLOBAL = "62e90394-69f5-4237-9190-012177145e10"
POOL = "iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(RULE, *resources, **ask)


def test_a_service_account_that_owns_a_project_is_found() -> None:
    (problem,) = judged(member("roles/owner")).problems
    assert problem.message == "service account 'runner' may do everything in a project, as owner"
    assert (problem.severity, problem.advisory, problem.key) == (None, False, "owner service account 'runner'")


@pytest.mark.parametrize(
    ("role", "module"),
    [
        ("roles/editor", "projects"),
        ("roles/owner", "folder"),
        ("roles/editor", "organizations"),
        ("roles/admin", "projects"),
        ("roles/writer", "projects"),
        ("roles/resourcemanager.organizationAdmin", "organizations"),
        ("roles/resourcemanager.folderAdmin", "folder"),
    ],
)
def test_every_role_that_gives_everything_is_found_in_every_way(role: str, module: str) -> None:
    for grant in (member(role, module=module), members(role, "user:a@example.org", RUNNER, module=module)):
        (problem,) = judged(grant).problems
        assert not problem.advisory
    bindings = {"bindings": [{"role": role, "members": [RUNNER]}, {"role": "roles/viewer", "members": [RUNNER]}]}
    assert len(judged(policy(json.dumps(bindings), module)).problems) == 1


@pytest.mark.parametrize(
    "who",
    [
        f"principal://{POOL}/subject/repo",
        f"principalSet://{POOL}/*",
        "allUsers",
        "serviceaccount:1-compute@developer.x",
    ],
)
def test_other_machines_are_found(who: str) -> None:
    assert "may change nearly everything in a project, as editor" in only(judged(member("roles/editor", who)))


@pytest.mark.parametrize(
    "who",
    [
        "user:anna@example.org",
        "group:admins@example.org",
        "domain:example.org",
        "projectOwner:acme-prod",
        "deleted:serviceAccount:runner@acme-prod.iam.gserviceaccount.com?uid=1",
        "serviceAccount:123456789@cloudservices.gserviceaccount.com",
        "serviceAccount:service-123456789@gcp-sa-pubsub.iam.gserviceaccount.com",
        "serviceAccount:service-org-1@security-center-api.iam.gserviceaccount.com",
        "principal://iam.googleapis.com/locations/global/workforcePools/people/subject/anna",
        "principalSet://iam.googleapis.com/locations/global/workforcePools/people/group/admins",
        "principalSet://goog/group/admins@example.org",
        "",
        7,
        None,
    ],
)
def test_people_and_googles_own_agents_are_left_alone(who: Any) -> None:
    assert passes(judged(member("roles/owner", who)))


@pytest.mark.parametrize("role", ["roles/viewer", "roles/run.admin", "roles/Owner", "", None, 7])
def test_other_roles_pass(role: Any) -> None:
    assert passes(judged(member(role)))


def test_a_condition_counts_for_what_it_leaves() -> None:
    assert passes(judged(member("roles/owner", condition={"expression": "resource.name.startsWith('x')"})))
    (problem,) = judged(member("roles/owner", condition={"expression": "request.time < timestamp('2100')"})).problems
    assert problem.advisory
    assert problem.message.endswith(", as owner, under a condition")
    (problem,) = judged(member("roles/owner", condition={"expression": " true "})).problems
    assert not problem.advisory
    unknown = judged(member("roles/owner", condition={"expression": UNKNOWN}))
    assert unknowns(unknown) == ["condition.expression"]


def test_what_is_not_known_yet_is_left_undecided() -> None:
    assert unknowns(judged(member(UNKNOWN))) == ["role"]
    assert unknowns(judged(member("roles/owner", UNKNOWN))) == ["member"]
    assert unknowns(judged(members("roles/owner", UNKNOWN, "user:a@example.org"))) == ["members[0]"]
    assert unknowns(judged(policy(UNKNOWN))) == ["policyData"]
    assert passes(judged(member("roles/viewer", UNKNOWN)))
    assert passes(judged(member(UNKNOWN, "user:anna@example.org")))
    assert passes(judged(policy("{}"), policy('{"bindings": []}'), policy('{"etag": "x", "bindings": null}')))


def test_in_a_preview_a_member_is_known_by_what_it_depends_on() -> None:
    account = Resource.of("gcp:serviceaccount/account:Account", "runner", accountId="runner")
    later = replace(member("roles/owner", UNKNOWN), property_dependencies={"member": (account.urn,)})
    assert messages(judged(account, later)) == ["a service account may do everything in a project, as owner"]


def test_owner_of_a_subscription_is_found_by_name_and_by_id() -> None:
    (message,) = messages(judged(assignment()))
    assert message == "a service principal may do everything in a subscription, as Owner"
    assert judged(native_assignment(OWNER)).problems
    assert judged(native_assignment(OWNER.upper())).problems
    assert judged(assignment("owner", f"{SUBSCRIPTION}/")).problems
    for scope in ("/providers/Microsoft.Management/managementGroups/acme", "/", SUBSCRIPTION.lstrip("/")):
        assert "a service principal may do everything in " in only(judged(assignment(scope=scope)))
    (problem,) = judged(assignment("Contributor")).problems
    assert (problem.severity, problem.advisory) == ("medium", True)


@pytest.mark.parametrize(
    "more",
    [
        {"scope": f"{SUBSCRIPTION}/resourceGroups/shop"},
        {"principalType": "User"},
        {"principalType": "Group"},
        {"principalType": None},
        {"role": "Reader"},
        {"role": None},
        {"scope": None},
    ],
)
def test_what_is_narrow_or_given_to_people_passes(more: Any) -> None:
    assert passes(judged(assignment(**more)))


def test_an_owner_who_may_assign_some_roles_alone_is_advice() -> None:
    says = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {a}"
    (problem,) = judged(assignment(condition=says)).problems
    assert problem.advisory


def test_a_principal_of_the_stack_is_known_by_its_id_or_by_what_it_depends_on() -> None:
    bare = assignment(principalType=None, principalId="0002")
    assert passes(judged(bare))
    (message,) = messages(judged(application(objectId="0002"), bare))
    assert message.startswith("service principal 'bot' may ")
    assert judged(replace(application(), id="/servicePrincipals/0002"), bare).problems
    identity = {"type": "SystemAssigned", "principalId": "0002"}
    (message,) = messages(judged(Resource.of("azure-native:web:WebApp", "site", identity=identity), bare))
    assert message.startswith("the managed identity of 'site' may ")
    later = assignment(principalType=None, principalId=UNKNOWN)
    assert unknowns(judged(later)) == ["principalId"]
    depends = replace(later, property_dependencies={"principalId": (application().urn,)})
    assert judged(application(), depends).problems
    group = Resource.of("azuread:index/group:Group", "team")
    people = replace(later, property_dependencies={"principalId": (group.urn,)})
    assert passes(judged(group, people))
    assert judged(assignment(principalId=UNKNOWN)).problems
    assert unknowns(judged(assignment(principalType=UNKNOWN))) == ["principalType"]
    untold = assignment(principalType=UNKNOWN, principalId=UNKNOWN)
    assert passes(judged(group, replace(untold, property_dependencies=people.property_dependencies)))


def test_a_scope_that_is_not_known_is_told_by_what_it_depends_on() -> None:
    later = assignment(scope=UNKNOWN)
    assert unknowns(judged(later)) == ["scope"]
    group = Resource.of("azure:core/resourceGroup:ResourceGroup", "shop")
    assert passes(judged(group, replace(later, property_dependencies={"scope": (group.urn,)})))
    other = Resource.of("pulumi:pulumi:StackReference", "network")
    assert unknowns(judged(other, replace(later, property_dependencies={"scope": (other.urn,)}))) == ["scope"]
    made = Resource.of("azure:core/subscription:Subscription", "shop")
    assert judged(made, replace(later, property_dependencies={"scope": (made.urn,)})).problems
    assert unknowns(judged(native_assignment(UNKNOWN))) == ["roleDefinitionId"]


def test_a_custom_role_is_what_it_allows() -> None:
    def custom(*actions: Any, without: tuple[str, ...] = ()) -> Resource:
        permissions = [{"actions": list(actions), "notActions": list(without)}]
        return Resource.of(
            "azure:authorization/roleDefinition:RoleDefinition", "ops", name="ops", permissions=permissions
        )

    assert messages(judged(custom("*"), assignment("ops"))) == messages(judged(assignment()))
    (problem,) = judged(custom("*", without=("Microsoft.Authorization/*/Write",)), assignment("ops")).problems
    assert problem.advisory
    assert passes(judged(custom("Microsoft.Web/*"), assignment("ops")))
    assert unknowns(judged(custom("Microsoft.Web/*", UNKNOWN), assignment("ops"))) == ["roleDefinitionName"]
    later = replace(native_assignment(UNKNOWN), property_dependencies={"roleDefinitionId": (custom().urn,)})
    assert judged(custom("*"), later).problems
    assert passes(judged(custom("Microsoft.Web/*"), later))


def test_an_administrator_of_the_directory_is_found() -> None:
    bot = application(objectId="0001")
    (message,) = messages(judged(bot, directory_role(GLOBAL)))
    assert message == "service principal 'bot' may do everything in the directory, as Global Administrator"
    assert passes(judged(directory_role(GLOBAL)))
    assert passes(judged(bot, directory_role(GLOBAL, directoryScopeId="/administrativeUnits/1")))
    assert passes(judged(bot, directory_role("88d8e3e3-8f55-4a1e-953a-9b9898b8876b")))
    role = Resource.of("azuread:index/directoryRole:DirectoryRole", "admin", displayName="Application administrator")
    later = replace(directory_role(UNKNOWN), property_dependencies={"roleId": (role.urn,)})
    (message,) = messages(judged(bot, role, later))
    assert message.endswith("may act as any application in the directory, as Application Administrator")
    assert unknowns(judged(bot, directory_role(UNKNOWN))) == ["roleId"]


def test_nothing_secret_is_repeated() -> None:
    for grant in (
        member(Secret("roles/owner"), Secret(RUNNER)),
        assignment(Secret("Owner")),
        native_assignment(Secret(f"roleDefinitions/{OWNER}")),
    ):
        (problem,) = judged(grant).problems
        said = f"{problem.message} {problem.key}".lower()
        assert "runner" not in said
        assert "owner" not in said


@pytest.mark.parametrize(
    "data",
    [
        "{",
        "[" * 100_000,
        "",
        "null",
        "[]",
        7,
        '{"bindings": [], "bindings": [{"role": "roles/owner"}]}',
        '{"bindings": [], "version": NaN}',
        '{"bindings": {"role": "roles/owner"}}',
        '{"bindings": ["roles/owner"]}',
    ],
)
def test_a_policy_that_nobody_can_read_in_one_way_is_left_undecided(data: Any) -> None:
    assert unknowns(judged(policy(data))) == ["policyData"]


@given(st.recursive(st.none() | st.text(max_size=9), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_no_policy_breaks_the_rule(value: Any) -> None:
    assert judged(policy(json.dumps(value)), policy(value), policy(json.dumps({"bindings": value}))).error is None
