"""The most that any identity of an account can reach, whatever it is granted: one policy, which every role names."""

import pulumi

from daypass_components import PermissionsBoundary

boundary = PermissionsBoundary("boundary", {"workload_class": "pipeline"})

pulumi.export("boundary", boundary.arn)
