"""Targets: from the call graph to the files that a switch loads."""
