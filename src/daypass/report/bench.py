"""This is where judgement is passed: rules, levels, exemptions and baseline over one resource or one stack.

Packs, `scan` and `check` all judge here, so that they refuse the same things.
"""
