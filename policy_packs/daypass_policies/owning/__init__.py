"""This is where it is told who answers for an identity, and until when."""
