"""`flowc` itself: its options and its commands."""

from typing import Annotated

import typer

from flowc import __version__
from flowc.cli.group import LazyGroup
from flowc.cli.streams import out

app = typer.Typer(
    cls=LazyGroup,
    name="flowc",
    help="Check, test and compile call flows.",
    epilog="flowc explain CODE tells more about a finding.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        out(f"flowc {__version__}\n")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Check, test and compile call flows."""
