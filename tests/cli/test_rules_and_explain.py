"""`daypass rules` and `daypass explain`: offline, from the catalogue alone."""

import json
from pathlib import Path

import pytest
from tests.support.commands import daypass
from tests.support.states import access_key, entry, export, write

from daypass.cli.control import control_of
from daypass.cli.depth import rule_in_depth
from daypass.report.ruleset import ruleset_digest
from daypass.state.values import SECRET, SIGNATURE
from daypass_policies.rules import catalog


def test_rules_lists_the_whole_catalogue() -> None:
    lines = daypass("rules").expect(0).out.splitlines()
    assert [line.split()[0] for line in lines[1 : len(catalog()) + 1]] == list(catalog())


def test_rules_as_json_say_all_that_is_declared() -> None:
    said = daypass("rules", "--format", "json").expect(0).json
    assert said["ruleset"] == ruleset_digest(catalog().values())
    row = next(row for row in said["rules"] if row["name"] == "no-long-lived-key")
    assert row["level"] == "mandatory"
    assert row["applies_to"]
    assert row["description"].startswith("An access key")


def test_the_digest_is_of_what_rules_declare_in_any_order() -> None:
    rules = list(catalog().values())
    assert ruleset_digest(rules) == ruleset_digest(reversed(rules))
    assert ruleset_digest(rules) != ruleset_digest(rules[1:])


@pytest.mark.parametrize("name", catalog())
def test_every_rule_is_explained_with_risk_controls_and_remedy(name: str) -> None:
    rule = catalog()[name]
    said = " ".join(rule_in_depth(rule, 80).split())
    assert said.startswith(name)
    for part in (rule.description, rule.risk, rule.controls[0], rule.remedy):
        assert part in said


def test_a_rule_shows_an_example_and_its_mended_form() -> None:
    said = daypass("explain", "no-long-lived-key").expect(0).out
    assert "Refused:\n    ci:\n      type: aws:iam/accessKey:AccessKey" in said
    assert "Mended:" in said


def test_a_rule_about_many_types_names_the_first_and_counts_the_rest() -> None:
    rule = catalog()["no-cluster-admin"]
    said = " ".join(daypass("explain", rule.name).expect(0).out.split())
    assert f"{rule.applies_to[0]}, {rule.applies_to[1]}, " in said
    assert f"and {len(rule.applies_to) - 12} more" in said
    assert rule.applies_to[-1] not in said


def test_a_rule_that_is_none_is_refused_with_the_nearest() -> None:
    assert "Did you mean 'no-long-lived-key'?" in daypass("explain", "no-long-live-key").expect(2).err
    daypass("explain").expect(2)
    daypass("explain", "no-iam-user", "no-long-lived-key").expect(2)


@pytest.fixture
def leaky(tmp_path: Path) -> str:
    user = entry("aws:iam/user:User", "ci", {"name": "ci"}, sourcePosition="project:///__main__.py#7")
    return write(tmp_path / "leaky.json", export(user, access_key(parent=user["urn"])))


def test_a_finding_is_explained_with_all_that_is_known_of_it(leaky: str) -> None:
    rows = daypass("scan", leaky, "--format", "json").json["findings"]
    row = next(row for row in rows if row["rule"] == "no-long-lived-key")
    said = daypass("explain", "--finding", row["fingerprint"], leaky).expect(0).out
    for part in (
        row["urn"],
        row["message"],
        "__main__.py:7",
        "[[exemption]]",
        "Also said of this identity",
        "no-iam-user",
    ):
        assert part in " ".join(said.split())  # a long line is broken
    assert "An access key works for whoever copies it" in said


def test_a_fingerprint_that_no_source_has_is_refused(leaky: str) -> None:
    assert "no finding of these sources" in daypass("explain", "--finding", "0" * 16, leaky).expect(2).err
    daypass("explain", "--finding", "0" * 16).expect(2)
    daypass("explain", "--finding", "0" * 16, "nowhere.json").expect(2)


def test_what_is_never_exempt_is_offered_no_exemption(tmp_path: Path, leaky: str) -> None:
    (tmp_path / "daypass.toml").write_text('schema = 1\nnever_exempt = ["no-long-lived-key"]\n')
    rows = daypass("scan", leaky, "--format", "json").json["findings"]
    fingerprint = next(row["fingerprint"] for row in rows if row["rule"] == "no-long-lived-key")
    said = daypass("explain", "--finding", fingerprint, leaky, "--settings", tmp_path / "daypass.toml").expect(0).out
    assert "[[exemption]]" not in said


def test_json_of_rules_is_json(tmp_path: Path) -> None:
    assert json.loads(daypass("rules", "--format", "json", cwd=tmp_path).out)["schema_version"] == 1


def test_a_long_option_stands_apart_from_what_it_does() -> None:
    """The name of an option may be as long as the column that names stand in."""
    options = [(rule.name, name) for rule in catalog().values() for name in rule.options]
    assert options
    for rule in {name for name, _ in options}:
        said = daypass("explain", rule).expect(0).out.splitlines()
        for _, option in (one for one in options if one[0] == rule):
            (line,) = (line for line in said if line.startswith(f"option {option}"))
            assert line == f"option {option}" or line.startswith(f"option {option} ")


