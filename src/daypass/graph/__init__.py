"""This is where it shows who uses what: a whole stack, or several joined by ARN."""
