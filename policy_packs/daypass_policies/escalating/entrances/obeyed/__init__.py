"""This is where it is told who writes what another's workload believes, and so decides what that does."""
