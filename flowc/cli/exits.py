"""What a command ends with: the exit codes, and a stop with a word to the user."""

OK = 0
FINDINGS = 1
"""Findings, failed tests, or a difference where one was asked about."""
USAGE = 2
"""No such file, unknown option or target, a folder that can't be written."""
MISSING = 3
"""Something that was asked for is not on this machine."""
BUG = 70
INTERRUPTED = 130
PIPE = 141
"""Whoever read the output has closed it."""


class StopError(Exception):
    """Ends the command with `code` and says `message` on stderr, behind `flowc: `."""

    def __init__(self, message: str, code: int = USAGE) -> None:
        """Keep both; the message is lower case, without a full stop."""
        super().__init__(message)
        self.message = message
        self.code = code
