"""This is where credentials are told that are kept: what is one, where it stands, and how long it lives."""
