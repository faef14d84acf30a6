"""This is where Pulumi starts the pack as a folder: `python -u -m pulumi.policy ENGINE DIR`."""

from daypass_policies.serve.executable import account_baseline

account_baseline()
