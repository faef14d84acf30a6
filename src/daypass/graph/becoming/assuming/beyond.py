"""This is where it is told which roles that the stack does not have an identity's own policies let it assume.

Nobody can read the trust of such a role, so that it may let the identity in or not. A role that asks for nothing in
those policies, since its trust names the identity, is not seen from here.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import NOBODYS_ACCOUNT, PROBE
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.callers import ANY, account_of
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import TOO_MUCH
from daypass.graph.becoming.means import ASSUME, Means, best
from daypass.graph.becoming.nodes import Node, hidden
from daypass.graph.becoming.patterns import covers, meets
from daypass.iam.arn import Arn
from daypass.iam.glob import filled, has_wildcard

_ANY_ROLE: Final = "arn:*:iam::*:role/*"
_ROLE: Final = "role/"
_PROBE: Final = f"{_ROLE}{PROBE}"
_DIGITS: Final = 12

_MOST_ASKED: Final = 100
"""Names of one identity about which `reach` may be asked. Each costs in proportion to all that stands beside it."""

_TOO_MUCH: Final = Answer(possible=True, unknown=(TOO_MUCH,))


class Beyond(NamedTuple):
    """The role that an ARN names, or all roles that a pattern takes in, and whether the policies let it be assumed.

    `secret`: someone marked what names it, or a tag that decides what is named may be marked.
    """

    pattern: str
    answer: Answer
    secret: bool

    @property
    def node(self) -> Node:
        """What stands for it in the graph, with what is named as its name."""
        is_one = not has_wildcard(self.pattern)
        noun = "role" if is_one or self.secret else "any role that fits"
        key, account = f"principal {self.pattern}", account_of(self.pattern)
        node = Node(key, "principal", noun, self.pattern, arn=self.pattern, account=account)
        return hidden(node) if self.secret else node

    @property
    def takes_in_any(self) -> bool:
        """Whether it takes in whatever role there is, at least in one account."""
        arn = Arn.parse(self.pattern)
        if arn and arn.service == "iam":
            return covers(arn.resource, _PROBE)
        return covers(self.pattern, f"arn:aws:iam::{NOBODYS_ACCOUNT}:{_PROBE}")


def beyond(means: Means) -> Iterator[Beyond]:
    """What is named on which it may be allowed to assume a role; whether the stack has the role is not looked at."""
    if not means.told(ASSUME).allows or not means.may(ASSUME):
        return
    scope = means.scope(ASSUME)
    is_whole = scope.within is None and not scope.without
    certain = dict(scope.certain) if is_whole else {}
    keys, asked = means.told(ASSUME).keys, 0
    for pattern, secret in _named(means).items():
        if ground := certain.get(pattern):
            answer = Answer(possible=True, grounds=(ground,))
        else:
            asked += 1 if keys or has_wildcard(pattern) else 0
            answer = _allowed(means, pattern) if asked <= _MOST_ASKED else _TOO_MUCH
        if answer.possible:
            yield Beyond(pattern, answer, secret)


def unread(means: Means) -> Iterator[Beyond]:
    """Any role at all, where policies that nobody can read yet may allow it."""
    if means.open and means.may(ASSUME) and means.denies(ASSUME, _ANY_ROLE) != "yes":
        yield Beyond(ANY, Answer(possible=True, unknown=means.open).under(*means.limits), secret=False)


def _named(means: Means) -> dict[str, bool]:
    """What its policies name that may be a role → whether no place tells it openly."""
    found: dict[str, bool] = {}
    for held in means.told(ASSUME).allows:
        secret = held.given.document.secret or held.line.names_by_tag
        for pattern in held.line.patterns(means.caller.facts):
            if _may_be_role(pattern):
                found[pattern] = secret and found.get(pattern, True)
    return found


def _may_be_role(pattern: str) -> bool:
    if has_wildcard(pattern):
        return meets(pattern, _ANY_ROLE) != "no"
    arn = Arn.parse(pattern)
    is_role = arn is not None and arn.service == "iam" and arn.resource.startswith(_ROLE)
    return is_role and len(account_of(pattern)) == _DIGITS


def _allowed(means: Means, pattern: str) -> Answer:
    """Whether it may assume one that fits: an example tells it cheaply, and `reach` where that one is denied."""
    if not has_wildcard(pattern):
        return _on(means, pattern)
    found = best(_on(means, example) for example in _examples(pattern, means.caller.account))
    return found if found.possible else means.on(ASSUME, pattern if _is_of_roles(pattern) else _ANY_ROLE)


def _on(means: Means, arn: str) -> Answer:
    return means.on(ASSUME, arn, Facts({"aws:resourceaccount": account_of(arn)}))


def _examples(pattern: str, account: str) -> Iterator[str]:
    """ARNs of roles that nobody has, in the account of whoever asks and in another one where no account is named."""
    arn = Arn.parse(pattern)
    if arn is None or arn.service != "iam":
        arn = Arn("aws", "iam", "", ANY, ANY)
    partition = "aws" if has_wildcard(arn.partition) else arn.partition
    name = filled(arn.resource, PROBE) if arn.resource.startswith(_ROLE) else _PROBE
    named = not has_wildcard(arn.account)
    for home in (arn.account,) if named else dict.fromkeys((account or NOBODYS_ACCOUNT, NOBODYS_ACCOUNT)):
        yield f"arn:{partition}:iam::{home}:{name}"


def _is_of_roles(pattern: str) -> bool:
    """Whether it is an ARN, part by part, of roles alone."""
    arn = Arn.parse(pattern)
    return arn is not None and arn.service == "iam" and not arn.region and arn.resource.startswith(_ROLE)
