"""This is where it is told what the code of a function does, where that stands in the stack."""
