"""This is where the inventory is: every identity of some stacks, whose it is, how it proves itself, what bounds it."""
