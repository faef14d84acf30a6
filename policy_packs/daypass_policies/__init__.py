"""This is where the policy packs are: rules, one a file, and the servicer that speaks to Pulumi's engine."""
