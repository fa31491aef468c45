"""The command line: one short file per command, whatever is heavy imported inside."""
