"""This is where the databases of a stack are, the roles as which SQL acts there, and who signs in to run it."""
