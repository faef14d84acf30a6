"""This is where tests get rules of their own, and a Bench that judges by them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from daypass.model.owner import Owner
from daypass.model.resource import Resource
from daypass.report.bench import Bench
from daypass.report.policy_config import policy_config
from daypass.rule import Problem, Rule, rule
from daypass.settings import Settings

TODAY = date(2026, 11, 25)
USER = "aws:iam/user:User"
SETTINGS = Settings(
    approvers=("maria.keller@example.org", "payments", "payments@example.org"),
    never_exempt=("never-user",),
    owners={"payments": Owner("payments", "payments@example.org", "oncall@example.org")},
)


def made(name: str, judge: Any, **facts: Any) -> Rule:
    """A mandatory rule of that name about IAM users."""
    standard = {
        "risk": "lifecycle",
        "severity": "high",
        "confidence": "high",
        "level": "mandatory",
        "applies_to": (USER,),
        "controls": ("NIST-800-53:AC-2",),
        "remedy": "Mend it.",
    }
    return rule(name, **{**standard, **facts})(judge)


def one_problem(resource: Resource, ask: Any) -> Iterator[str]:
    """Every user is one too many."""
    yield f"user {resource.name!r} is one too many"


def path_is_read(resource: Resource, ask: Any) -> Iterator[str | Problem]:
    """A user stands in a path."""
    yield f"user {resource.name!r} has the path {resource.inputs['path']}"


def bench(*rules: Rule, entries: dict[str, Any] | None = None, **facts: Any) -> Bench:
    """A Bench of these rules, with the configuration that `entries` are."""
    catalog = {one.name: one for one in rules}
    config = facts.pop("config", None) or policy_config(entries or {}, catalog)
    return Bench(**{"rules": catalog, "today": TODAY, "settings": SETTINGS, "config": config, **facts})
