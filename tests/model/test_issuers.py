"""How far a trust reaches is told of every issuer in the words of that issuer."""

from itertools import product
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass.data.table import read_table
from daypass.iam.glob import matches
from daypass.model.issuers import known_issuer
from daypass.model.kind import BREADTHS, Asked, Breadth, Claim, Pinned

TERRAFORM: Final = "app.terraform.io"
BUILDKITE: Final = "agent.buildkite.com"
CIRCLE: Final = "oidc.circleci.com/org/0a1b"
BITBUCKET: Final = "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc"
PULUMI: Final = "api.pulumi.com/oidc"
VERCEL: Final = "oidc.vercel.com/acme"
SPACELIFT: Final = "acme.app.spacelift.io"
DEVOPS: Final = "vstoken.dev.azure.com/1111"
EKS: Final = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"
REPO: Final = "{11111111-2222-3333-4444-555555555555}"


def pinned(path: str, *patterns: str) -> Pinned:
    """How far a trust in the issuer reaches that asks for a subject which fits one of these patterns."""
    return known_issuer(path).pinned({"sub": tuple(Claim(pattern, exact=False) for pattern in patterns)})


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        ("gitlab.com", "project_path:acme/app:ref_type:branch:ref:main"),
        ("gitlab.com", "project_path:acme/team/app:ref_type:tag:ref:v1.0"),
        ("gitlab.com", "project_path:acme/app:ref_type:tag:ref:v*"),
        ("gitlab.com", "project_path:acme/app:ref_type:branch:ref:release/*"),
        ("gitlab.acme.example", "project_path:acme/app:ref_type:branch:ref:main"),
        (TERRAFORM, "organization:acme:project:core:workspace:prod:run_phase:*"),
        (TERRAFORM, "organization:acme:project:*:workspace:prod:run_phase:apply"),
        (TERRAFORM, "organization:acme:project:core:stack:net:*"),
        (BUILDKITE, "organization:acme:pipeline:deploy:ref:refs/heads/main:commit:*:step:*"),
        (BUILDKITE, "organization:acme:pipeline:deploy:*"),
        (BITBUCKET, f"{REPO}:*"),
        (BITBUCKET, f"{REPO}*"),
        (BITBUCKET, f"{REPO}:{{66666666-7777-8888-9999-000000000000}}:*"),
        (CIRCLE, "org/0a1b/project/9f8e/user/*"),
        (CIRCLE, "org/0a1b/project/9f8e/user/*/vcs-origin/github.com/acme/app/vcs-ref/refs/heads/main"),
        ("oidc.codefresh.io", "account:5f30:pipeline:64de:*"),
        (
            "oidc.modal.com",
            "modal:workspace_id:ac-1:environment_name:main:app_name:etl:function_name:run:container_id:*",
        ),
        ("scalr.io", "account:acme:environment:prod:workspace:net"),
        ("proidc.upbound.io", "mcp:acme/prod:provider:provider-aws*"),
        (PULUMI, "pulumi:deploy:org:acme:project:core:stack:prod:operation:*:scope:write"),
        (PULUMI, "pulumi:environments:org:acme:env:core/prod"),
        (VERCEL, "owner:acme:project:web:environment:production"),
        (SPACELIFT, "space:prod-01:stack:net:run_type:*:scope:write"),
        (SPACELIFT, "*:stack:net:*"),
        (DEVOPS, "sc://acme/core/aws-prod"),
        ("acme.semaphoreci.com", "org:acme:project:936a:repo:*:ref_type:branch:ref:refs/heads/main"),
        ("app.harness.io/ng/api/oidc/account/1a", "account/1a:org/default:project/core"),
        (EKS, "system:serviceaccount:billing:worker"),
        (EKS, "system:serviceaccount:spark:emr-containers-sa-*-*-111122223333-a1b2c3"),
        ("spire.acme.example", "spiffe://acme.example/ns/billing/sa/worker"),
    ],
)
def test_a_wildcard_where_every_run_differs_leaves_one_workload(path: str, subject: str) -> None:
    assert pinned(path, subject).breadth == "one workload"


