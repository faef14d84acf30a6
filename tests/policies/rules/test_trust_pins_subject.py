"""What `trust-pins-subject` refuses, passes and leaves undecided."""

import json
from typing import Any

import pytest
from tests.support.roles import GITHUB, PROVIDER, github, judged, problems, role, statement, trust
from tests.support.rules import only

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["trust-pins-subject"]
MAIN = "repo:acme/invoice:ref:refs/heads/main"
PROD = "repo:acme/invoice:environment:prod"
IMMUTABLE = "repo:acme@987654/invoice@123456789:environment:prod"
EKS = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"


@pytest.mark.parametrize(
    ("subject", "severity", "words", "witness"),
    [
        ("*", "critical", "any repository on GitHub", "repo:somebody-else/anything:ref:refs/heads/main"),
        ("repo:*", "critical", "any repository on GitHub", "repo:somebody-else/anything:ref:refs/heads/main"),
        ("repo:*:*", "critical", "any repository on GitHub", "repo:somebody-else/anything:ref:refs/heads/main"),
        ("repo:*/*:*", "critical", "any repository on GitHub", "repo:somebody-else/anything:ref:refs/heads/main"),
        ("repo:acme*", "critical", "any repository on GitHub", "repo:acmeanything"),
        ("repo:acme*/invoice:*", "critical", "any repository on GitHub", "repo:acmeanything/invoice:anything"),
        ("repo:*/invoice:environment:prod", "critical", "any repository", "repo:anything/invoice:environment:prod"),
        ("repo:acme/*", "high", "of the organisation acme", "repo:acme/another-repository:pull_request"),
        ("repo:acme@987654/*", "high", "of the organisation acme", "repo:acme@987654/anything"),
        ("repo:acme/invoice*", "high", "of the organisation acme", "repo:acme/invoiceanything"),
        ("repo:acme/*:environment:prod", "high", "of the organisation acme", "repo:acme/anything:environment:prod"),
        ("repo:acme/invoice:*", "medium", "of the repository acme/invoice", "repo:acme/invoice:pull_request"),
        (
            f"{IMMUTABLE[:35]}*",
            "medium",
            "of the repository acme/invoice",
            "repo:acme@987654/invoice@123456789:anything",
        ),
        ("repo:acme/invoice:ref:refs/heads/*", "medium", "acme/invoice", "repo:acme/invoice:ref:refs/heads/any-branch"),
        ("repo:acme/invoice:environment:pro?", "medium", "acme/invoice", "repo:acme/invoice:environment:prox"),
        ("repo:acme/invoice:pull_request", "medium", "acme/invoice", "repo:acme/invoice:pull_request"),
        ("repository_owner:acme", "high", "one organisation", "repository_owner:acme"),
        ("repo:acme/invoice", "medium", "acme/invoice", "repo:acme/invoice"),
        ("job_workflow_ref:acme/ci/.github/workflows/x.yml@refs/heads/main", "critical", "any repository", "job_"),
    ],
)
def test_a_subject_that_takes_in_more_than_one_workload(subject: str, severity: str, words: str, witness: str) -> None:
    """Who gets in is named, with an example; the more strangers, the graver."""
    (problem,) = problems(RULE, role(github(StringLike={"sub": subject})))
    assert problem.severity == severity
    assert words in problem.message
    assert problem.witness.startswith(witness)
    assert repr(problem.witness) in problem.message
    assert problem.at == "assumeRolePolicy.Statement[0]"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"sub": PROD}},
        {"StringEquals": {"sub": IMMUTABLE}},
        {"StringEquals": {"sub": [PROD, IMMUTABLE]}},
        {"StringLike": {"sub": MAIN}},
        {"stringequals": {f"{GITHUB}:SUB": MAIN}},
        {"ForAnyValue:StringEquals": {"sub": MAIN}},
        {"ForAllValues:StringEquals": {"sub": MAIN}, "Null": {"sub": "false"}},
        {"StringEqualsIfExists": {"sub": MAIN}, "StringLike": {"sub": "repo:acme/*"}},
        {"StringLike": {"sub": "repo:acme/*"}, "StringEquals": {"repository_id": "12", "ref": "refs/heads/main"}},
        {"StringLike": {"sub": "repo:*"}, "StringEquals": {"repository_id": "12", "environment": "prod"}},
        {
            "StringLike": {"sub": "repo:acme/invoice:*"},
            "StringEquals": {"job_workflow_ref": "acme/ci/a.yml@refs/heads/m"},
        },
        {"StringEqualsIgnoreCase": {"sub": PROD}},
        {"StringEquals": {"sub": "repo:acme/*"}},
        {"StringEquals": {"sub": "repository_id:12:environment:prod"}},
        {"StringEquals": {"sub": "repo:acme/invoice:job_workflow_ref:acme/ci/.github/workflows/x.yml@refs/heads/main"}},
    ],
    ids=str,
)
def test_a_subject_or_claims_that_pin_one_workload_pass(condition: dict[str, Any]) -> None:
    made = github(**condition)
    made["Condition"].setdefault("StringEquals", {})[f"{GITHUB}:aud"] = "sts.amazonaws.com"
    assert problems(RULE, role(made)) == []


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"StringNotEquals": {"sub": "repo:evil/x:pull_request"}},
        {"StringNotLike": {"sub": "repo:evil/*"}},
        {"Null": {"sub": "false"}},
        {"StringEquals": {"sub": []}},
        {"StringLike": {"sub": [MAIN, "*"]}},
        {"StringEqualsIfExists": {f"{GITHUB}/acme:sub": MAIN}},
        {"StringNotEquals": {"gitlab.com:sub": MAIN}},
        {"StringEqualsIfExists": {f"https://{GITHUB}:sub": MAIN}},
        {"ForAllValues:StringEquals": {"repository_owner": "acme"}},
        {"StringEquals": {"repository_owner": "acme"}},
        {"StringEquals": {"to\u212aen.actions.githubusercontent.com:sub": MAIN}},
        {"StringEquals": {"sub": f"${{{GITHUB}:sub}}"}},
        {"StringEquals": {"sub": "repo:${aws:PrincipalTag/repo}:environment:prod"}},
        {"StringEquals": {"actor": "maria"}},
        {"StringEquals": {"environment": "prod", "ref": "refs/heads/main"}},
        {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
    ],
    ids=str,
)
def test_a_condition_that_asks_for_no_subject_pins_nothing(condition: dict[str, Any]) -> None:
    """What is true without the claim, or of almost every claim, is no pin; nor is another provider's key."""
    (problem,) = problems(RULE, role(github(**condition)))
    assert problem.severity == "critical"
    assert "any repository on GitHub" in problem.message
    assert f"{GITHUB}:sub = 'repo:ORG/REPO:environment:ENVIRONMENT'" in problem.message


