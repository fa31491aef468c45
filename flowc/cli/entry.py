"""Where the program starts and ends: never with a traceback unless FLOWC_DEBUG is 1."""

import sys

from flowc.cli.exits import BUG, INTERRUPTED, USAGE, StopError


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        code = _run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def _run() -> int:
    import gc

    from flowc.cli import streams

    # A command makes a program's trees and graph once, keeps them, and ends: there is nothing to
    # collect, and looking for it takes a third of the time of a large program.
    gc.disable()
    streams.prepare()
    try:
        from flowc.cli.app import app

        app(prog_name="flowc")
        code = 0
    except SystemExit as e:
        code = e.code if isinstance(e.code, int) else 0
    except StopError as e:
        streams.complain(e.message)
        code = e.code
    except Exception as e:  # noqa: BLE001 - the last place that can say it kindly
        code = _failed(e)
    streams.abandon()
    return code


def _failed(e: Exception) -> int:
    import os

    from flowc.cli.streams import complain, talk

    if isinstance(e, OSError) and e.filename is None and not isinstance(e, ConnectionError):
        complain(f"the output can not be written: {e.strerror}")  # Typer writes help by itself
        return USAGE
    complain(f"this is a bug in flowc: {type(e).__name__}: {e}")
    if os.environ.get("FLOWC_DEBUG") == "1":
        import traceback

        talk("".join(traceback.format_exception(e)))
    else:
        complain("please report it with the flow file and what FLOWC_DEBUG=1 flowc … prints")
    return BUG
