"""A pack says which of its rules did not judge, so that the engine's record lists as passed what passed alone."""

from typing import Any

from pulumi.runtime.proto import analyzer_pb2 as messages
from tests.support.packs import UNKNOWN, Pack, member, request

from daypass_policies.rules import catalog
from daypass_policies.serve.protocol import messages as ours
from daypass_policies.serve.unasked import untold

KEY, ROLE, STACK = "aws:iam/accessKey:AccessKey", "aws:iam/role:Role", "pulumi:pulumi:Stack"
MINE = {rule.name: rule for rule in catalog().values() if rule.pack in ("workload_identity", "both")}


def unjudged(answer: messages.AnalyzeResponse) -> set[str]:
    return {one.policy_name for one in answer.not_applicable}


def asked(pack: Pack, type_: str, **properties: Any) -> set[str]:
    """The resource rules that judged one resource: those that the engine lists as passed or failed."""
    answer = pack.stub.Analyze(request(type_, **properties))
    return {name for name, rule in MINE.items() if not rule.stack} - unjudged(answer)


def test_a_rule_that_asks_about_other_types_did_not_judge(pack: Pack) -> None:
    found = asked(pack, KEY, user="ci")
    assert "no-long-lived-key" in found
    assert found == {name for name in found if KEY in MINE[name].applies_to}
    assert asked(pack, "aws:s3/objectCopy:ObjectCopy", key="a") <= {
        name for name, rule in MINE.items() if any("*" in token for token in rule.applies_to)
    }


def test_what_asks_nothing_never_judges(pack: Pack) -> None:
    """By this a reader of a record knows that the pack says so at all."""
    for type_ in (KEY, ROLE, STACK):
        assert not {"daypass-settings", "rules-are-decided"} & asked(pack, type_, name="x")


def test_a_rule_that_could_not_decide_did_not_judge(pack: Pack) -> None:
    assert "trust-is-not-public" not in asked(pack, ROLE, assumeRolePolicy=UNKNOWN)
    assert "trust-is-not-public" in asked(pack, ROLE, assumeRolePolicy='{"Version": "2012-10-17", "Statement": []}')


def test_a_disabled_rule_did_not_judge(pack: Pack) -> None:
    pack.configure(no_long_lived_key="disabled")
    assert "no-long-lived-key" not in asked(pack, KEY, user="ci")
    pack.configure(all="advisory")
    assert "no-long-lived-key" in asked(pack, KEY, user="ci")


def test_a_rule_of_a_larger_profile_did_not_judge(pack: Pack) -> None:
    standard = asked(pack, ROLE, name="x")
    pack.configure(daypass_settings={"enforcementLevel": "mandatory", "profile": "baseline"})
    assert asked(pack, ROLE, name="x") < standard


def test_a_stack_rule_of_a_larger_profile_did_not_judge(pack: Pack) -> None:
    def across() -> set[str]:
        answer = pack.stub.AnalyzeStack(messages.AnalyzeStackRequest(resources=[member(STACK, "billing-prod")]))
        return {name for name, rule in MINE.items() if rule.stack} - unjudged(answer)

    standard = across()
    assert standard == {name for name, rule in MINE.items() if rule.stack and rule.profile != "strict"}
    pack.configure(daypass_settings={"enforcementLevel": "mandatory", "profile": "baseline"})
    assert across() < standard


def test_a_rule_of_which_nothing_fits_into_the_answer_did_not_pass() -> None:
    told, left = (ours.AnalyzeDiagnostic(policyName=name) for name in ("no-iam-user", "no-login-profile"))
    assert [one.policy_name for one in untold([told, left], [told])] == ["no-login-profile"]