@pytest.mark.parametrize(
    ("path", "subject", "who"),
    [
        ("gitlab.com", "project_path:acme/app:ref_type:branch:ref:*", "branch or tag of the project 'app'"),
        ("gitlab.com", "project_path:acme/app:ref_type:tag:ref:*", "branch or tag of the project 'app'"),
        ("gitlab.com", "project_path:acme/app:ref_type:branch:ref:v*", "branch or tag of the project 'app'"),
        ("gitlab.com", "project_path:acme/app:ref_type:*:ref:v*", "branch or tag of the project 'app'"),
        ("gitlab.com", "project_path:acme/app:*", "branch or tag of the project 'app'"),
        (TERRAFORM, "organization:acme:project:core:workspace:*:run_phase:plan", "workspace of the project 'core'"),
        ("scalr.io", "account:acme:environment:prod:workspace:*", "workspace of the environment 'prod'"),
        (PULUMI, "pulumi:deploy:org:acme:project:core:*", "stack of the project 'core'"),
        (VERCEL, "owner:acme:project:web:environment:*", "environment of the project 'web'"),
        (SPACELIFT, "space:prod:*", "of the space 'prod'"),
        (DEVOPS, "sc://acme/core/*", "service connection of the project 'core'"),
        ("acme.semaphoreci.com", "org:acme:project:936a:*", "branch or tag of the project '936a'"),
        ("app.harness.io/ng/api/oidc/account/1a", "account/1a:org/core:project/*", "of the organisation 'core'"),
        (EKS, "system:serviceaccount:billing:*", "service account of the namespace 'billing'"),
        ("spire.acme.example", "spiffe://acme.example/ns/billing/sa/*", "of the namespace 'billing'"),
    ],
)
def test_a_part_of_a_tenant_is_said_by_name(path: str, subject: str, who: str) -> None:
    found = pinned(path, subject)
    assert found.breadth == "repository"
    assert who in found.who


@pytest.mark.parametrize(
    ("path", "subject", "who"),
    [
        ("gitlab.com", "project_path:acme/*:ref_type:branch:ref:main", "project of the group 'acme'"),
        ("gitlab.com", "project_path:acme/app*", "project of the group 'acme'"),
        ("gitlab.acme.example", "project_path:acme/*", "project of the group 'acme'"),
        (TERRAFORM, "organization:acme:*", "project of the organisation 'acme'"),
        (TERRAFORM, "organization:acme:workspace:*:run_phase:apply", "begins with 'organization:acme:workspace:'"),
        (BUILDKITE, "organization:acme:*", "pipeline of the organisation 'acme'"),
        (BUILDKITE, "organization:acme:pipeline:*:ref:refs/heads/main:commit:*:step:*", "of the organisation 'acme'"),
        ("oidc.codefresh.io", "account:5f30:*", "pipeline of the account '5f30'"),
        ("scalr.io", "account:acme:*", "environment of the account 'acme'"),
        ("proidc.upbound.io", "mcp:acme/*", "control plane of the organisation 'acme'"),
        (PULUMI, "pulumi:deploy:org:acme:*", "project of the organisation 'acme'"),
        (VERCEL, "owner:acme:project:*:environment:production", "project of the Vercel team"),
        (EKS, "system:serviceaccount:*:worker", "namespace of the cluster"),
        ("spire.acme.example", "spiffe://acme.example/*", "namespace of the trust domain 'acme.example'"),
        ("login.example.org", "svc-*", "begins with 'svc-'"),
    ],
)
def test_a_tenant_is_said_by_name(path: str, subject: str, who: str) -> None:
    found = pinned(path, subject)
    assert found.breadth == "organisation"
    assert who in found.who


@pytest.mark.parametrize(
    ("path", "subject", "who"),
    [
        ("gitlab.com", "project_path:acme*", "any group of GitLab.com"),
        ("gitlab.com", "project_path:*/app:ref_type:branch:ref:main", "any group of GitLab.com"),
        (TERRAFORM, "organization:*:workspace:prod:run_phase:apply", "any organisation of HCP Terraform"),
        (BUILDKITE, "*", "any organisation of Buildkite"),
        (BITBUCKET, "*", "the whole Bitbucket workspace"),
        (CIRCLE, "org/0a1b/project/*", "the whole CircleCI organisation"),
        (VERCEL, "*", "the whole Vercel team"),
        (SPACELIFT, "*", "the whole Spacelift account"),
        (EKS, "system:serviceaccount:*", "the whole cluster"),
        ("gitlab.acme.example", "project_path:*", "any group of gitlab.acme.example"),
        ("gitlab.acme.example", "*", "every subject of gitlab.acme.example"),
        ("sts.windows.net/2222/", "*", "the whole Entra tenant"),
    ],
)
def test_all_of_an_issuer_is_said_to_be_what_its_url_names(path: str, subject: str, who: str) -> None:
    found = pinned(path, subject)
    assert (found.breadth, found.who) == ("issuer", who)


