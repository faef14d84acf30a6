"""This is where tests get a property from, made to stand at the end of a path of the consumers' table."""

from typing import Any

from daypass.graph.property_path import steps


def said(path: str, value: Any) -> dict[str, Any]:
    """Properties in which the path leads to the value and to nothing else."""
    for step in reversed(steps(path)):
        match step.kind:
            case "each":
                value = [value]
            case "where":
                value = [{step.name: step.value, **value}]
            case "values":
                value = {"any": value}
            case _:
                value = {step.name: value}
    found: dict[str, Any] = value
    return found
