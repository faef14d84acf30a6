"""This is where it is told what records an account, and what could undo that record."""
