"""What the tables say of issuers can be read: who they serve, what their URL names, how their subjects are built."""

import re

import pytest

from daypass.data.issuer_claims import tenant_claims, whole_tenant_claims
from daypass.data.issuers import issuer_facts, subject_shapes
from daypass.data.table import read_table
from daypass.model.subject import parts_of

ISSUERS = read_table("issuers").rows
SUBJECTS = read_table("issuer_subjects").rows
ROLES = {"tenant", "project", "group", "workload", "own", "free", "ref", "phase"}


@pytest.mark.parametrize("row", ISSUERS, ids=lambda row: row["issuer"])
def test_an_issuer_is_shared_or_its_url_names_a_tenant(row: dict[str, str]) -> None:
    assert row["shared"] in ("yes", "no")
    assert bool(row["names"]) == (row["shared"] == "no")
    assert row["issuer"].count("*") <= 1
    assert not row["issuer"].endswith("/")
    assert row["tenancy"] in ("", "sub", "aud", "sts:RoleSessionName")
    assert row["grammar"] in ("", "github")
    assert row["audience"]
    assert re.fullmatch(r"https://\S+", row["source"])


@pytest.mark.parametrize("row", SUBJECTS, ids=lambda row: row["shape"])
def test_a_shape_names_what_it_has_and_has_what_it_names(row: dict[str, str]) -> None:
    roles = [part.role for part in parts_of(row["shape"]) if not isinstance(part, str)]
    assert set(roles) <= ROLES
    assert "own" not in roles or "*" in row["issuer"]
    assert "workload" in roles
    assert row["tenant"]
    assert row["workload"]
    assert bool(row["project"]) == bool({"project", "group"} & set(roles))
    assert row["issuer"] == "*" or row["issuer"] in {issuer["issuer"] for issuer in ISSUERS}


def test_a_shape_has_a_tenant_where_strangers_use_the_issuer() -> None:
    for row in SUBJECTS:
        facts = next((issuer for issuer in ISSUERS if issuer["issuer"] == row["issuer"]), None)
        if facts:
            assert ("<tenant>" in row["shape"]) == (facts["shared"] == "yes"), row["shape"]


def test_the_narrowest_pattern_counts_and_a_slash_at_the_end_does_not() -> None:
    sentinel = "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d"
    assert issuer_facts(f"{sentinel}/") == issuer_facts(sentinel.upper())
    assert [facts.about for path in (sentinel, "sts.windows.net/x") if (facts := issuer_facts(path))] == [
        "Microsoft Sentinel",
        "Microsoft Entra ID",
    ]
    assert issuer_facts("token.actions.githubusercontent.com.acme.example") is None


def test_an_issuer_without_shapes_of_its_own_has_those_of_any_host() -> None:
    assert {shape.issuer for shape in subject_shapes("gitlab.acme.example")} == {"*"}
    assert {shape.issuer for shape in subject_shapes("gitlab.com")} == {"gitlab.com"}


def test_facts_of_an_issuer_are_for_its_own_host_and_what_lies_below() -> None:
    gitlab, pulumi = issuer_facts("GitLab.com"), issuer_facts("api.pulumi.com/oidc")
    assert gitlab
    assert gitlab == issuer_facts("gitlab.com")
    assert pulumi
    assert gitlab.shared is pulumi.shared is True
    assert issuer_facts("gitlab.com.acme.example") is None
    cluster = issuer_facts("oidc.eks.eu-central-1.amazonaws.com/id/0123")
    assert cluster is not None
    assert not cluster.shared


def test_each_shared_issuer_has_claims_that_say_whose_a_token_is() -> None:
    rows = read_table("issuer_claims").rows
    shared = {issuer["issuer"] for issuer in ISSUERS if issuer["shared"] == "yes"}
    assert {row["issuer"] for row in rows} <= shared
    assert {row["form"] for row in rows} == {"id", "path", "subject"}
    assert {row["fixes"] for row in rows} == {"tenant", "project", "workload"}
    assert all("sub" in tenant_claims(issuer) for issuer in shared)
    assert {"repository_owner", "namespace_id"} <= whole_tenant_claims()
    assert not {"repository", "sub", "aud"} & whole_tenant_claims()
