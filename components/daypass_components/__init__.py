"""This is where the Pulumi components are: an identity, its provider, its boundary."""
