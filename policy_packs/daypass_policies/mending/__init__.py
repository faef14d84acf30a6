"""This is where it is written how what a rule refuses would be mended, as `Problem.mended` has it."""
