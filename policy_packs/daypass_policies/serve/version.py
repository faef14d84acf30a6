"""This is where the version is that packs tell: asking the installation for it would take as long as all of a start."""

from typing import Final

VERSION: Final = "0.1.0"
