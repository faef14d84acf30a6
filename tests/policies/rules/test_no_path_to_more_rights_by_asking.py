"""Who may ask any agent has those of others act for it, and who may ask any knowledge base reads those of others."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BEDROCK, AGENTCORE = "bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com"
ALIASES = f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:agent-alias/"
RUNTIMES = f"arn:aws:bedrock-agentcore:eu-west-1:{ACCOUNT}:runtime/"
BASES = f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:knowledge-base/"
REFUNDS = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/refunds")
MODEL = allow("bedrock:InvokeModel", "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0")


def agent(name: str, id_: Any, right: dict[str, Any]) -> tuple[Resource, ...]:
    runs = aws("bedrock/agentAgent", name, agentName=name, agentId=id_, agentResourceRoleArn=f"{ARN}role/{name}")
    return role(name, BEDROCK), may(name, right), runs


def runtime(name: str, id_: str, right: dict[str, Any]) -> tuple[Resource, ...]:
    runs = native("bedrockagentcore:Runtime", name, agentRuntimeId=id_, roleArn=f"{ARN}role/{name}")
    return role(name, AGENTCORE), may(name, right), runs


def asked(*given: dict[str, Any], trust: str = "lambda.amazonaws.com", of: Any = "PAYOUTSAAA", **others: Any) -> Answer:
    agents = *agent("faq", "FAQAAAAAAA", MODEL), *agent("payouts", of, others.get("right", REFUNDS))
    return judge_stack(no_path_to_more_rights, role("faq-site", trust), may("faq-site", *given), *agents)


def test_who_asks_any_agent_has_those_of_others_act_for_it() -> None:
    (problem,) = asked(allow("bedrock:InvokeAgent", f"{ALIASES}*")).problems
    assert problem.message.startswith("role 'faq-site' may have agent 'payouts' act for it, which may dynamodb:PutItem")
    assert problem.message.endswith("(bedrock:InvokeAgent), by policy.Statement[0] of 'faq-site-policy'")
    assert problem.advisory


@pytest.mark.parametrize("pattern", ["*", f"{ALIASES}*/*", f"{ALIASES}PAY*", ALIASES.replace("eu-west-1", "*") + "*"])
def test_every_pattern_counts_also_where_its_own_is_named(pattern: str) -> None:
    named = allow("bedrock:InvokeAgent", f"{ALIASES}FAQAAAAAAA/LIVE")
    assert "may have agent 'payouts' act for it" in only(asked(named, allow("bedrock:InvokeAgent", pattern)))


def test_one_whose_id_is_not_known_yet_is_taken_in_by_a_pattern_of_all() -> None:
    assert "may have agent 'payouts' act for it" in only(asked(allow("bedrock:InvokeAgent", f"{ALIASES}*"), of=UNKNOWN))
    assert passes(asked(allow("bedrock:InvokeAgent", f"{ALIASES}FAQ*"), of=UNKNOWN))


@pytest.mark.parametrize(
    "given",
    [
        (allow("bedrock:InvokeAgent", f"{ALIASES}FAQAAAAAAA/*"),),
        (allow("bedrock:InvokeAgent", f"{ALIASES}PAYOUTSAAA/*"),),
        (allow("bedrock:InvokeAgent", f"{ALIASES}*"), deny("bedrock:InvokeAgent", f"{ALIASES}PAYOUTSAAA/*")),
        (allow("bedrock:InvokeAgent", f"{ALIASES}*"), REFUNDS),
        (allow("bedrock:InvokeAgent", "*", Condition={"StringEquals": {"aws:ResourceTag/team": "faq"}}),),
        (allow("bedrock:GetAgentAlias", f"{ALIASES}*"),),
    ],
    ids=["its own", "named for it", "denied", "has it anyhow", "by tag", "looks"],
)
def test_what_it_names_or_has_anyhow_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(asked(*given))


def test_agents_that_only_use_models_and_pipelines_that_try_all_pass() -> None:
    every = allow("bedrock:InvokeAgent", f"{ALIASES}*")
    assert passes(asked(every, right=MODEL))
    assert passes(asked(every, right=allow("bedrock:Retrieve", f"{BASES}*")))
    assert passes(asked(every, trust="codebuild.amazonaws.com"))


def test_one_agent_alone_is_whose_caller_asks_any() -> None:
    caller = role("site"), may("site", allow("bedrock:InvokeAgent", f"{ALIASES}*"))
    assert passes(judge_stack(no_path_to_more_rights, *caller, *agent("payouts", "PAYOUTSAAA", REFUNDS)))


def test_an_agent_that_asks_any_other_has_what_that_one_may() -> None:
    faq = role("faq", AGENTCORE), may("faq", allow("bedrock-agentcore:InvokeAgentRuntime", f"{RUNTIMES}*"))
    (message,) = messages(judge_stack(no_path_to_more_rights, *faq, *runtime("payouts", "payouts-Ab12Cd34Ef", REFUNDS)))
    assert message.startswith("role 'faq' may have agent 'payouts' act for it, which may dynamodb:PutItem")


def test_who_asks_any_knowledge_base_reads_what_others_keep_there() -> None:
    reads = {name: allow("s3:GetObject", f"arn:aws:s3:::acme-{name}-files/*") for name in ("manuals", "salaries")}
    bases = [
        one
        for name, right in reads.items()
        for one in (
            role(name, BEDROCK),
            may(name, right),
            native("bedrock:KnowledgeBase", name, knowledgeBaseId=name.upper(), roleArn=f"{ARN}role/{name}"),
        )
    ]

    def judged(pattern: str) -> Answer:
        given = role("manuals-site"), may("manuals-site", allow("bedrock:Retrieve", pattern))
        return judge_stack(no_path_to_more_rights, *given, *bases)

    (message,) = messages(judged(f"{BASES}*"))
    assert (
        "may have knowledge base 'salaries' act for it, which may s3:GetObject on arn:aws:s3:::acme-salaries" in message
    )
    assert passes(judged(f"{BASES}MANUALS"))


def many(count: int, *given: dict[str, Any], table: str = "{}", called: str = "w{}") -> list[Resource]:
    """So many agents, each of which writes a table, and as many workloads that are given these rights."""
    stack = list[Resource]()
    for at in range(count):
        writes = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/{table.format(at)}")
        stack += agent(f"a{at}", f"ID{at}X", writes)
        name = called.format(at)
        own = [{**one, "Resource": one["Resource"].replace("OWN", f"ID{at}X")} for one in given]
        stack += [role(name), may(name, *own)]
    return stack


ANY, OWN = allow("bedrock:InvokeAgent", f"{ALIASES}*"), allow("bedrock:InvokeAgent", f"{ALIASES}OWN/*")
BUT_OWN = {"Effect": "Deny", "Action": "bedrock:InvokeAgent", "Resource": f"{ALIASES}ID1*"}
SHAPES = {
    "any, each another": lambda n: many(n, ANY),
    "any and its own, all alike": lambda n: many(n, ANY, OWN, table="all"),
    "its own": lambda n: many(n, OWN),
    "its own by a pattern": lambda n: many(n, allow("bedrock:InvokeAgent", f"{ALIASES}OWN*"), table="all"),
}
OF_THE_FIRST = {
    "any": lambda n: many(n, ANY, table="all"),
    "any but some": lambda n: many(n, ANY, BUT_OWN, table="all"),
}
"""Where each asker looks at others, though at no more than a hundred."""


def cost(stack: list[Resource]) -> int:
    return calls(lambda: judge_stack(no_path_to_more_rights, *stack))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_many_askers_of_many_agents_cost_in_proportion(shape: Callable[[int], list[Resource]]) -> None:
    judge_stack(no_path_to_more_rights, *shape(2))
    assert cost(shape(40)) < 4.3 * cost(shape(10))  # to work out anew for each asker what there is costs more


@pytest.mark.parametrize("shape", OF_THE_FIRST.values(), ids=OF_THE_FIRST)
def test_each_of_very_many_askers_looks_at_the_first_agents_alone(shape: Callable[[int], list[Resource]]) -> None:
    assert cost(shape(200)) < 2.2 * cost(shape(100))  # to look at all others costs four times as much


def test_of_very_many_agents_the_order_of_registration_says_nothing() -> None:
    stack = many(120, ANY)
    told = [sorted(messages(judge_stack(no_path_to_more_rights, *each))) for each in (stack, reversed(stack))]
    assert told[0] == told[1]
    assert len(told[0]) == 120


def test_of_very_many_agents_its_own_are_those_that_are_called_like_it() -> None:
    others = many(120, allow("bedrock:GetAgent", "*"), table="all")
    writes = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/all")
    site = role("payouts-site"), may("payouts-site", ANY)
    assert passes(judge_stack(no_path_to_more_rights, *others, *agent("payouts", "ZPAYOUTS", writes), *site))
    message = only(judge_stack(no_path_to_more_rights, *others, *agent("payouts", "ZPAYOUTS", MODEL), *site))
    assert "may have agent 'a0' act for it" in message
