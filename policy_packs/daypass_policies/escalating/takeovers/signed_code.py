"""This is where it is told who brings code to a function that was to take signed code alone: it lifts that, or may.

A code signing configuration that refuses what no listed profile signed parts who ships from who reviews. Whoever may
bring the code, and also have the configuration warn, replace it, or take it off the function, is both; who makes such
configurations looks after them. Where one lists who signs and only warns of anything else, whoever may bring code and
not sign it was to bring what others signed, and nothing holds it to that; who makes functions may make one without.
Source: AWS Lambda Developer Guide, "Using code signing to verify code integrity with Lambda"; Lambda API Reference,
"UpdateCodeSigningConfig" (`UntrustedArtifactOnDeployment`) and "DeleteFunctionCodeSigningConfig"; Service Authorization
Reference, "AWS Lambda"; read 2026-12.
"""

from typing import Final

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.steering.named import name_in
from daypass.graph.becoming.steering.programs.files import FUNCTIONS
from daypass.graph.becoming.steering.signing import SIGNS, Signings
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import has_by_itself, may, may_at_all

_CONFIG: Final = "codeSigningConfigArn"
_BRINGS: Final = "lambda:UpdateFunctionCode"
_MAKES: Final = "lambda:CreateCodeSigningConfig"
_MAKES_FUNCTIONS: Final = "lambda:CreateFunction"
_LOOSENS: Final = "lambda:UpdateCodeSigningConfig"
_TAKES_OFF: Final = ("lambda:DeleteFunctionCodeSigningConfig", "lambda:PutFunctionCodeSigningConfig")


def lifts_its_signing(actor: Actor, edge: Edge) -> bool:
    """Whether it brings code to a function that takes signed code alone, and may end that."""
    function = edge.target.resource
    config = text_of(said(function, _CONFIG)) if function and function.type in FUNCTIONS else ""
    if not function or not config or not may_at_all(actor, _BRINGS) or may_at_all(actor, _MAKES):
        return False
    if has_by_itself(actor, _LOOSENS) and may(actor, _LOOSENS, config).is_certain:
        return True
    arn = _arn(function, edge)
    return any(has_by_itself(actor, action) and may(actor, action, arn).is_certain for action in _TAKES_OFF)


def passes_what_only_warns(actor: Actor, edge: Edge, stack: Stack) -> bool:
    """Whether it brings code, which others are to sign, to a function whose configuration lets in any."""
    function = edge.target.resource
    if not function or function.type not in FUNCTIONS or not may_at_all(actor, _BRINGS):
        return False
    is_free = any(may_at_all(actor, action) for action in (_MAKES, _MAKES_FUNCTIONS, *SIGNS))
    return not is_free and stack.once(Signings).only_warns(function)


def _arn(function: Resource, edge: Edge) -> str:
    own = text_of(said(function, "arn"))
    return own or f"arn:*:lambda:*:{edge.target.account or ANY}:function:{name_in(function)}"
