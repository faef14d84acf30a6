"""Each row of the table names an argument once, and what only others may make mean something stands in it too."""

from daypass.data.vault_bounds import vault_bounds


def test_every_argument_can_be_told() -> None:
    for bounds in vault_bounds().values():
        arguments = [one.argument for one in bounds]
        assert len(arguments) == len(set(arguments))
        assert any(one.pins == "workload" for one in bounds)
        for one in bounds:
            assert not one.within or one.within in arguments
            assert one.pins == "workload" or one.noun
