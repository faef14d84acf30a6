"""Each row of the table can be told, and says its values in the letters in which they are compared."""

from daypass.data.nameless import nameless


def test_every_row_can_be_told() -> None:
    for rows in nameless().values():
        for row in rows:
            assert all((row.at, row.values, row.who, row.what))
            texts = {
                *row.values,
                *(one for asked in (row.only, row.but, row.reads) for _, each in asked for one in each),
            }
            assert all(text == text.lower() for text in texts)
