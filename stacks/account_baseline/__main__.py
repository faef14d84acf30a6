"""This is where an account is prepared for its first identity: the issuers it trusts, and the boundary of its roles."""

import pulumi

from daypass_components import OidcProvider, PermissionsBoundary

github = OidcProvider("github", {"issuer": "https://token.actions.githubusercontent.com"})
boundary = PermissionsBoundary("boundary", {})

pulumi.export("github", github.arn)
pulumi.export("boundary", boundary.arn)
