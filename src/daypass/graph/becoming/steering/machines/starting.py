"""This is where it is told which objects of S3 a machine takes when it starts, by what its user data says.

It may run any of them.
"""

from collections.abc import Iterator

from daypass.graph.becoming.steering.machines.copied import copies_in, is_held, stopping
from daypass.graph.becoming.steering.scripts import user_data_of
from daypass.model.resource import Resource


def scripts_of(machine: Resource) -> Iterator[str]:
    """The ARNs of the objects, in any partition; of a folder, that of whatever is put there.

    What the script holds to a digest that is written down is nobody's to change, and left out.
    """
    for said in user_data_of(machine):
        held = tuple(stopping(said, 0, len(said)))
        yield from (copied.arn for copied in copies_in(said) if not is_held(copied, held, said))
