"""The fixture that runs flowc, for every test in this folder."""

from tests.cli.running import flowc

__all__ = ["flowc"]
