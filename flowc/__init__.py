"""flowc: call flows that you can read, prove, test, and run on the switch you have."""

__version__ = "0.1.0"
