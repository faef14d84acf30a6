"""The rule asks the types of its kind, and says who is asked; how an owner is found is told in test_bearers."""

from tests.support.rules import OWNED, judge, messages, passes

from daypass.model.resource import Resource
from daypass.settings import Settings
from daypass_policies.rules.agent_has_owner import agent_has_owner

RUNTIME = "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime"


def test_an_agent_that_nobody_owns_is_found() -> None:
    assert messages(judge(agent_has_owner, Resource.of(RUNTIME, "support"))) == ["agent 'support' has no owner"]


def test_one_with_an_owner_passes() -> None:
    assert passes(judge(agent_has_owner, Resource.of(RUNTIME, "support", tagsAll=OWNED)))
    assert passes(judge(agent_has_owner, Resource.of(RUNTIME, "support", tags={"Team": "desk"}), settings=Settings()))
