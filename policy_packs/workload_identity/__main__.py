"""This is where Pulumi starts the pack as a folder: `python -u -m pulumi.policy ENGINE DIR`."""

from daypass_policies.serve.executable import workload_identity

workload_identity()
