"""Whose tokens an account trusts: one provider for each issuer, created here or taken over from who made it before."""

import pulumi

from daypass_components import OidcProvider

github = OidcProvider("github", {"issuer": "https://token.actions.githubusercontent.com"})

# An account has one provider an issuer. Where another stack made it, name it; nothing is created.
gitlab = OidcProvider(
    "gitlab",
    {"issuer": "https://gitlab.com", "arn": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"},
)

pulumi.export("github", github.arn)
pulumi.export("gitlab", gitlab.arn)
