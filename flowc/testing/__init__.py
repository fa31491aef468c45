"""Call tests: `run_tests` plays their scripts against the runtime and judges the traces."""

from flowc.testing.result import CallLog, Failure, Result, Suite
from flowc.testing.run import run_tests
from flowc.testing.trying import stuck

__all__ = ["CallLog", "Failure", "Result", "Suite", "run_tests", "stuck"]
