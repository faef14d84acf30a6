"""This is where it is told to which environment things belong, and what reaches from one into another."""
