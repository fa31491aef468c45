"""The fixtures of `running`, for every test in this folder."""

from tests.cli.running import bad, flowc, good, heeding

__all__ = ["bad", "flowc", "good", "heeding"]
