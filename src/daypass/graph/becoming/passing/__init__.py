"""This is where it is told who hands a role to a service that then works for it."""