@pytest.mark.parametrize(
    ("condition", "severity"),
    [
        ({"StringEquals": {"repository_id": "12"}, "StringLike": {"sub": "repo:acme/*"}}, "medium"),
        ({"StringEquals": {"repository_owner_id": "9"}, "StringLike": {"sub": "repo:*"}}, "high"),
        ({"StringEquals": {"enterprise_id": "9"}, "StringLike": {"sub": "repo:*"}}, "high"),
        ({"StringLike": {"sub": "repo:acme/invoice:*", "ref": "refs/heads/*"}}, "medium"),
        ({"StringEquals": {"workflow": "deploy"}, "StringLike": {"sub": "repo:acme/invoice:*"}}, "medium"),
        ({"StringLike": {"sub": "repo:acme/invoice:*", "job_workflow_ref": "acme/ci/x.yml@*"}}, "medium"),
        ({"StringEqualsIgnoreCase": {"sub": MAIN}}, "medium"),
        ({"StringLike": {"sub": [MAIN, "repo:acme/*"]}}, "high"),
        ({"StringEqualsIfExists": {"environment": "prod"}, "StringLike": {"sub": "repo:acme/invoice:*"}}, "medium"),
    ],
    ids=str,
)
def test_claims_that_pin_only_half_are_told_by_what_they_leave_open(condition: dict[str, Any], severity: str) -> None:
    (problem,) = problems(RULE, role(github(**condition)))
    assert problem.severity == severity


def test_a_trust_by_other_claims_needs_the_subject_too() -> None:
    """AWS refuses a GitHub trust that does not ask for `sub`, so what looks pinned could not be deployed."""
    pins = {"repository_id": "12", "ref": "refs/heads/main"}
    assert not problems(RULE, role(github(StringEquals=pins)))  # AWS says it, and nobody gets in
    (problem,) = problems(RULE, role(github(StringEquals=pins)), profile="strict")
    assert f"pins its workload without {GITHUB}:sub, and AWS refuses" in problem.message
    assert (problem.severity, problem.advisory) == ("low", True)
    # Who looks at it, if only to exclude some, has what AWS asks for.
    assert not problems(RULE, role(github(StringEquals=pins, StringNotLike={"sub": "*:pull_request"})))
    (problem,) = problems(RULE, role(github(audience=False, StringEquals=pins)))
    assert f"does not ask for an exact audience; it should ask for {GITHUB}:aud = " in problem.message
    assert (problem.severity, problem.advisory) == ("low", True)


