"""This is where the shapes are by which a credential is known, whatever the variable that holds it is called.

Each pattern starts where no such character stands before it and is bounded or needs nothing after its run, so that a
search reads hostile text once.
Source: the issuers' own documentation of their prefixes (GitHub, GitLab, Slack, Stripe, AWS and others), read 2026-11.
"""

import re
from datetime import date
from functools import cache
from typing import Final, NamedTuple

SOURCE: Final = "the issuers' documentation of their token prefixes; AWS IAM User Guide, unique identifiers"
AS_OF: Final = date(2026, 11, 25)


class Shape(NamedTuple):
    """`phrase` says for people what was found, `pattern` is its shape; it holds at least one of the texts `marks`.

    Most texts hold no mark, and to look for a mark costs a hundredth of what a pattern does.
    """

    name: str
    phrase: str
    pattern: str
    marks: tuple[str, ...]


SHAPES: Final = (
    Shape(
        "aws-access-key",
        "an AWS access key",
        r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])",
        ("AKIA", "ASIA"),
    ),
    Shape("bedrock-key", "a Bedrock API key", r"(?<![A-Za-z0-9])ABSK[A-Za-z0-9+/]{60,}", ("ABSK",)),
    Shape(
        "private-key",
        "a private key",
        r"-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----",
        ("-----BEGIN ",),
    ),
    Shape("putty-key", "a private key", r"PuTTY-User-Key-File-[0-9]", ("PuTTY-",)),
    Shape("age-key", "a private key", r"AGE-SECRET-KEY-1[A-Z0-9]{50}", ("AGE-SECRET-KEY-1",)),
    Shape(
        "github-token",
        "a GitHub token",
        r"(?<![A-Za-z0-9])(?:gh[oprsu]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,})",
        ("gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_"),
    ),
    Shape(
        "gitlab-token",
        "a GitLab token",
        r"(?<![A-Za-z0-9])gl(?:pat|dt|rt|ft|cbt|ptt|soat|oas|imt|agent)-[A-Za-z0-9_-]{20,}",
        ("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "gloas-", "glimt-", "glagent-"),
    ),
    Shape("slack-token", "a Slack token", r"(?<![A-Za-z0-9])(?:xox[a-z]|xapp)-[A-Za-z0-9-]{10,}", ("xox", "xapp-")),
    Shape(
        "slack-webhook",
        "a Slack webhook",
        r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9]{8,}/[A-Za-z0-9/]{16,}",
        ("hooks.slack.com/",),
    ),
    Shape(
        "stripe-key", "a Stripe key", r"(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{16,}", ("k_live_", "k_test_")
    ),
    Shape(
        "google-key",
        "a Google API key",
        r"(?<![A-Za-z0-9_-])(?:AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{20,})",
        ("AIza", "GOCSPX-"),
    ),
    Shape("npm-token", "an npm token", r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}", ("npm_",)),
    Shape("pypi-token", "a PyPI token", r"pypi-AgE[A-Za-z0-9_-]{50,}", ("pypi-AgE",)),
    Shape("docker-token", "a Docker token", r"(?<![A-Za-z0-9])dckr_[a-z]{3}_[A-Za-z0-9_-]{20,}", ("dckr_",)),
    Shape("vault-token", "a Vault token", r"(?<![A-Za-z0-9])hv[sbr]\.[A-Za-z0-9_-]{24,}", ("hvs.", "hvb.", "hvr.")),
    Shape(
        "openai-key",
        "a model provider's key",
        r"(?<![A-Za-z0-9])sk-(?:(?:ant|proj|svcacct|admin|or)-[A-Za-z0-9_-]{20,}|[A-Za-z0-9]{32,})",
        ("sk-",),
    ),
    Shape("hugging-face-token", "a Hugging Face token", r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}", ("hf_",)),
    Shape(
        "sendgrid-key", "a SendGrid key", r"(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}", ("SG.",)
    ),
    Shape("pulumi-token", "a Pulumi token", r"(?<![A-Za-z0-9])pul-[0-9a-f]{40}", ("pul-",)),
    Shape("databricks-token", "a Databricks token", r"(?<![A-Za-z0-9])dapi[0-9a-f]{32}", ("dapi",)),
    Shape(
        "terraform-token",
        "a Terraform token",
        r"(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,}",
        (".atlasv1.",),
    ),
    Shape("azure-storage-key", "an Azure storage key", r"AccountKey=[A-Za-z0-9+/]{80,}={0,2}", ("AccountKey=",)),
    Shape(
        "signed-url", "a signed URL", r"[?&](?:sig|X-Amz-Signature)=[A-Za-z0-9%/+]{20,}", ("sig=", "X-Amz-Signature=")
    ),
    Shape(
        "authorization-header",
        "an authorization header",
        r"(?<![A-Za-z0-9])(?:[Bb]asic|[Bb]earer) (?=[\w.~+/-]{0,64}[0-9])[\w.~+/-]{12,}",
        ("asic ", "earer "),
    ),
    Shape(
        "json-web-token",
        "a signed token",
        r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
        ("eyJ",),
    ),
    Shape(
        "password-in-url",
        "a URL with a password",
        r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}://[^\s:/?#@'\"]{0,128}:(?P<password>[^\s/?#@'\"]{1,256})@",
        ("://",),
    ),
)


def shapes_in(text: str) -> list[tuple[Shape, re.Pattern[str]]]:
    """The shapes that the text may hold by its marks, in their order."""
    if len(text) < _SHORT:
        seen = set(_any_mark().findall(text))
        return [(shape, finder) for shape, finder in _finders() if not seen.isdisjoint(shape.marks)] if seen else []
    return [(shape, finder) for shape, finder in _finders() if any(mark in text for mark in shape.marks)]


_SHORT: Final = 1000
"""Characters up to which one pattern of all marks is faster than a search for each."""


@cache
def _any_mark() -> re.Pattern[str]:
    # Looks ahead instead of taking the mark, so that one mark does not hide another that begins inside it.
    return re.compile(f"(?=({'|'.join(re.escape(mark) for shape in SHAPES for mark in shape.marks)}))")


@cache
def _finders() -> tuple[tuple[Shape, re.Pattern[str]], ...]:
    """Compiled when the first text is looked at, not when a pack starts."""
    return tuple((shape, re.compile(shape.pattern)) for shape in SHAPES)
