"""This is where it is told who in a stack can get more rights than it was given, and over which steps."""