@pytest.mark.parametrize(
    "audience", [{}, {"StringLike": {"aud": "*"}}, {"ForAllValues:StringNotEquals": {"aud": "sts.amazonaws.com"}}]
)
def test_the_audience_is_asked_for_exactly(audience: dict[str, Any]) -> None:
    made = github(audience=False, **audience)
    made.setdefault("Condition", {})["StringEquals"] = {f"{GITHUB}:sub": PROD}
    (problem,) = problems(RULE, role(made))
    assert (problem.severity, problem.advisory) == ("low", True)  # the provider's list of audiences still holds
    assert f"it should ask for {GITHUB}:aud = 'sts.amazonaws.com'" in problem.message


def test_each_loose_statement_is_a_finding_of_its_own() -> None:
    """A second, loose statement opens what the first one closes, and a baseline of one does not hide the other."""
    strict = github(StringEquals={"sub": PROD})
    found = problems(
        RULE, role(strict, github(StringLike={"sub": "repo:acme/*"}), github(StringLike={"sub": "repo:*"}))
    )
    assert [problem.at for problem in found] == ["assumeRolePolicy.Statement[1]", "assumeRolePolicy.Statement[2]"]
    assert len({problem.key for problem in found}) == 2


def test_a_widened_subject_is_a_new_finding_even_with_the_same_sid() -> None:
    narrow = github(StringLike={"sub": "repo:acme/invoice:*"}) | {"Sid": "Deploy"}
    wide = github(StringLike={"sub": "repo:*"}) | {"Sid": "Deploy"}
    assert problems(RULE, role(narrow))[0].key != problems(RULE, role(wide))[0].key


@pytest.mark.parametrize(
    "action",
    [
        "sts:AssumeRoleWithWebIdentity",
        "STS:assumerolewithwebidentity",
        "sts:*",
        "*",
        "sts:Assume*",
        ["sts:TagSession", "*"],
    ],
    ids=str,
)
def test_every_spelling_of_the_action_counts(action: Any) -> None:
    message = only(problems(RULE, role(github(StringLike={"sub": "repo:*"}) | {"Action": action})))
    assert "lets in any repository on GitHub" in message


def test_a_statement_of_what_may_not_be_done_allows_the_rest() -> None:
    made = github(StringLike={"sub": "repo:*"})
    del made["Action"]
    assert "lets in any repository on GitHub" in only(problems(RULE, role(made | {"NotAction": "sts:TagSession"})))
    assert not problems(RULE, role(made | {"NotAction": "sts:*"}))


def test_a_deny_and_a_statement_that_lets_nobody_in_are_no_matter() -> None:
    loose = github(StringLike={"sub": "repo:*"})
    assert not problems(RULE, role(loose | {"Effect": "Deny"}))
    assert not problems(RULE, role(loose | {"Action": "sts:TagSession"}))


@pytest.mark.parametrize(
    ("provider", "words"),
    [
        ([PROVIDER], "more than one repository of the organisation acme"),
        (GITHUB, "more than one repository of the organisation acme"),
        (PROVIDER.upper(), f"every subject of {PROVIDER.upper()}"),
    ],
)
def test_every_form_of_the_provider_counts(provider: Any, words: str) -> None:
    made = github(StringLike={"sub": "repo:acme/*"}) | {"Principal": {"Federated": provider}}
    assert f"lets in {words}" in only(problems(RULE, role(made)))


def test_each_provider_of_one_statement_is_judged_for_itself() -> None:
    both = {"Principal": {"Federated": [PROVIDER, f"arn:aws:iam::111122223333:oidc-provider/{EKS}"]}}
    (problem,) = problems(RULE, role(github(audience=False, StringEqualsIfExists={"sub": PROD, "aud": "x"}) | both))[1:]
    assert EKS in problem.message
    # What is asked of GitHub's tokens, no token of the cluster has: it does not get in.
    assert not problems(RULE, role(github(StringEquals={"sub": PROD}) | both))


