"""This is where it is told who decides what a task of ECS is told to run."""
