"""A stack is looked at once by all who look at it alike."""

from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.settings import Settings

ROOT = Resource.of("pulumi:pulumi:Stack", "project-dev")


def test_what_is_worked_out_of_a_stack_is_worked_out_once() -> None:
    stack = Stack((ROOT,))
    assert stack.once(Consumers) is stack.once(Consumers)
    assert stack.once(Consumers) is not Stack((ROOT,)).once(Consumers)


def test_other_arguments_are_another_question() -> None:
    def view(_stack: Stack, _settings: Settings) -> object:
        return object()

    stack, settings = Stack((ROOT,)), Settings()
    assert stack.once(view, settings) is stack.once(view, settings)
    assert stack.once(view, settings) is not stack.once(view, Settings())
