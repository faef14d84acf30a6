"""Who may make one that a trust means by a pattern or a tag is let in by that trust."""

from typing import Any

import pytest
from tests.support.becoming import LAMBDA, OTHER, ROOT, allow, deny, document, edges, graph, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, policy
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

RUNNERS = f"{ARN}role/runner-*"
SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:routing-AbCdEf")
MAKES = allow("iam:CreateRole", RUNNERS)
ASSUMES = allow("sts:AssumeRole", f"{ARN}role/switch")
BASE = policy("base", policy=document(ASSUMES))


def attaches(called: str = "base", on: str = RUNNERS) -> dict[str, Any]:
    return allow("iam:AttachRolePolicy", on, Condition={"ArnEquals": {"iam:PolicyARN": f"{ARN}policy/{called}"}})


def meant(value: Any = RUNNERS, key: str = "aws:PrincipalArn", operator: str = "ArnLike") -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


def switch(principal: str = ROOT, **asks: Any) -> Resource:
    return role("switch", lets_in(principal, **(asks or meant())))


def stack(*own: dict[str, Any], target: Resource | None = None, more: tuple[Resource, ...] = (BASE,)) -> Any:
    return (role("registry"), may("registry", *own), target or switch(), may("switch", SECRET), *more)


def judged(*own: dict[str, Any], target: Resource | None = None, more: tuple[Resource, ...] = (BASE,)) -> Answer:
    return judge_stack(role_does_not_become_stronger, *stack(*own, target=target, more=more))


def test_who_makes_a_role_that_fits_and_attaches_what_lets_it_assume_leads_there() -> None:
    message = only(judged(MAKES, attaches()))
    assert message.startswith("role 'registry' leads to role 'switch', which may secretsmanager:GetSecretValue on ")
    assert "may make a role that role 'switch' lets in, attach policy 'base' to it, and assume it as that" in message
    assert "(iam-x02: iam:CreateRole, iam:AttachRolePolicy)" in message


def test_whom_a_trust_means_of_everyone_needs_no_policy_of_its_own() -> None:
    assert "(iam-x02: iam:CreateRole)" in only(judged(MAKES, target=switch("*"), more=()))
    assert passes(judged(MAKES, more=()))


def test_who_says_whom_they_mean_is_asked_before_very_many_who_let_in_a_whole_account() -> None:
    many = tuple(role(f"app-{number}", lets_in(ROOT)) for number in range(60))
    alone = stack(MAKES, attaches())
    for every in ((*many, *alone), (*alone, *many)):
        assert "leads to role 'switch'" in only(judge_stack(role_does_not_become_stronger, *every))


def test_of_more_trusts_than_can_be_asked_about_it_is_said_that_there_are_more() -> None:
    many = [role(f"a-{number:03}", lets_in(ROOT, **meant())) for number in range(50)]
    open_ones = [may(one.name, SECRET) for one in many]
    answer = judge_stack(role_does_not_become_stronger, role("registry"), may("registry", MAKES), *many, *open_ones)
    assert not answer.problems
    assert unknowns(answer)


@pytest.mark.parametrize(
    ("makes", "asked"),
    [
        (f"{ARN}role/ci/*", f"{ARN}role/ci/*"),
        (f"{ARN}role/*", f"{ARN}role/ci/*"),
        ("*", "arn:aws:iam::*:role/runner-*"),
        (f"{ARN}role/runner-*", f"{ARN}role/*-deployer"),
        (f"{ARN}role/runner-new", RUNNERS),
    ],
)
def test_a_name_that_fits_both_can_be_made(makes: str, asked: str) -> None:
    found = judged(allow("iam:CreateRole", makes), target=switch("*", **meant(asked)), more=())
    assert "leads to role 'switch'" in only(found)


