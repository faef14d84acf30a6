"""This is where it is told whether a holder may attach a policy that gives whatever it likes.

Any policy will do, one of AWS that leads to every right, one of the stack that gives everything, and one that the
holder writes itself.
"""

from collections.abc import Callable, Iterator
from typing import Final

from daypass.data.identity_edits import WHICH_POLICY
from daypass.data.managed_escalations import escalating_policies
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.anything.strong_policies import StrongPolicies
from daypass.graph.becoming.anything.unnamed import UNBOUND, account_for, any_policy, may_to
from daypass.graph.becoming.asking import Answer, joined
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import Undecided

YES: Final = Answer(possible=True)
_VARIABLE: Final = "${"
_ANYTHING: Final = "*"
VERSIONS: Final = ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion")
_NEW_POLICY: Final = "iam:CreatePolicy"


def attaches_whatever(
    means: Means, action: str, ask: Callable[[Facts], Answer], strong: StrongPolicies | None = None
) -> Answer:
    """Whether it may attach what gives it whatever it likes, where `ask` tells of one policy whether it may at all.

    `strong` are policies that are known to give everything.
    """
    return best(_attaching(means, action, ask, strong))


def _attaching(
    means: Means, action: str, ask: Callable[[Facts], Answer], strong: StrongPolicies | None
) -> Iterator[Answer]:
    account = account_for(means, action)
    yield from map(ask, any_policy(account))
    for written in values_of(means, action, WHICH_POLICY):
        for policy in _examples(means, action, written):
            found = ask(attached(policy))
            if found.possible:
                yield joined(found, _gives_whatever(means, policy, written))
        for policy, gives in strong.fitting(written, account) if strong else ():
            yield joined(ask(attached(policy)), gives)


def attaches_to(means: Means, action: str, arn: str, facts: Facts, strong: StrongPolicies) -> Answer:
    """The same of something that there is, by its ARN and what it brings along."""
    return attaches_whatever(means, action, lambda policy: may_to(means, action, arn, policy.and_(facts)), strong)


def attached(policy: str) -> Facts:
    """What a request says that attaches the policy with this ARN."""
    return UNBOUND.and_(Facts({WHICH_POLICY.lower(): policy}))


def values_of(means: Means, action: str, key: str) -> tuple[str, ...]:
    """What the conditions on this key name in the statements about an action, without those that hold a variable."""
    told = means.told(action)
    found = dict[str, None]()
    for held in (*told.allows, *told.denies, *told.bounds):
        try:
            for condition in held.line.statement.conditions:
                if condition.is_on(key):
                    found.update(dict.fromkeys(condition.values))
        except Undecided:  # what is not known is asked about all the same, and named there
            continue
    return tuple(value for value in found if _VARIABLE not in value)


def example_of(written: str, account: str) -> str:
    """An ARN that fits what is written, of something that nobody named where it is a pattern; "" for what is no ARN."""
    arn = Arn.parse(written)
    if arn is None:
        return ""
    partition = "aws" if has_wildcard(arn.partition) else arn.partition
    owner = account if has_wildcard(arn.account) else arn.account
    name = arn.resource.replace(_ANYTHING, PROBE).replace("?", "x")
    return f"arn:{partition}:{arn.service}:{arn.region}:{owner}:{name}"


def may_write_policy(means: Means, policy: str, written: str) -> Answer:
    """Whether it says itself what stands in a policy: one that there is, or where `written` is a pattern a new one."""
    return best(may_to(means, action, policy) for action in _writing(means, written))


def _writing(means: Means, written: str) -> Iterator[str]:
    actions = (*VERSIONS, _NEW_POLICY) if has_wildcard(written) else VERSIONS
    return (action for action in actions if means.may(action))


def _examples(means: Means, action: str, written: str) -> Iterator[str]:
    """Policies that fit what is written: of AWS those that lead to every right, of others one that it may write."""
    arn = Arn.parse(written)
    if arn is None:
        return
    if arn.aws_managed_policy:
        head = f"arn:{'aws' if has_wildcard(arn.partition) else arn.partition}:iam::aws:policy/"
        yield from (head + name for name in escalating_policies() if matches(arn.aws_managed_policy, name))
    elif any(_writing(means, written)):
        yield example_of(written, account_for(means, action))


def _gives_whatever(means: Means, policy: str, written: str) -> Answer:
    arn = Arn.parse(policy)
    return YES if arn and arn.aws_managed_policy else may_write_policy(means, policy, written)
