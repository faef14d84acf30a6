"""This is where it is told who writes the documents of an issuer since they are that issuer, or publish for it.

Who is called so, and was given the objects by name or what is called after tokens, changes its keys for itself. Words
are habits: whoever else was given as much may sign as the issuer, and is told so. Nobody trusts an agent so far.
"""

from typing import Final

from daypass.graph.becoming.facts import NOTHING
from daypass.graph.becoming.issuers.issuing import may_be_issuer, names_of, says_tokens
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import start_of
from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.iam.glob import has_wildcard, matches

_PUTS: Final = "s3:PutObject"
_LOW_TRUST: Final = ("agent", "vendor")


def may_publish(stack: Stack, node: Node) -> bool:
    """Whether it is called as who publishes for an issuer."""
    resource = stack.by_urn.get(node.key)
    if resource is None or node.workload_class in _LOW_TRUST:
        return False
    return may_be_issuer(names_of(resource, stack.once(Consumers).by_role.get(node.key, ())))


def was_given_alone(means: Means, arn: str) -> bool:
    """Whether all that lets it write an object names that, or a folder or a bucket that is called after tokens."""
    near = {text for held in means.told(_PUTS).allows for text in held.line.patterns(NOTHING) if matches(text, arn)}
    return bool(near) and all(map(_is_narrow, near))


def _is_narrow(pattern: str) -> bool:
    _, _, name = pattern.rpartition(":")
    return not has_wildcard(name) or says_tokens(start_of(name))