@pytest.mark.parametrize(
    ("makes", "asked"),
    [
        (RUNNERS, f"{ARN}role/deploy-*"),
        (RUNNERS, f"{ARN}role/ci/*"),
        (RUNNERS, f"{ARN}user/runner-*"),
        (RUNNERS, f"{ARN}role/runner-switch"),
        (RUNNERS, f"arn:aws:iam::{OTHER}:role/runner-*"),
        (f"{ARN}role/registry", f"{ARN}role/regis*y?"),
    ],
)
def test_a_name_that_cannot_be_made_leads_nowhere(makes: str, asked: str) -> None:
    assert passes(judged(allow("iam:CreateRole", makes), target=switch("*", **meant(asked)), more=()))


def test_a_role_that_the_stack_has_is_none_that_somebody_makes() -> None:
    there = role("runner-new")
    own = allow("iam:CreateRole", f"{ARN}role/runner-new")
    assert "leads to role 'switch'" in only(judged(own, target=switch("*"), more=()))
    assert passes(judged(own, target=switch("*"), more=(there,)))


@pytest.mark.parametrize(
    "own",
    [
        (MAKES,),
        (attaches(),),
        (MAKES, attaches("other")),
        (MAKES, attaches(on=f"{ARN}role/worker-*")),
        (MAKES, attaches(), deny("iam:CreateRole")),
        (MAKES, attaches(), deny("sts:AssumeRole")),
        (MAKES, attaches(), deny("iam:AttachRolePolicy", RUNNERS)),
    ],
    ids=str,
)
def test_who_lacks_a_part_of_it_is_quiet(own: tuple[dict[str, Any], ...]) -> None:
    other = policy("other", policy=document(allow("ecr:GetAuthorizationToken")))
    assert passes(judged(*own, more=(BASE, other)))


@pytest.mark.parametrize("rights", [allow("s3:GetObject"), allow("sts:AssumeRole", f"{ARN}role/else")], ids=str)
def test_a_boundary_that_does_not_allow_it_holds_the_new_role_back(rights: dict[str, Any]) -> None:
    own = allow(
        ["iam:CreateRole", "iam:PutRolePolicy"], RUNNERS, **meant(f"{ARN}policy/fence", "iam:PermissionsBoundary")
    )
    fence = policy("fence", policy=document(rights))
    assert passes(judged(own, more=(fence,)))
    assert passes(judged(own, more=()))
    wide = policy("fence", policy=document(allow(["s3:*", "sts:AssumeRole"])))
    assert "write its rights, and assume it as that (iam-x02: iam:CreateRole, iam:PutRolePolicy)" in only(
        judged(own, more=(wide,))
    )


def test_who_writes_anything_into_a_new_role_is_told_elsewhere() -> None:
    own = allow(["iam:CreateRole", "iam:PutRolePolicy"], RUNNERS)
    found = graph(*stack(own))
    assert not [edge for edge in edges(found, "registry") if edge.how == "assume"]


def test_a_tag_for_which_a_trust_asks_comes_with_the_session_of_the_new_role() -> None:
    tagged = switch(**meant("payments", "aws:PrincipalTag/team", "StringEquals"))
    assert "leads to role 'switch'" in only(judged(MAKES, attaches(), target=tagged))
    assert passes(judged(MAKES, attaches(), deny("sts:TagSession"), target=tagged))
    itself = allow("iam:TagRole", RUNNERS)
    assert "leads to" in only(judged(MAKES, attaches(), deny("sts:TagSession"), itself, target=tagged))
    other = allow("iam:TagRole", RUNNERS, **meant("web", "aws:RequestTag/team", "StringEquals"))
    assert passes(judged(MAKES, attaches(), deny("sts:TagSession"), other, target=tagged))


def test_a_user_is_made_with_a_key() -> None:
    users = f"{ARN}user/bot-*"
    target = switch("*", **meant(users))
    named = switch("*", **meant("bot-*", "aws:username", "StringLike"))
    both = allow(["iam:CreateUser", "iam:CreateAccessKey"], users)
    for trust in (target, named):
        message = only(judged(both, target=trust, more=()))
        assert "may make a user that role 'switch' lets in, and assume it as that (iam-x03: " in message
    assert passes(judged(allow("iam:CreateUser", users), target=target, more=()))


def test_a_second_factor_keeps_it_out() -> None:
    factor = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    asks = {"Condition": {**meant()["Condition"], **factor}}
    assert passes(judged(MAKES, target=switch("*", **asks), more=()))


