"""This is where it is told whether a package is a company's own, where no script says from which registry it comes.

One whose scope or name begins with a word by which the domain of CodeArtifact is called is nobody else's, and does not
come from a public registry. Whatever a project asks for without a lock is also what it has of its own. Source: AWS
CodeArtifact User Guide, "Configure and use npm with CodeArtifact" (a `.npmrc` in the project); read 2026-12.
"""

import re
from typing import Final

from daypass.graph.becoming.steering.installs import ANY_PACKAGE
from daypass.words import words_in

_ANOTHER: Final = re.compile(r"""(?:registry|index[-_]url|source)["'=\s:]{1,8}["']?https?://""", re.IGNORECASE)
_TOOLS: Final = frozenset(
    (
        "aws",
        "py",
        "python",
        "pip",
        "pypi",
        "npm",
        "node",
        "js",
        "types",
        "dotnet",
        "nuget",
        "java",
        "package",
        "packages",
    )
)
"""Words that begin the names of what is everybody's."""


def names_another_registry(text: str) -> bool:
    """Whether a script says itself where its package managers take what they install."""
    return _ANOTHER.search(text) is not None


def is_own_package(package: str, domain: str, workload: str) -> bool:
    """Whether a package, as `NAMESPACE/NAME`, is one of whoever has the domain, or any that a project asks for.

    A scope may also be called as the workload that installs it is.
    """
    scope, _, name = package.rpartition("/")
    own = words_in(f"{domain} {workload}" if scope else domain)
    return package == ANY_PACKAGE or bool(set(words_in(scope or name)[:1]) & set(own) - _TOOLS)
