"""This is where it is told who decides what a machine runs."""
