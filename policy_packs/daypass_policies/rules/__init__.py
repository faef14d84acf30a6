"""This is where the rules are, one a file; `catalog()` finds them, and those that others bring along."""

import pkgutil
from functools import cache
from importlib import import_module

from daypass.rule import Rule
from daypass_policies.own_rules import own_rules


@cache
def catalog() -> dict[str, Rule]:
    """Every rule by its name, in order of name: ours, and those of installed distributions.

    Raises `UnreadableError` where one of theirs cannot be loaded.
    """
    ours = our_rules()
    return dict(sorted({**ours, **own_rules(ours)}.items()))


@cache
def our_rules() -> dict[str, Rule]:
    """The rules of daypass. The file `no_iam_user.py` holds `no-iam-user` as `no_iam_user`."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        made = getattr(import_module(f"{__name__}.{module.name}"), module.name)
        found[made.name] = made
    return dict(sorted(found.items()))
