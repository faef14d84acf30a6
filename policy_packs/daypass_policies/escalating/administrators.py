"""This is where it is told which identities a holder names that the stack does not have, and which are administrators.

AWS makes some of them, and others are called so. What the stack has is judged by what it may do, whatever its name.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal, NamedTuple

from daypass.data.administrator_roles import SaidBy, administrator_by, made_by_aws
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.anything.unnamed import may_to, named
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import ASSUME, Means
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass.rule import Problem, Severity
from daypass_policies.escalating.actors import Actor, Actors
from daypass_policies.escalating.told import told_at

NamedKind = Literal["role", "group", "user"]

_FACT: Final[dict[SaidBy, str]] = {
    "AWS": "AWS makes an administrator of its account",
    "name": "is called an administrator",
}


class Elsewhere(NamedTuple):
    """One that a holder names, and on which grounds the holder may do to it what was asked.

    `is_hidden`: a policy of the holder is marked as secret, so that the name is nobody's to repeat.
    """

    kind: NamedKind
    name: str
    arn: str
    answer: Answer
    is_hidden: bool

    @property
    def said(self) -> SaidBy | None:
        """Who says that it is an administrator."""
        return administrator_by(self.name)

    def as_administrator(self, actor: Actor, does: str) -> Problem:
        """That the holder may do this, with `{}` for whom, to an administrator. Only what AWS says is certain."""
        is_certain = self.said == "AWS"
        fact = f", which {_FACT[self.said]}" if self.said else ""
        told = self.problem(actor, does, fact, "high" if is_certain else "medium", key="administrator")
        return replace(told, confidence="high", advisory=False) if is_certain else told

    def problem(self, actor: Actor, does: str, fact: str, severity: Severity, key: str) -> Problem:
        """The same of anybody, as advice."""
        whom = f"a {self.kind}" if self.is_hidden else f"{self.kind} {self.name!r}"
        message, key = f"{actor.title} may {does.format(whom)}{fact}", key if self.is_hidden else f"{key} {self.name}"
        problem = Problem(message, key=key, severity=severity, confidence="medium", advisory=True)
        return told_at(self.answer.grounds, actor, problem)


def elsewhere(
    actor: Actor, actors: Actors, action: str, kind: NamedKind = "role", facts: Facts = NOTHING
) -> Iterator[Elsewhere]:
    """Those of this kind to which it may do this, each once, in order of name; the answer says what is not known."""
    is_abroad = action == ASSUME
    found = {arn.resource.rpartition("/")[2]: (arn, means) for means in actor.means for arn in named(means, action)}
    if kind == "role":
        found |= {
            arn.resource.rpartition("/")[2]: (arn, means) for means in actor.means for arn in _meant(means, action)
        }
    is_hidden = any(given.document.secret for given in actor.permissions.given)
    for name, (arn, means) in sorted(found.items()):
        if _is_of(kind, arn) and not _is_here(arn, actors, is_abroad=is_abroad):
            text = ":".join(("arn", *arn))
            answer = may_to(means, action, text, facts)
            if answer.possible:
                yield Elsewhere(kind, name, text, answer, is_hidden)


def administrators(
    actor: Actor, actors: Actors, action: str, kind: NamedKind = "role", facts: Facts = NOTHING
) -> Iterator[Elsewhere]:
    """Those of them that are administrators."""
    return (one for one in elsewhere(actor, actors, action, kind, facts) if one.said)


_OF_CDK: Final = "role/cdk-"
_REGION: Final = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")


def _by_cdk(pattern: Arn) -> tuple[str, ...]:
    """The role by which the CDK deploys, where a pattern is of its roles.

    Source: AWS CDK Developer Guide, "Bootstrap your environment" (roles, and the qualifier by default); read 2026-12.
    """
    if not pattern.resource.startswith(_OF_CDK):
        return ()
    account = pattern.account if pattern.account.isdecimal() else "111122223333"
    region = found[0] if (found := _REGION.search(pattern.resource)) else "us-east-1"
    return (f"cdk-hnb659fds-deploy-role-{account}-{region}",)


def _meant(means: Means, action: str) -> Iterator[Arn]:
    """The roles that AWS makes everywhere, where a pattern of names takes them in and not whatever there is.

    So, where the pattern is of the CDK's roles, is the one by which that deploys.
    """
    patterns = dict.fromkeys(one for held in means.told(action).allows for one in held.line.patterns(NOTHING))
    for pattern in patterns:
        arn = Arn.parse(pattern)
        if arn and has_wildcard(arn.resource) and not matches(arn.resource, f"role/{PROBE}"):
            names = (name for name in (*made_by_aws(), *_by_cdk(arn)) if matches(arn.resource, f"role/{name}"))
            yield from (arn._replace(resource=f"role/{name}") for name in names)


def _is_of(kind: NamedKind, arn: Arn) -> bool:
    return arn.service == "iam" and arn.resource.startswith(f"{kind}/")


def _is_here(arn: Arn, actors: Actors, *, is_abroad: bool) -> bool:
    """Whether the stack has it; a pattern of accounts means those of others too, where one may go there."""
    accounts = actors.accounts_of(arn.resource)
    if arn.account.isdecimal():
        return bool(accounts & {arn.account, ""})
    return bool(accounts) and not is_abroad
