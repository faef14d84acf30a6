"""What `trust-pins-subject` says of who gets in: by which words, with which witness, and how it would be mended."""

import json
from typing import Any

import pytest
from tests.support.grants import aws, native
from tests.support.roles import GITHUB, github, problems, role, statement
from tests.support.rules import judge_stack, messages, only

from daypass.model.resource import UNKNOWN
from daypass.rule import Problem, Profile
from daypass_policies.rules import catalog

PROD = "repo:acme/invoice:environment:prod"
RULE = catalog()["trust-pins-subject"]


def wanted(problem: Problem) -> dict[str, dict[str, str]]:
    """The conditions that would mend it: operator → key → value."""
    asked: dict[str, dict[str, str]] = json.loads(problem.mended or "")["Condition"]
    return asked


def test_the_exact_subject_of_pull_requests_is_advice_for_a_role_that_is_no_administrator() -> None:
    """So are plans made: whoever wrote it meant every pull request, and what the role may do is what matters."""
    plans = [f"repo:acme/invoice:{end}" for end in ("pull_request", "ref:refs/heads/main")]
    (problem,) = problems(RULE, role(github(StringEquals={"sub": plans})))
    assert (problem.severity, problem.advisory) == ("medium", True)
    power = ["arn:aws:iam::aws:policy/AdministratorAccess"]
    (problem,) = problems(RULE, role(github(StringEquals={"sub": plans}), managedPolicyArns=power))
    assert (problem.severity, problem.advisory) == ("high", False)
    (problem,) = problems(RULE, role(github(StringLike={"sub": [plans[0], "repo:acme/invoice:ref:refs/heads/*"]})))
    assert not problem.advisory


WORKFLOW = "acme/ci/.github/workflows/x.yml"


@pytest.mark.parametrize("ref", ["refs/tags/v1", "refs/heads/main", "a" * 40])
def test_one_reusable_workflow_at_one_ref_may_be_called_by_all_of_its_organisation(ref: str) -> None:
    asked = github(StringLike={"sub": "repo:acme/*"}, StringEquals={"job_workflow_ref": f"{WORKFLOW}@{ref}"})
    assert problems(RULE, role(asked)) == []
    (problem,) = problems(RULE, role(asked), profile="strict")
    assert problem.severity == "medium"
    assert f"every repository of the organisation acme that calls the workflow {WORKFLOW}," in problem.message


@pytest.mark.parametrize(
    ("subject", "workflow", "severity"),
    [
        ("repo:acme/*", f"{WORKFLOW}@refs/pull/7/merge", "high"),
        ("repo:acme/*:pull_request", f"{WORKFLOW}@refs/heads/main", "medium"),
        ("repo:acme/*", "acme-tools/ci/.github/workflows/x.yml@refs/heads/main", "medium"),
        ("repo:acme/*", f"stranger/{WORKFLOW}@refs/heads/main", "medium"),
    ],
)
def test_one_of_a_pull_request_or_of_somebody_else_is_told(subject: str, workflow: str, severity: str) -> None:
    asked = github(StringLike={"sub": subject}, StringEquals={"job_workflow_ref": workflow})
    (problem,) = problems(RULE, role(asked))
    assert problem.severity == severity


def test_an_organisation_may_be_told_by_the_repository_s_name() -> None:
    asked = github(StringLike={"sub": "repo:*", "repository": "acme/*"})
    (problem,) = problems(RULE, role(asked))
    assert problem.severity == "high"
    assert "more than one repository of the organisation acme" in problem.message


@pytest.mark.parametrize(
    ("asked", "witness"),
    [
        ({"repository_owner_id": "9"}, "repo:ORG/another-repository:pull_request"),
        ({"repository_owner_id": "9", "ref": "refs/heads/main"}, "repo:ORG/another-repository:ref:refs/heads/main"),
        ({"repository_owner_id": "9", "environment": "prod"}, "repo:ORG/another-repository:environment:prod"),
        ({"enterprise_id": "9"}, "repo:ORG/another-repository:pull_request"),
        ({"repository_id": "9"}, "repo:ORG/REPO:pull_request"),
        ({"repository": "acme/invoice"}, "repo:acme/invoice:pull_request"),
        ({"environment": "prod"}, "repo:somebody-else/anything:environment:prod"),
    ],
    ids=str,
)
def test_a_witness_has_every_claim_that_is_asked_for(asked: dict[str, str], witness: str) -> None:
    """No token has the id of one organisation and the subject of another."""
    (problem,) = problems(RULE, role(github(StringEquals=asked, StringLike={"sub": "repo:*"})))
    assert problem.witness == witness
    assert witness in problem.message


