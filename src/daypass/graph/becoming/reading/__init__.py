"""This is where it is told who reads what makes them somebody else: access keys that are kept as secrets."""
