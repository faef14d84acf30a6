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


UNTIL = "request.time < timestamp('2100-01-01T00:00:00Z')"
DISKS = "resource.type == 'compute.googleapis.com/Disk'"
ONLY = "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly(['roles/run.invoker', 'roles/viewer'])"


def under(expression: Any, role: str = "roles/owner") -> Answer:
    return judged(member(role, condition={"expression": expression}))


@pytest.mark.parametrize(
    "expression",
    [
        "resource.name.startsWith('projects/acme/zones/a/instances/build-')",
        'resource.name == "projects/acme/secrets/key/versions/1"',
        "resource.service == 'compute.googleapis.com'",
        "resource.type in ['compute.googleapis.com/Disk', 'compute.googleapis.com/Snapshot']",
        f"({DISKS} && resource.name.startsWith('projects/acme/zones/a')) || resource.service == 'run.googleapis.com'",
        f"{DISKS} && request.time.getHours('Europe/Berlin') < 17 && {UNTIL}",
        f"resource.matchTag('1/env', 'dev') && {DISKS}",
    ],
)
def test_a_condition_that_names_resources_passes(expression: str) -> None:
    assert passes(under(expression))


@pytest.mark.parametrize(
    "expression",
    [
        " true ",
        "1 == 1",
        "resource.name != ''",
        "resource.type != 'x' || true",
        "resource.name == ''",
        "resource.name.startsWith('')",
        "resource.name.startsWith('proj')",
        "resource.name.startsWith('projects/acme-prod')",
        "resource.name.startsWith('//cloudresourcemanager.googleapis.com/projects/')",
        "resource.name in ['projects/_/buckets/b', 'projects/acme-prod']",
        "resource.type == 'cloudresourcemanager.googleapis.com/Project'",
        "resource.type.startsWith('c')",
        "resource.service == 'cloudresourcemanager.googleapis.com'",
        f"{DISKS} || true",
        f"{DISKS} || resource.type != 'compute.googleapis.com/Disk'",
        f"!({DISKS})",
        "true // && resource.name == 'x'",
        "request.time > timestamp('2026-01-01T00:00:00Z')",
        "request.time.getDayOfWeek('Europe/Berlin') > 0",
        "request.time < timestamp('soon')",
        "request.time < request.time + duration('1h')",
        f"{UNTIL} || true",
        f"{UNTIL} ? true : true",
        ONLY,
    ],
)
def test_a_condition_that_leaves_all_there_is_counts_for_nothing(expression: str) -> None:
    (problem,) = under(expression).problems
    assert not problem.advisory


@pytest.mark.parametrize(
    "expression",
    [
        UNTIL,
        "timestamp('2026-12-31T23:59:59.000Z') >= request.time",
        f"request.time > timestamp('2026-01-01T00:00:00Z') && {UNTIL}",
        f"{DISKS} || {UNTIL}",
    ],
)
def test_a_condition_that_only_ends_is_advice(expression: str) -> None:
    (problem,) = under(expression).problems
    assert problem.advisory
    assert problem.message.endswith(", as owner, under a condition")


@pytest.mark.parametrize(
    "expression",
    [
        UNKNOWN,
        "resource.name.endsWith('/x')",
        "resource.name.extract('secrets/{name}') == 'x'",
        "resource.matchTag('1/env', 'dev')",
        "destination.port == 22",
        "request.host == 'a.example'",
        "'accessPolicies/1/accessLevels/a' in request.auth.access_levels",
        f"{DISKS} ? true : true",
        f"({DISKS}) == false",
        "resource.name in [resource.name]",
    ],
)
def test_a_condition_that_is_not_read_is_undecided(expression: Any) -> None:
    assert unknowns(under(expression)) == ["condition.expression"]


def test_a_limit_on_the_roles_that_may_be_granted_holds_back_who_only_grants_roles() -> None:
    assert passes(under(ONLY, "roles/resourcemanager.folderAdmin"))
    assert messages(under(ONLY.replace("roles/viewer", "roles/owner"), "roles/resourcemanager.folderAdmin"))
    without_a_default = ONLY.replace(", []", "")
    assert unknowns(under(without_a_default, "roles/resourcemanager.folderAdmin")) == ["condition.expression"]


def test_a_condition_within_a_policy_counts_as_well() -> None:
    def judged_under(expression: str) -> Answer:
        binding = {"role": "roles/owner", "members": [RUNNER], "condition": {"expression": expression}}
        return judged(policy(json.dumps({"bindings": [binding]})))

    assert passes(judged_under(DISKS))
    assert messages(judged_under("1 == 1"))
    assert unknowns(judged_under("resource.name.endsWith('/x')")) == ["policyData"]


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


def test_what_one_permission_of_a_custom_role_takes_away_another_gives() -> None:
    def of(*permissions: Any) -> Answer:
        role = Resource.of(
            "azure:authorization/roleDefinition:RoleDefinition", "ops", name="ops", permissions=list(permissions)
        )
        return judged(role, assignment("ops"))

    work = {"actions": ["*"], "notActions": ["Microsoft.Authorization/*"]}
    grants = {"actions": ["Microsoft.Authorization/roleAssignments/*"]}
    assert messages(of(work, grants)) == messages(of(grants, work)) == messages(judged(assignment()))
    (problem,) = of(work, {"actions": ["Microsoft.Web/*"]}).problems
    assert problem.advisory
    assert unknowns(of({"actions": ["Microsoft.Web/*"]}, UNKNOWN)) == ["roleDefinitionName"]


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


@pytest.mark.parametrize(
    ("role", "found", "undecided"),
    [
        ({"displayName": UNKNOWN}, 0, ["roleId"]),
        ({"templateId": UNKNOWN}, 0, ["roleId"]),
        ({"displayName": "", "templateId": UNKNOWN}, 0, ["roleId"]),
        ({}, 0, ["roleId"]),
        ({"displayName": "Global Administrator", "templateId": UNKNOWN}, 1, []),
        ({"displayName": UNKNOWN, "templateId": GLOBAL.upper()}, 1, []),
        ({"displayName": "Directory Readers", "templateId": UNKNOWN}, 0, []),
        ({"templateId": "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "displayName": UNKNOWN}, 0, []),
    ],
    ids=str,
)
def test_a_directory_role_is_what_is_known_of_it(role: dict[str, Any], found: int, undecided: list[str]) -> None:
    switched_on = Resource.of("azuread:index/directoryRole:DirectoryRole", "some", objectId="0009", **role)
    later = replace(directory_role(UNKNOWN), property_dependencies={"roleId": (switched_on.urn,)})
    for grant in (later, directory_role("0009")):
        answer = judged(application(objectId="0001"), switched_on, grant)
        assert (len(answer.problems), unknowns(answer)) == (found, undecided)
    assert passes(judged(Resource.of("azuread:index/group:Group", "team", objectId="0001"), switched_on, later))


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