@pytest.mark.parametrize(
    ("audience", "beginning"),
    [
        ("aws:acme-corp", "pulumi:environments:org:acme-corp:env:another-project/"),
        ("acme-corp", "pulumi:deploy:org:acme-corp:project:another-project:"),
    ],
)
def test_a_witness_of_pulumi_is_of_the_organisation_and_the_service_that_the_audience_names(
    audience: str, beginning: str
) -> None:
    path = "api.pulumi.com/oidc"
    asked = statement(
        {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{path}"},
        "sts:AssumeRoleWithWebIdentity",
        StringEquals={f"{path}:aud": audience},
    )
    (problem,) = problems(RULE, role(asked))
    assert (problem.witness or "").startswith(beginning)
    assert "of the organisation 'acme-corp'" in problem.message
    assert [key for keys in wanted(problem).values() for key in keys] == [
        f"{path}:sub"
    ]  # the audience is right as it is


@pytest.mark.parametrize(
    ("issuer", "subject", "is_pinned"),
    [
        ("tfe.acme.example", "organization:acme:project:net:workspace:vpc:run_phase:*", True),
        ("tfe.acme.example", "organization:acme:project:*:workspace:vpc:run_phase:*", True),
        ("tfe.acme.example", "organization:acme:project:net:workspace:*", False),
        ("tfe.acme.example", "organization:*", False),
        ("spacelift.acme.example", "space:prod-01:stack:vpc:run_type:*", True),
        ("spacelift.acme.example", "space:prod-01:stack:*", False),
        ("ci.acme.example", "team:acme:job:*", False),
    ],
)
def test_an_issuer_of_one_s_own_is_read_by_the_shapes_of_the_product(
    issuer: str, subject: str, *, is_pinned: bool
) -> None:
    asked = statement(
        {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{issuer}"},
        "sts:AssumeRoleWithWebIdentity",
        StringEquals={f"{issuer}:aud": "aws.workload.identity"},
        StringLike={f"{issuer}:sub": subject},
    )
    assert (problems(RULE, role(asked)) == []) is is_pinned


@pytest.mark.parametrize(
    ("operator", "amr", "lets_in_guests"),
    [
        ("ForAnyValue:StringEquals", "login.acme.app", False),
        ("ForAnyValue:StringLike", "authenticated", False),
        ("ForAnyValue:StringEquals", ["authenticated", "graph.facebook.com"], False),
        ("ForAnyValue:StringLike", "accounts.google.com*", False),
        ("ForAnyValue:StringLike", "*authenticated", True),
        ("ForAnyValue:StringEquals", ["login.acme.app", "unauthenticated"], True),
        ("ForAnyValue:StringEqualsIgnoreCase", "UNAUTHENTICATED", False),  # trust-names-no-guests says so
        ("ForAllValues:StringEquals", "login.acme.app", True),
    ],
)
def test_guests_come_by_their_own_word_alone(operator: str, amr: Any, *, lets_in_guests: bool) -> None:
    """A pool's other values are providers through which somebody has signed in."""
    host = "cognito-identity.amazonaws.com"
    asked = {"StringEquals": {f"{host}:aud": "eu-central-1:1"}, operator: {f"{host}:amr": amr}}
    found = problems(RULE, role(statement({"Federated": host}, "sts:AssumeRoleWithWebIdentity", **asked)))
    assert [problem.message.partition(";")[0] for problem in found] == ["role 'deploy' lets in guests"] * lets_in_guests
    if found:  # whoever has signed in as the trust says already still gets in
        signed_in = "login.acme.app" if operator.startswith("ForAll") else "authenticated"
        asked = ["login.acme.app", signed_in] if isinstance(amr, list) else signed_in
        assert wanted(found[0]) == {"ForAnyValue:StringEquals": {f"{host}:amr": asked}}


@pytest.mark.parametrize("operator", ["StringEqualsIfExists", "ForAllValues:StringEquals", "StringLikeIfExists"])
def test_a_claim_that_every_token_has_is_asked_for_by_an_operator_that_holds_without_it(operator: str) -> None:
    """No token comes without subject and audience, so nobody else gets in, which is what `admits` answers."""
    made = github(audience=False, **{operator: {"sub": PROD, "aud": "sts.amazonaws.com"}})
    (problem,) = problems(RULE, role(made))
    assert (problem.severity, problem.advisory, problem.witness) == ("low", True, None)
    assert f"asks for {GITHUB}:aud and {GITHUB}:sub in a way that would let in a token without" in problem.message
    assert "lets in" not in problem.message
    wide = github(**{operator.replace("Equals", "Like"): {"sub": "repo:acme/*"}})
    (problem,) = problems(RULE, role(wide))
    assert (problem.severity, problem.witness) == ("high", "repo:acme/another-repository:pull_request")


def test_of_two_issuers_in_one_statement_each_is_asked_so_as_to_let_in_the_other() -> None:
    own = "gitlab.acme.example"
    both = {"Federated": [f"arn:aws:iam::111122223333:oidc-provider/{issuer}" for issuer in (GITHUB, own)]}
    exact = {f"{GITHUB}:aud": "sts.amazonaws.com", f"{GITHUB}:sub": PROD}
    theirs = {
        f"{own}:aud": "https://gitlab.acme.example",
        f"{own}:sub": "project_path:acme/invoice:ref_type:branch:ref:main",
    }
    way = "sts:AssumeRoleWithWebIdentity"
    assert not problems(RULE, role(statement(both, way, StringEqualsIfExists={**exact, **theirs})))
    loose = {**exact, f"{own}:aud": "https://gitlab.acme.example"}
    assert problems(RULE, role(statement(both, way, StringEqualsIfExists=loose)))


def test_no_token_is_without_a_subject() -> None:
    assert not problems(RULE, role(github(Null={"sub": "true"})))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {f"{GITHUB}/acme:sub": "repo:acme/invoice:ref:refs/heads/main"}},
        {"StringLike": {"gitlab.com:sub": "project_path:acme/*"}},
        {"StringEquals": {f"{GITHUB} :sub": "repo:acme/invoice:ref:refs/heads/main"}},
        {"StringLike": {f"https://{GITHUB}:sub": "repo:acme/*"}},
        {"Null": {"gitlab.com:sub": "false"}},
    ],
    ids=str,
)
def test_a_key_of_another_issuer_lets_nobody_in(condition: dict[str, Any]) -> None:
    """What `admits` answers of every token; that it was hardly meant, trust-keys-are-present says."""
    assert problems(RULE, role(github(**condition))) == []
    assert len(problems(catalog()["trust-keys-are-present"], role(github(**condition)))) == 1


