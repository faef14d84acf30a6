"""This is where it is told who sets the tags, and the like, on which rights depend."""
