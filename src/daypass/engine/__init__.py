"""This is where a preview happens without the Pulumi CLI: the user's program against a resource monitor of our own."""

import os

# gRPC tells standard error of each connection that ends, and reads this when it is imported.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")
