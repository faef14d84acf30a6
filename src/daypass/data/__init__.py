"""This is where facts of AWS and of others stand as tables, each with its source and date."""
