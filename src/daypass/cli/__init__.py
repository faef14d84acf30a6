"""This is where the commands are, one file each; `__main__` puts them together."""
