"""This is where the facts are read that a description says in our words: `owner=payments; review-by=2027-05-31`.

Some identities take no tags and have a description: whoever owns one writes there what its tags would say, fact by
fact, each with its `=`. Anything else in a description is for people.
"""

import re
from collections.abc import Mapping
from typing import Final

DESCRIBED: Final = frozenset(
    (
        "gcp:serviceaccount/account:Account",
        "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
    )
)
"""The types. Source: input properties of pulumi-gcp 9, as its schema in the Pulumi Registry has them; read 2026-12."""

_FACT: Final = re.compile(
    r"""(?<![\w.:/=-])(?:daypass[:/_])?
    (?P<fact>owner|contact|purpose|environment|class|review[-_]by|term|workload)[ \t]{0,8}=""",
    re.IGNORECASE | re.VERBOSE,
)
_END: Final = re.compile(r"[;|\r\n]")
_AROUND: Final = " \t,.()[]"


def facts_in(description: str) -> Mapping[str, str]:
    """Fact → what the description says of it, as far as it says any; of one that it says twice, the first."""
    found: dict[str, str] = {}
    each = list(_FACT.finditer(description))
    ends = [*(one.start() for one in each[1:]), len(description)]
    for one, end in zip(each, ends, strict=False):  # where it says none, there is an end all the same
        text = _END.split(description[one.end() : end], maxsplit=1)[0]
        found.setdefault(one["fact"].lower().replace("_", "-"), text.strip(_AROUND).strip())
    return found
