"""This is where the rules are, one a file; `catalog()` finds them."""

import pkgutil
from functools import cache
from importlib import import_module

from daypass.rule import Rule


@cache
def catalog() -> dict[str, Rule]:
    """Every rule by its name, in order of name. The file `no_iam_user.py` holds `no-iam-user` as `no_iam_user`."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        made = getattr(import_module(f"{__name__}.{module.name}"), module.name)
        found[made.name] = made
    return dict(sorted(found.items()))
