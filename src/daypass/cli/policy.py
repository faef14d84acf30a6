"""This is where `daypass policy` is: four questions to the policy language, asked by lines of JSON or by a person."""

import click

from daypass.cli.policy_lines import answer_lines
from daypass.cli.policy_options import ADMITS, COMPARE, EVALUATE, REACH, AskedOptions, asking
from daypass.cli.policy_reach import compared, reached
from daypass.cli.policy_request import admitted, evaluated, tell
from daypass.iam.line import admits_line, compare_line, evaluate_line, reach_line

_TWO = 2
_ACTION = "--action ACTION"
_PRINCIPAL = "--principal ARN"
_SECOND = "a second FILE"
"""What makes of each command the question of a person."""


@click.group()
def policy() -> None:
    """Ask the policy language itself: evaluate, admits, reach, compare.

    Without the options that ask for one thing, each reads lines of JSON from FILE or standard input, and answers each
    with a line. Exit status: 0 for answers, whatever they are; 2 where a line or a file cannot be read; 70 for an
    internal error.
    """


@policy.command()
@asking(EVALUATE)
def evaluate(asked: AskedOptions) -> int:
    """Say whether one request is allowed, and by which statements.

    With --action, FILE... are policies of the identity, or with --role the stack exports in which that role is.
    """
    if asked.action is None:
        return answer_lines(asked.lines(_ACTION), evaluate_line, _ACTION)
    return tell(evaluated(asked), asked.format)


@policy.command()
@asking(ADMITS)
def admits(asked: AskedOptions) -> int:
    """Say whether a trust policy lets someone in.

    With --principal, FILE is the trust policy, or with --role a stack export in which that role is.
    """
    if asked.principal is None:
        return answer_lines(asked.lines(_PRINCIPAL), admits_line, _PRINCIPAL)
    return tell(admitted(asked), asked.format)


@policy.command()
@asking(REACH)
def reach(asked: AskedOptions) -> int:
    """Say whether an action is allowed on anything that fits, in any context at all; with an example.

    With --action, FILE... are policies of the identity, or with --role the stack exports in which that role is.
    """
    if asked.action is None:
        return answer_lines(asked.lines(_ACTION), reach_line, _ACTION)
    return tell(reached(asked), asked.format)


@policy.command()
@asking(COMPARE)
def compare(asked: AskedOptions) -> int:
    """Say whether one identity policy allows what another does not; with an example.

    With two FILEs, the first is asked whether it allows more than the second.
    """
    if len(asked.files) != _TWO:
        return answer_lines(asked.lines(_SECOND), compare_line, _SECOND)
    return tell(compared(asked), asked.format)
