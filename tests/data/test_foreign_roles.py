"""What the table of other clouds' roles says can be compared with what programs write."""

import re

from daypass.data.foreign_roles import CLOUDS, GIVES, TOLD, by_name, foreign_roles
from daypass.data.table import read_table

FORMS = {
    "google": r"roles/[a-zA-Z.]+|[a-z]+\.[a-zA-Z]+\.[a-zA-Z]+",
    "azure": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "snowflake": r"[A-Z]+( [A-Z]+)*",
}


def test_ids_have_the_form_of_their_cloud_and_stand_once() -> None:
    rows = read_table("foreign_roles").rows
    assert {row["cloud"] for row in rows} == set(CLOUDS)
    assert {row["gives"] for row in rows} == set(GIVES)
    assert {row["told"] for row in rows} == set(TOLD)
    assert len({(row["cloud"], row["id"]) for row in rows}) == len(rows)
    for cloud in CLOUDS:
        form = FORMS.get(cloud, FORMS["azure"])
        assert all(re.fullmatch(form, id_) for id_ in foreign_roles(cloud))
        assert all(role.name and role.act for role in foreign_roles(cloud).values())


def test_the_roles_that_custom_ones_come_to_are_known_by_name() -> None:
    assert {"owner", "contributor", "user access administrator"} <= set(by_name("azure"))
