"""This is where it is told who decides what a workload does, and so acts as its role."""