@pytest.mark.parametrize(
    ("path", "claims", "breadth"),
    [
        ("gitlab.com", {"project_id": "7"}, "repository"),
        ("gitlab.com", {"namespace_id": "7"}, "organisation"),
        ("gitlab.acme.example", {"project_id": "7"}, "issuer"),
        (BUILDKITE, {"organization_slug": "acme"}, "organisation"),
        (BUILDKITE, {"pipeline_id": "7"}, "one workload"),
        (BUILDKITE, {"pipeline_slug": "deploy"}, "issuer"),
        (BUILDKITE, {"pipeline_slug": "deploy", "organization_id": "7"}, "one workload"),
        (CIRCLE, {"oidc.circleci.com/project-id": "7"}, "one workload"),
        ("oidc.vercel.com", {"aud": "https://vercel.com/acme"}, "organisation"),
        (PULUMI, {"aud": "aws:acme"}, "organisation"),
        (TERRAFORM, {"aud": "aws.workload.identity"}, "issuer"),
    ],
)
def test_claims_that_sts_maps_pin_as_well(path: str, claims: dict[str, str], breadth: str) -> None:
    asked: Asked = {key: (Claim(value, exact=True),) for key, value in claims.items()}
    assert known_issuer(path).pinned(asked).breadth == breadth
    loose: Asked = {key: (Claim(f"{value}*", exact=False),) for key, value in claims.items()}
    assert known_issuer(path).pinned(loose).breadth == "issuer"


def test_protected_refs_of_a_project_are_one_workload() -> None:
    """Who may push to them is settled in GitLab; other branches and tags have the claim too, and say `false`."""
    project = {"sub": (Claim("project_path:acme/app:*", exact=False),)}
    for value, breadth in (("true", "one workload"), ("false", "repository"), ("t*", "repository")):
        asked: Asked = project | {"ref_protected": (Claim(value, exact="*" not in value),)}
        assert known_issuer("gitlab.com").pinned(asked).breadth == breadth
    assert known_issuer("gitlab.com").pinned({"ref_protected": (Claim("true", exact=True),)}).breadth == "issuer"


def test_a_loose_alternative_is_what_counts() -> None:
    narrow, wide = "organization:acme:pipeline:deploy:*", "organization:acme:*"
    assert pinned(BUILDKITE, narrow, wide).breadth == "organisation"
    assert pinned(BUILDKITE, narrow, f"{wide[:-2]}*").breadth == "issuer"


def test_an_exact_value_with_a_wildcard_in_it_lets_nobody_in() -> None:
    asked: Asked = {"sub": (Claim("organization:acme:*", exact=True),)}
    assert known_issuer(TERRAFORM).pinned(asked).breadth == "nobody"


def test_the_mended_subject_keeps_what_is_said_and_the_audience_is_the_issuers_own() -> None:
    assert pinned(TERRAFORM, "organization:acme:*").mended == {
        "aud": "aws.workload.identity",
        "sub": "organization:acme:project:PROJECT:workspace:WORKSPACE:run_phase:*",
    }


PATHS = sorted(row["issuer"].replace("*", "acme") for row in read_table("issuers").rows)
TEXT = st.text(st.sampled_from("ao*?:/{}-"), max_size=30)


CLAIMS = st.builds(Claim, TEXT, exact=st.booleans(), folded=st.booleans())


@given(st.sampled_from(PATHS), st.lists(CLAIMS, max_size=3))
def test_whatever_is_asked_gets_an_answer(path: str, subjects: list[Claim]) -> None:
    found = known_issuer(path).pinned({"sub": tuple(subjects)} if subjects else {})
    assert found.breadth in BREADTHS
    assert found.who or found.breadth in ("one workload", "nobody")


# A small world of two issuers: (tenant, project, workload) → a subject of that workload.
WORLDS: Final = {
    "gitlab.com": "project_path:{}/{}:ref_type:branch:ref:{}",
    "scalr.io": "account:{}:environment:{}:workspace:{}",
    PULUMI: "pulumi:deploy:org:{}:project:{}:stack:{}:operation:update:scope:write",
}
WORKLOADS: Final = tuple(product(("acme", "acme-labs", "evil"), ("app", "app2"), ("main", "m")))


def truly(path: str, pattern: str) -> Breadth:
    """How far the pattern reaches in the small world, found out by trying every workload."""
    found = [one for one in WORKLOADS if matches(pattern, WORLDS[path].format(*one))]
    if not found:
        return "nobody"
    breadths: tuple[Breadth, ...] = ("issuer", "organisation", "repository")
    for place, breadth in enumerate(breadths):
        if len({one[place] for one in found}) > 1:
            return breadth
    return "one workload"


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, str]:
    """An issuer, and a subject of it in which pieces were replaced by wildcards."""
    path = draw(st.sampled_from(sorted(WORLDS)))
    text = WORLDS[path].format(*draw(st.sampled_from(WORKLOADS)))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12) if draw(st.booleans()) else len(text)))
        text = text[:start] + draw(st.sampled_from("*?")) + text[end:]
    return path, text


@given(asked())
def test_a_pattern_is_never_said_to_be_narrower_than_it_is(made: tuple[str, str]) -> None:
    path, pattern = made
    assert BREADTHS.index(pinned(path, pattern).breadth) <= BREADTHS.index(truly(path, pattern))