def test_an_enterprise_has_an_issuer_of_its_own_with_the_same_claims() -> None:
    path = f"{GITHUB}/acme-corp"
    good = {"StringEquals": {f"{path}:aud": "sts.amazonaws.com", f"{path}:sub": PROD}}
    made = github(audience=False, provider=f"{PROVIDER}/acme-corp", **good)
    assert not problems(RULE, role(made))
    assert not problems(RULE, role(github(provider=f"{PROVIDER}/acme-corp", StringEquals={"sub": PROD})))
    loose = github(audience=False, provider=f"{PROVIDER}/acme-corp", StringEqualsIfExists={"sub": PROD})
    (problem,) = problems(RULE, role(loose))
    assert "any repository of the GitHub enterprise" in problem.message
    assert problem.severity == "high"


def test_a_cluster_is_its_own_issuer_and_must_be_asked_for_exact_subject_and_audience() -> None:
    provider = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{EKS}"}
    asked = {f"{EKS}:aud": "sts.amazonaws.com", f"{EKS}:sub": "system:serviceaccount:billing:worker"}
    web = "sts:AssumeRoleWithWebIdentity"
    assert not problems(RULE, role(statement(provider, web, StringEquals=asked)))

    cases: list[tuple[dict[str, Any], str, str]] = [
        ({}, "high", "lets in the whole cluster"),
        ({"StringLike": asked | {f"{EKS}:sub": "*"}}, "high", "the whole cluster"),
        ({"StringLike": asked | {f"{EKS}:sub": "system:serviceaccount:bill*:worker"}}, "high", "of the cluster"),
        ({"StringLike": asked | {f"{EKS}:sub": "system:serviceaccount:billing:*"}}, "medium", "namespace 'billing'"),
        ({"StringEqualsIgnoreCase": asked}, "high", "in any case"),
        ({"StringEquals": {f"{EKS}:sub": "system:serviceaccount:billing:worker"}}, "low", "exact audience"),
    ]
    for condition, severity, words in cases:
        (problem,) = problems(RULE, role(statement(provider, web, **condition)))
        assert (problem.severity, words in problem.message) == (severity, True), problem.message


def test_a_shared_issuer_without_a_subject_is_open_to_strangers() -> None:
    provider = {"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"}
    (problem,) = problems(RULE, role(statement(provider, "sts:AssumeRoleWithWebIdentity")))
    assert problem.severity == "critical"


@pytest.mark.parametrize(
    ("principal", "good"),
    [
        ("cognito-identity.amazonaws.com", {"aud": "eu-central-1:1", "amr": "authenticated"}),
        ("accounts.google.com", {"aud": "12", "sub": "34"}),
        ("www.amazon.com", {"app_id": "12"}),
        ("graph.facebook.com", {"app_id": "12"}),
        ("arn:aws:iam::111122223333:saml-provider/corp", {"aud": "https://signin.aws.amazon.com/saml"}),
    ],
)
def test_other_providers_have_claims_of_their_own(principal: str, good: dict[str, str]) -> None:
    prefix = "SAML" if "saml" in principal else principal
    action = "sts:AssumeRoleWithSAML" if "saml" in principal else "sts:AssumeRoleWithWebIdentity"
    asked = {f"{prefix}:{claim}": value for claim, value in good.items()}
    assert not problems(RULE, role(statement({"Federated": principal}, action, StringEquals=asked)))
    for left_out in asked:
        kept = {key: value for key, value in asked.items() if key != left_out}
        message = only(problems(RULE, role(statement({"Federated": principal}, action, StringEquals=kept))))
        assert ("lets in guests" if left_out.endswith(":amr") else f"it should ask for {left_out}") in message


def test_guests_whom_a_trust_names_are_another_rules() -> None:
    host = "cognito-identity.amazonaws.com"
    asked = {f"{host}:aud": "eu-central-1:1", f"{host}:amr": "unauthenticated"}
    guests = role(statement({"Federated": host}, "sts:AssumeRoleWithWebIdentity", StringEquals=asked))
    assert not problems(RULE, guests)
    assert only(problems(catalog()["trust-names-no-guests"], guests))


