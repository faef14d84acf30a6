"""This is where a preview happens without the Pulumi CLI: the user's program against a resource monitor of our own."""
