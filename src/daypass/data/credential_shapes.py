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
    """`name` is stable and goes into fingerprints; `phrase` says for people what was found; `pattern` is the shape."""

    name: str
    phrase: str
    pattern: str


SHAPES: Final = (
    Shape("aws-access-key", "an AWS access key", r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    Shape("bedrock-key", "a Bedrock API key", r"(?<![A-Za-z0-9])ABSK[A-Za-z0-9+/]{60,}"),
    Shape("private-key", "a private key", r"-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----"),
    Shape("putty-key", "a private key", r"PuTTY-User-Key-File-[0-9]"),
    Shape("age-key", "a private key", r"AGE-SECRET-KEY-1[A-Z0-9]{50}"),
    Shape(
        "github-token", "a GitHub token", r"(?<![A-Za-z0-9])(?:gh[oprsu]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,})"
    ),
    Shape("gitlab-token", "a GitLab token", r"(?<![A-Za-z0-9])gl[a-z]{2,5}-[A-Za-z0-9_-]{20,}"),
    Shape("slack-token", "a Slack token", r"(?<![A-Za-z0-9])(?:xox[a-z]|xapp)-[A-Za-z0-9-]{10,}"),
    Shape(
        "slack-webhook",
        "a Slack webhook",
        r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9]{8,}/[A-Za-z0-9/]{16,}",
    ),
    Shape("stripe-key", "a Stripe key", r"(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    Shape("google-key", "a Google API key", r"(?<![A-Za-z0-9_-])(?:AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{20,})"),
    Shape("npm-token", "an npm token", r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}"),
    Shape("pypi-token", "a PyPI token", r"pypi-AgE[A-Za-z0-9_-]{50,}"),
    Shape("docker-token", "a Docker token", r"(?<![A-Za-z0-9])dckr_[a-z]{3}_[A-Za-z0-9_-]{20,}"),
    Shape("vault-token", "a Vault token", r"(?<![A-Za-z0-9])hv[sbr]\.[A-Za-z0-9_-]{24,}"),
    Shape("openai-key", "a model provider's key", r"(?<![A-Za-z0-9])sk-(?:ant|proj|svcacct|admin)-[A-Za-z0-9_-]{20,}"),
    Shape("hugging-face-token", "a Hugging Face token", r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}"),
    Shape("sendgrid-key", "a SendGrid key", r"(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}"),
    Shape("pulumi-token", "a Pulumi token", r"(?<![A-Za-z0-9])pul-[0-9a-f]{40}"),
    Shape("databricks-token", "a Databricks token", r"(?<![A-Za-z0-9])dapi[0-9a-f]{32}"),
    Shape("terraform-token", "a Terraform token", r"(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,}"),
    Shape("azure-storage-key", "an Azure storage key", r"AccountKey=[A-Za-z0-9+/]{80,}={0,2}"),
    Shape(
        "json-web-token",
        "a signed token",
        r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
    ),
    Shape(
        "password-in-url",
        "a URL with a password",
        r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}://[^\s:/?#@'\"]{0,128}:(?P<password>[^\s/?#@'\"]{1,256})@",
    ),
)


@cache
def finders() -> tuple[tuple[Shape, re.Pattern[str]], ...]:
    """The shapes with their compiled patterns: compiled when the first text is looked at, not when a pack starts."""
    return tuple((shape, re.compile(shape.pattern)) for shape in SHAPES)
