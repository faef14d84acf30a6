"""Each role of the table has an id as Azure writes it; none of them is among those that get more."""

from uuid import UUID

from daypass.data.azure_readers import azure_readers
from daypass.data.foreign_roles import foreign_roles
from daypass.data.table import read_table


def test_ids_are_written_as_azure_does() -> None:
    assert azure_readers()["acdd72a7-3385-48ef-bd42-f606fba81ae7"] == "Reader"
    assert len(azure_readers()) == len(read_table("azure_readers").rows)
    assert all(str(UUID(id_)) == id_ and name for id_, name in azure_readers().items())


def test_none_leads_to_more() -> None:
    assert azure_readers().keys().isdisjoint(foreign_roles("azure"))
