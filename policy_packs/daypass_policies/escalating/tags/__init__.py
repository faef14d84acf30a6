"""This is where it is told who sets the tags on which rights depend."""
