"""This is where it is told who opens an entrance to themselves."""