def test_what_the_issuer_s_url_says_stands_in_the_witness_and_in_what_mends_it() -> None:
    path = "oidc.circleci.com/org/9f1b7c1e"
    asked = statement(
        {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{path}"},
        "sts:AssumeRoleWithWebIdentity",
        StringEquals={f"{path}:aud": "9f1b7c1e"},
    )
    (problem,) = problems(RULE, role(asked))
    assert problem.witness == "org/9f1b7c1e/project/another-project/user/anything"
    assert wanted(problem) == {"StringLike": {f"{path}:sub": "org/9f1b7c1e/project/PROJECT/user/*"}}


CLUSTER = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"


@pytest.mark.parametrize("kind", ["iam/openIdConnectProvider", "iam:OidcProvider"])
def test_a_cluster_whose_provider_takes_one_audience_needs_none_in_the_trust(kind: str) -> None:
    def found(host: str, *audiences: Any, profile: Profile = "standard", **inputs: Any) -> list[str]:
        list_ = {"clientIdLists": [*audiences]} if "/" in kind else {"clientIdList": [*audiences]}
        make = aws if "/" in kind else native
        provider = make(kind, "provider", url=f"https://{host}", **list_, **inputs)
        arn = f"arn:aws:iam::111122223333:oidc-provider/{host}"
        subject = PROD if host == GITHUB else "system:serviceaccount:billing:worker"
        asked = statement({"Federated": arn}, "sts:AssumeRoleWithWebIdentity", StringEquals={f"{host}:sub": subject})
        return messages(judge_stack(RULE, role(asked), provider, profile=profile))

    assert not found(CLUSTER, "sts.amazonaws.com")
    assert "does not ask for an exact" in only(found(CLUSTER, "sts.amazonaws.com", profile="strict"))
    assert "does not ask for an exact" in only(found(CLUSTER, "sts.amazonaws.com", "vault"))
    assert "does not ask for an exact" in only(found(CLUSTER, UNKNOWN))
    assert "does not ask for an exact" in only(found(CLUSTER))
    assert f"does not ask for an exact audience; it should ask for {GITHUB}:aud = " in only(
        found(GITHUB, "sts.amazonaws.com")
    )
    message = only(found(CLUSTER, "sts.amazonaws.com", arn=f"arn:aws:iam::999999999999:oidc-provider/{CLUSTER}"))
    assert "does not ask for an exact" in message
    assert not found(CLUSTER, "sts.amazonaws.com", arn=f"arn:aws:iam::111122223333:oidc-provider/{CLUSTER}")


def test_an_issuer_that_only_looks_like_a_known_one_is_a_strangers() -> None:
    near = "token.actions.githubusercontents.com"
    exact = {f"{near}:aud": "sts.amazonaws.com", f"{near}:sub": "repo:acme/shop:environment:production"}
    provider = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{near}"}
    (problem,) = problems(RULE, role(statement(provider, "sts:AssumeRoleWithWebIdentity", StringEquals=exact)))
    assert f"lets in whoever holds {near}, which only looks like" in problem.message
    assert problem.severity == "critical"