def test_names_alone_do_in_the_standard_profile_and_not_in_the_strict_one() -> None:
    by_name, by_id = github(StringEquals={"sub": PROD}), github(StringEquals={"sub": IMMUTABLE})
    also_id = github(StringEquals={"sub": [PROD, IMMUTABLE], "repository_id": "123456789"})
    assert not problems(RULE, role(by_name))
    assert "by its name alone" in problems(RULE, role(by_name), profile="strict")[0].message
    assert (
        "by its name alone"
        in problems(RULE, role(github(StringEquals={"sub": [PROD, IMMUTABLE]})), profile="strict")[0].message
    )
    assert not problems(RULE, role(by_id), profile="strict")
    assert not problems(RULE, role(also_id), profile="strict")


def test_services_and_roles_are_for_other_rules() -> None:
    service = statement({"Service": "lambda.amazonaws.com"})
    assert not problems(RULE, role(service, statement({"AWS": "arn:aws:iam::111122223333:root"}), statement("*")))


def test_an_unknown_condition_leaves_only_the_provider_undecided() -> None:
    document = trust(github(StringLike={"sub": "repo:acme/*"}), github(StringEquals={"sub": UNKNOWN}))
    found, unknown = judged(RULE, Resource.of("aws-native:iam:Role", "deploy", assumeRolePolicyDocument=document))
    assert [problem.at for problem in found] == ["assumeRolePolicyDocument.Statement[0]"]
    assert unknown == [f"assumeRolePolicyDocument.Statement[1].Condition.StringEquals.{GITHUB}:sub"]

    service = statement({"Service": "lambda.amazonaws.com"}, StringEquals={"aws:SourceAccount": UNKNOWN})
    resource = Resource.of("aws-native:iam:Role", "deploy", assumeRolePolicyDocument=trust(service))
    assert judged(RULE, resource) == ([], [])


def test_an_unknown_trust_is_undecided() -> None:
    resource = Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=UNKNOWN)
    assert judged(RULE, resource) == ([], ["assumeRolePolicy"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"*"',
        '{"Statement": 1}',
        '{"Version": "2012-10-17"}',
        "[" * 10000,
        '{"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole"}}',
        '{"Statement": {"Effect": "allow"}}',
    ],
)
def test_a_trust_that_cannot_be_read_is_undecided_as_another_rule_tells_it(text: str) -> None:
    found, unknown = judged(RULE, Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=text))
    assert found == []
    assert unknown


def test_a_role_without_a_trust_is_undecided_too() -> None:
    assert judged(RULE, Resource.of("aws:iam/role:Role", "deploy")) == ([], ["assumeRolePolicy"])
    looked_up = Resource(
        urn="urn:pulumi:dev::p::aws:iam/role:Role::x", type="aws:iam/role:Role", name="x", external=True
    )
    assert judged(RULE, looked_up) == ([], ["assumeRolePolicy"])


def test_a_secret_trust_is_judged_and_never_shown() -> None:
    canary = "canary-5d1c"
    for made in (github(StringLike={"sub": f"repo:{canary}/*"}), statement({"Federated": f"{canary}*"}, "*")):
        document = json.dumps(trust(made | {"Sid": canary}))
        (problem,) = problems(RULE, Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=Secret(document)))
        assert canary not in repr(problem)
    (problem,) = problems(
        RULE, Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=Secret(f'{{"Federated" {canary}'))
    )
    assert canary not in repr(problem)


def test_unknown_conditions_of_others_are_for_other_rules() -> None:
    condition = {"StringEquals": {"sts:ExternalId": UNKNOWN}}
    account = statement({"AWS": "444455556666"}, **condition)
    everyone = statement("*", **condition)
    resource = Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=trust(account, everyone))
    path = "assumeRolePolicyDocument.Statement[{}].Condition.StringEquals.sts:ExternalId"
    assert judged(RULE, resource) == ([], [])
    assert judged(catalog()["trust-names-no-whole-account"], resource) == ([], [path.format(0)])
    assert judged(catalog()["trust-is-not-public"], resource) == ([], [path.format(1)])


@pytest.mark.parametrize(
    "made",
    [
        github(StringLike={"sub": f"repo:{'a' * 100_000}/*"}),
        github(StringLike={"sub": f"repo:acme/{'a' * 100_000}:*"}),
        statement({"Federated": f"arn:aws:iam::111122223333:oidc-provider/{'a' * 100_000}"}, "*"),
    ],
    ids=len,
)
def test_a_hostile_document_does_not_decide_how_long_a_message_is(made: dict[str, Any]) -> None:
    (problem,) = problems(RULE, role(made))
    assert len(problem.message) < 1000