def test_a_loose_trust_is_explained_by_its_statement_a_token_and_a_diff(tmp_path: Path) -> None:
    said = statement_of("repo:acme/*")
    source = write(tmp_path / "dev.json", export(entry("aws:iam/role:Role", "deploy", {"assumeRolePolicy": said})))
    rows = daypass("scan", source, "--format", "json").json["findings"]
    fingerprint = next(row["fingerprint"] for row in rows if row["rule"] == "trust-pins-subject")
    told = daypass("explain", "--finding", fingerprint, source).expect(0).out
    for part in (
        "The statement that decides, assumeRolePolicy.Statement[0]:",
        '"Action": "sts:AssumeRoleWithWebIdentity"',
        "with token.actions.githubusercontent.com:sub = 'repo:acme/",
        "--- assumeRolePolicy of 'deploy', as written",
        "+++ assumeRolePolicy of 'deploy', mended",
        '-          "token.actions.githubusercontent.com:sub": "repo:acme/*"',
        '+          "token.actions.githubusercontent.com:sub": "repo:acme/',
    ):
        assert part in told


def test_a_secret_trust_is_explained_without_a_word_of_it(tmp_path: Path) -> None:
    canary = "c4n4ry-77aa-secret"
    marked = {SIGNATURE: SECRET, "plaintext": json.dumps(statement_of(f"repo:{canary}/*"))}
    source = write(tmp_path / "dev.json", export(entry("aws:iam/role:Role", "deploy", {"assumeRolePolicy": marked})))
    rows = daypass("scan", source, "--format", "json").json["findings"]
    for row in rows:
        if row["status"] != "pass":
            assert canary not in daypass("explain", "--finding", row["fingerprint"], source).expect(0).out


def statement_of(subject: str) -> str:
    """A trust of GitHub for that pattern of subjects."""
    issuer = "token.actions.githubusercontent.com"
    allow = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{issuer}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}, "StringLike": {f"{issuer}:sub": subject}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [allow]})


def test_the_rules_of_a_control_are_found_by_its_id_in_whatever_case() -> None:
    lines = daypass("rules", "--control", "nhi7:2025").expect(0).out.splitlines()
    assert lines[0] == "NHI7:2025 is Long-Lived Secrets."
    named = {rule.name for rule in catalog().values() if "NHI7:2025" in rule.controls}
    assert {line.split()[0] for line in lines[3 : 3 + len(named)]} == named
    assert "OWASP-AGENTIC-2026:ASI06 is" in daypass("rules", "--control", "asi06").expect(0).out
    said = daypass("rules", "--control", "AC-6", "--format", "json").expect(0).json
    assert all("NIST-800-53:AC-6" in row["controls"] for row in said["rules"])
    assert said["ruleset"] == daypass("rules", "--format", "json").expect(0).json["ruleset"]


@pytest.mark.parametrize("command", [["rules", "--control"], ["explain"]])
def test_older_labels_say_what_they_mean_today(command: list[str]) -> None:
    said = daypass(*command, "NHI-03").expect(0).out
    assert said.startswith("NHI-03 means NHI2:2025, NHI7:2025, NHI1:2025. ")
    assert "no-long-lived-key " in said
    assert "gateway-enforces-policy " in daypass(*command, "maestro-3").expect(0).out


def test_what_no_rule_covers_says_why() -> None:
    assert "No rule covers it: " in daypass("explain", "ASI06").expect(0).out


def test_a_control_that_is_none_or_one_of_several_is_refused() -> None:
    assert "'nhi77' is no control that rules know" in daypass("rules", "--control", "nhi77").expect(2).err
    daypass("rules", "--control", "").expect(0)


def test_a_check_of_another_scanner_leads_to_the_rules_that_answer_to_it() -> None:
    """Each of them, with its scanner before it, as the scanner prints it, and in whatever case."""
    rules = list(catalog().values())
    for alias in {alias for rule in rules for alias in rule.aliases}:
        answering = [rule for rule in rules if alias in rule.aliases]
        for asked in (alias, alias.partition(":")[2], alias.lower()):
            found = control_of(asked, rules)
            assert found.sentence.startswith(f"{alias}: ")
            assert found.rules(rules) == answering


@pytest.mark.parametrize("asked", ["checkov:CKV_AWS_274", "CKV_AWS_274", "iam_role_administratoraccess_policy"])
def test_a_check_that_one_rule_answers_to_is_explained_as_that_rule(asked: str) -> None:
    assert daypass("explain", asked).expect(0).out.startswith("no-admin-access\n=")
    listed = daypass("rules", "--control", asked).expect(0).out
    assert "one rule answers to it." in listed
    assert "\nno-admin-access " in listed


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("lambda-003", "Who may do lambda:UpdateFunctionCode may take over what runs as another role."),
        ("SCHEDULER-X01", "Who may do all of iam:PassRole, scheduler:UpdateSchedule may start"),
        ("iam-001", "may write its own rights"),
    ],
)
def test_a_path_that_a_message_names_is_explained_with_its_page(asked: str, said: str) -> None:
    shown = daypass("explain", asked).expect(0).out
    assert said in shown
    assert "https://" in shown
    assert "told by      no-path-to-more-rights" in shown


def test_a_check_that_several_rules_answer_to_says_so() -> None:
    said = daypass("explain", "ckv_aws_289").expect(0).out
    assert said.startswith("checkov:CKV_AWS_289: 2 rules answer to it.\n")
    assert "no-rewriting-of-own-rights " in said
    assert "no-rewriting-of-any-policy " in said


def test_a_check_that_no_rule_answers_to_is_refused() -> None:
    said = daypass("explain", "CKV_AWS_99999").expect(2).err
    assert "there is no rule 'CKV_AWS_99999', and none that answers to it" in said
    daypass("rules", "--control", "CKV_AWS_99999").expect(2)
