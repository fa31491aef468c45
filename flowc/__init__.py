"""flowc: call flows that you can read, prove, test, and run on the switch you have."""
