"""Whoever puts a user into groups whose credential they make has what each of these groups has."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, graph, may, named, role, user_may
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, group, permission_set, policy, user
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADDS = allow("iam:AddUserToGroup", f"{ARN}group/dept-*")
KIOSKS = f"{ARN}user/kiosk-*"
MAKES = allow(["iam:CreateUser", "iam:CreateAccessKey"], KIOSKS)
BOOKS = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:books-??????"
READS = allow("secretsmanager:GetSecretValue", BOOKS)
WRITES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger")
TOLD = (
    "role 'badges' leads to group 'dept-finance', which may secretsmanager:GetSecretValue on "
    f"{BOOKS}, as it may not itself: role 'badges' may put a user into group 'dept-finance' whose credential it makes "
)
BOUNDED = {"Condition": {"StringEquals": {"iam:PermissionsBoundary": f"{ARN}policy/fence"}}}


def finance(*statements: dict[str, Any], called: str = "dept-finance") -> tuple[Resource, ...]:
    return group(called), aws("iam/groupPolicy", "p", group=called, policy=document(*statements))


def judged(*statements: dict[str, Any], has: tuple[Resource, ...] = finance(READS), who: str = "badges") -> Answer:
    return judge_stack(no_path_to_more_rights, role(who), may(who, *statements), *has)


@pytest.mark.parametrize(
    ("makes", "by"),
    [
        ((MAKES,), "iam:CreateUser, iam:CreateAccessKey"),
        ((allow(["iam:CreateUser", "iam:CreateLoginProfile"], KIOSKS),), "iam:CreateUser, iam:CreateLoginProfile"),
        (
            (allow("iam:CreateUser", KIOSKS), allow("iam:CreateAccessKey", f"{ARN}user/kiosk-7*")),
            "iam:CreateUser, iam:",
        ),
    ],
    ids=["a key", "a password", "of fewer names"],
)
def test_a_user_that_is_made_for_it_gets_what_a_group_has(makes: tuple[dict[str, Any], ...], by: str) -> None:
    (problem,) = judged(ADDS, *makes).problems
    assert problem.message.startswith(f"{TOLD}({by}")
    assert problem.advisory


@pytest.mark.parametrize("action", ["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"])
def test_so_does_one_that_is_there(action: str) -> None:
    (message,) = messages(judged(ADDS, allow(action, f"{ARN}user/lee"), has=(*finance(READS), user("lee"))))
    assert message.startswith(f"{TOLD}({action}, iam:AddUserToGroup)")


@pytest.mark.parametrize(
    "statements",
    [
        (ADDS,),
        (MAKES,),
        (ADDS, allow("iam:CreateUser", KIOSKS)),
        (ADDS, allow("iam:CreateUser", KIOSKS), allow("iam:CreateAccessKey", f"{ARN}user/till-*")),
        (ADDS, allow("iam:CreateUser", KIOSKS), allow("iam:UpdateLoginProfile", KIOSKS)),
        (ADDS, MAKES, deny("iam:CreateAccessKey")),
        (ADDS, MAKES, deny("iam:AddUserToGroup", f"{ARN}group/dept-finance")),
        (ADDS, {**MAKES, **BOUNDED}),
        (ADDS, allow(["iam:CreateUser", "iam:UploadSSHPublicKey"], KIOSKS)),
        (allow("iam:AddUserToGroup", f"{ARN}group/dept-finance"), MAKES),
        (ADDS, MAKES, READS),
    ],
    ids=[
        *("adds alone", "makes alone", "no key", "other names", "no password yet", "denied keys", "denied group"),
        *("bounded", "a key for code", "a named group", "its own"),
    ],
)
def test_who_has_no_such_user_or_is_given_the_group_passes(statements: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*statements))


def test_users_that_are_held_back_do_not_count() -> None:
    fence = policy("fence", policy=document(allow("s3:*")))
    lee = user("lee", permissionsBoundary=f"{ARN}policy/fence")
    assert passes(
        judged(ADDS, allow("iam:CreateAccessKey", f"{ARN}user/lee"), has=(*finance(READS), fence, lee)),
    )


@pytest.mark.parametrize(
    ("gain", "is_told"),
    [
        (WRITES, True),
        (allow("s3:GetObject", "arn:aws:s3:::handbook/*"), False),
        (allow("iam:ChangePassword"), False),
        (allow("s3:PutObject", "arn:aws:s3:::homes/${aws:username}/*"), False),
        (allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger-test"), False),
    ],
    ids=["changes", "reads", "its own password", "its own home", "for tests"],
)
def test_secrets_and_changes_of_a_group_count(gain: dict[str, Any], *, is_told: bool) -> None:
    assert bool(judged(ADDS, MAKES, has=finance(gain)).problems) is is_told


def test_of_a_group_that_is_called_alike_secrets_count_alone() -> None:
    assert passes(judged(ADDS, MAKES, has=finance(WRITES), who="finance-badges"))
    message = only(judged(ADDS, MAKES, has=finance(READS), who="finance-badges"))
    assert "leads to group 'dept-finance', which may secretsmanager:GetSecretValue" in message


def test_a_strong_group_is_told_also_where_it_is_named() -> None:
    strong = group("dept-root"), aws("iam/groupPolicy", "p", group="dept-root", policy=document(allow("*")))
    (problem,) = judged(allow("iam:AddUserToGroup", f"{ARN}group/dept-root"), MAKES, has=strong).problems
    assert "may act as group 'dept-root', which may do everything" in problem.message
    assert not problem.advisory


def test_a_machine_that_is_a_user_joins_by_itself() -> None:
    def said(adds: dict[str, Any]) -> list[str]:
        key = aws("iam/accessKey", "k", user="roster-bot")
        made = user("roster-bot"), key, user_may("roster-bot", adds), *finance(WRITES)
        return messages(judge_stack(no_path_to_more_rights, *made))

    assert "may join group 'dept-finance' (iam:AddUserToGroup)" in said(ADDS)[0]
    assert said(allow("iam:AddUserToGroup", f"{ARN}group/dept-finance")) == []


@pytest.mark.parametrize(("lets", "is_told"), [("s3:*", False), ("dynamodb:*", True)])
def test_who_joins_keeps_its_permissions_boundary(lets: str, *, is_told: bool) -> None:
    fence = policy("fence", policy=document(allow([lets, "iam:AddUserToGroup"])))
    bot = user("roster-bot", permissionsBoundary=f"{ARN}policy/fence")
    key = aws("iam/accessKey", "k", user="roster-bot")
    answer = judge_stack(no_path_to_more_rights, bot, key, fence, user_may("roster-bot", ADDS), *finance(WRITES))
    assert bool(answer.problems) is is_told


def test_of_people_secrets_count() -> None:
    def said(*has: Resource) -> Answer:
        desk = permission_set("Desk")
        inline = aws(
            "ssoadmin/permissionSetInlinePolicy",
            "i",
            permissionSetArn=desk.inputs["arn"],
            inlinePolicy=document(ADDS, MAKES),
        )
        return judge_stack(no_path_to_more_rights, desk, inline, *has)

    assert passes(said(*finance(WRITES)))
    assert "leads to group 'dept-finance', which may secretsmanager:GetSecretValue" in only(said(*finance(READS)))


def test_a_pipeline_takes_secrets_of_what_is_not_its_own() -> None:
    def said(who: str, gain: dict[str, Any]) -> Answer:
        ships = role(who, "codebuild.amazonaws.com"), may(who, ADDS, MAKES)
        return judge_stack(no_path_to_more_rights, *ships, *finance(gain))

    message = only(said("storefront-deploy", READS))
    assert "leads to group 'dept-finance', which may secretsmanager:GetSecretValue" in message
    assert passes(said("storefront-deploy", WRITES))
    assert passes(said("finance-deploy", READS))


OF_A_DESK = {"StringEquals": {"aws:PrincipalTag/desk": UNKNOWN}}


@pytest.mark.parametrize("condition", [UNKNOWN, OF_A_DESK, {"StringEquals": {"iam:PermissionsBoundary": UNKNOWN}}])
def test_whose_credential_is_made_only_perhaps_is_undecided(condition: Any) -> None:
    def answer(*has: Resource, adds: dict[str, Any] = ADDS) -> Answer:
        written = {"Version": "2012-10-17", "Statement": [{**MAKES, "Condition": condition}]}
        maybe = aws("iam/rolePolicy", "q", role="badges", policy=written)
        return judge_stack(no_path_to_more_rights, role("badges"), may("badges", adds), maybe, *has)

    found = answer(*finance(READS))
    assert not found.problems
    assert [path for path in unknowns(found) if path.startswith("policy.Statement[0].Condition")]
    assert passes(answer(*finance(READS), adds=allow("iam:AddUserToGroup", f"{ARN}group/dept-finance")))
    assert passes(answer(*finance(allow("s3:GetObject", "arn:aws:s3:::handbook/*"))))


def test_who_puts_others_into_a_strong_group_does_so_whatever_is_not_known_of_its_own() -> None:
    strong = group("dept-root"), aws("iam/groupPolicy", "p", group="dept-root", policy=document(allow("*")))
    written = {"Version": "2012-10-17", "Statement": [{**MAKES, "Condition": UNKNOWN}]}
    maybe = aws("iam/rolePolicy", "q", role="badges", policy=written)
    answer = judge_stack(no_path_to_more_rights, role("badges"), may("badges", ADDS), maybe, *strong)
    assert "may act as group 'dept-root', which may do everything" in messages(answer)[0]


def test_the_step_says_the_statements_of_both() -> None:
    found = graph(role("badges"), may("badges", ADDS, MAKES), *finance(READS))
    (edge,) = [edge for edge in found.edges(named(found, "badges")) if edge.target.name == "dept-finance"]
    assert (edge.how, edge.is_certain) == ("own member", True)
    assert edge.why.endswith("policy.Statement[0] of 'badges-policy' and policy.Statement[1] of 'badges-policy'")


def test_many_who_manage_many_groups_cost_in_proportion() -> None:
    def cost(many: int) -> int:
        fence = policy("fence", policy=document(allow("s3:*")))
        users = [user(f"kiosk-{at}", permissionsBoundary=f"{ARN}policy/fence") for at in range(many)]
        roles = [one for at in range(many) for one in (role(f"r{at}"), may(f"r{at}", ADDS, MAKES))]
        made = [one for at in range(many) for one in finance(WRITES, called=f"dept-{at}")]
        reach = graph(fence, *users, *roles, *(one for one in made if one.type.endswith(":Group")))
        return calls(lambda: [reach.outgoing(node) for node in reach.nodes.values()])

    assert cost(80) <= 5 * cost(20)


@pytest.mark.parametrize("team", ["web", "ops"])
def test_so_do_many_who_make_keys_by_a_tag(team: str) -> None:
    def cost(many: int) -> int:
        by_tag = allow("iam:CreateAccessKey", Condition={"StringEquals": {"aws:ResourceTag/team": "web"}})
        users = [user(f"kiosk-{at}", tags={"team": team}) for at in range(many)]
        roles = [one for at in range(many) for one in (role(f"r{at}"), may(f"r{at}", ADDS, by_tag))]
        reach = graph(*users, *roles, *(group(f"dept-{at}") for at in range(many)))
        return calls(lambda: [reach.outgoing(node) for node in reach.nodes.values()])

    assert cost(80) <= 5 * cost(20)


def test_a_tag_tells_whose_key_is_made_and_each_step_shows_its_own_request() -> None:
    by_tag = allow("iam:CreateAccessKey", Condition={"StringEquals": {"aws:ResourceTag/team": "web"}})
    users = [user(name, tags={"team": team}) for name, team in (("ann", "web"), ("bob", "web"), ("cyd", "ops"))]
    found = graph(role("badges"), may("badges", by_tag), *users)
    keys = [edge for edge in found.edges(named(found, "badges")) if edge.how == "key"]
    asked = {edge.target.name: edge.witness.resource for edge in keys if edge.witness}
    assert asked == {name: f"{ARN}user/{name}" for name in ("ann", "bob")}
