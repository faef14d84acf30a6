"""This is where it is told who administers a store of data, beside those who work with a part of it."""
