"""This is where `python -m daypass` begins: the same command as `daypass`."""

from daypass.cli.__main__ import main

main()
