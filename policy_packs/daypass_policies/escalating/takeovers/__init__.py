"""This is where it is told who takes over what was given to another workload."""
