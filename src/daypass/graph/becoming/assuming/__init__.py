"""This is where it is told who assumes a role, inside the stack and beyond it."""
