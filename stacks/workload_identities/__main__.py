"""This is where the identities of all workloads are deployed: one role for each file of identities/ in this stack."""

from pathlib import Path

import pulumi

from daypass_components import declare

identities = declare(Path(__file__).parent / "identities")
pulumi.export("roles", {name: identity.role_arn for name, identity in identities.items()})
