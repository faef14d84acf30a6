"""This is where it is told what an identity may do to whatever there is, to things that nobody named to it."""