def test_a_pipeline_and_who_makes_the_target_as_well_are_quiet() -> None:
    pipeline = role("registry", tags={"daypass:class": "pipeline"})
    others = (may("registry", MAKES, attaches()), switch(), may("switch", SECRET), BASE)
    assert passes(judge_stack(role_does_not_become_stronger, pipeline, *others))
    target = role("runner-switch", lets_in("*", **meant()))
    found = (role("registry"), may("registry", MAKES), target, may("runner-switch", SECRET))
    assert passes(judge_stack(role_does_not_become_stronger, *found))


READERS = f"{ARN}role/runner-*-reader"
READS = allow("s3:GetObject", "arn:aws:s3:::acme-routing/closed/*")


def made_by_pipeline(
    *beside: dict[str, Any], asked: str = READERS, enters: str | dict[str, Any] = LAMBDA, gives: Any = READS
) -> Answer:
    """A role of class `pipeline` makes others within a boundary, and the trust of another one means those by a name."""
    fence = policy("fence", policy=document(ASSUMES, allow("s3:*")))
    own = allow(
        ["iam:CreateRole", "iam:PutRolePolicy"], RUNNERS, **meant(f"{ARN}policy/fence", "iam:PermissionsBoundary")
    )
    maker = role("registry", enters, tags={"daypass:class": "pipeline"})
    target = (switch(**meant(asked)), may("switch", gives))
    return judge_stack(role_does_not_become_stronger, maker, may("registry", own, *beside), *target, fence)


@pytest.mark.parametrize("gives", [READS, SECRET], ids=["stored", "secret"])
@pytest.mark.parametrize("asked", [READERS, f"{ARN}role/*-reader"])
def test_who_makes_roles_on_request_chooses_no_name_by_which_a_trust_means_some(asked: str, gives: Any) -> None:
    assert "leads to role 'switch'" in only(made_by_pipeline(asked=asked, gives=gives))


@pytest.mark.parametrize("asked", [RUNNERS, f"{ARN}role/*", f"{ARN}role/run*", f"{ARN}role/runner-x"])
def test_a_trust_that_means_all_that_are_made_or_one_was_meant_so(asked: str) -> None:
    assert passes(made_by_pipeline(asked=asked))


def test_names_that_may_not_be_made_and_who_may_not_be_one_pass() -> None:
    assert passes(made_by_pipeline(deny("iam:CreateRole", f"{ARN}role/*-reader")))
    assert passes(made_by_pipeline(deny("sts:AssumeRole")))


def test_what_a_pipeline_makes_that_enters_itself_is_its_own() -> None:
    assert passes(made_by_pipeline(enters="codebuild.amazonaws.com"))


def test_a_workload_reads_what_is_stored_by_a_name_that_means_some() -> None:
    reads = (may("switch", READS), BASE)
    some, all_ = switch(**meant(READERS)), switch()
    own = (role("registry"), may("registry", MAKES, attaches()))
    assert "s3:GetObject" in only(judge_stack(role_does_not_become_stronger, *own, some, *reads))
    assert passes(judge_stack(role_does_not_become_stronger, *own, all_, *reads))


def test_who_has_what_the_target_has_gains_nothing() -> None:
    assert passes(judged(MAKES, attaches(), SECRET))


def test_whom_an_administrator_lets_in_by_a_pattern_may_do_everything() -> None:
    strong = role("switch", lets_in("*", **meant()), managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    message = only(judged(MAKES, target=strong, more=()))
    assert message.startswith("role 'registry' leads to role 'switch', which may do everything: ")


def test_what_is_not_known_yet_is_undecided() -> None:
    hidden = policy("base", policy=UNKNOWN)
    assert unknowns(judged(MAKES, attaches(), more=(hidden,)))
    fence = policy("fence", policy=UNKNOWN)
    own = allow(
        ["iam:CreateRole", "iam:PutRolePolicy"], RUNNERS, **meant(f"{ARN}policy/fence", "iam:PermissionsBoundary")
    )
    assert unknowns(judged(own, more=(fence,)))
