"""Commands that are imported when they are called, and parameters that cost nothing.

Start-up is what a person feels. Typer alone takes three quarters of it: half of that is pydantic,
which it loads to turn a word of the command line into a `str`. Commands here take only texts and
flags, which are right as they come, so that step is left out.
"""

from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command


class Command(NamedTuple):
    """A command: its name, and the module in `flowc.cli` whose function `run` it is."""

    name: str
    module: str


COMMANDS = (
    Command("check", "check"),
    Command("test", "test"),
    Command("call", "call"),
    Command("compile", "compile"),
    Command("serve", "serve"),
    Command("missed", "missed"),
    Command("graph", "graph"),
    Command("hours", "hours"),
    Command("explain", "explain"),
)


_COERCION = "_runtime_param"
"""Where Typer keeps, once made, what turns a word into a parameter's type. A Typer that has it
elsewhere makes its own as ever, and only start-up is slower: tests/startup notices."""


class _Unchanged:
    """Stands where Typer would put a pydantic adapter: gives the word back as it came."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401, ARG002 - Typer's own
        return value


def _cheap(params: list[Any]) -> list[Any]:
    """The parameters, those whose words are right as they come without an adapter."""
    for param in params:
        descriptor = getattr(param, "type_descriptor", None)
        if descriptor is not None and descriptor.annotation in (str, list[str], bool):
            setattr(param, _COERCION, _Unchanged())
    return params


class CheapCommand(TyperCommand):
    """A command whose parameters are texts and flags."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - Typer's own
        """Its parameters, `--help` among them."""
        return _cheap(super().get_params(ctx))


class LazyGroup(TyperGroup):
    """The commands of `COMMANDS`, each loaded when it is asked for."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - Typer's own
        """Its options, `--help` among them."""
        return _cheap(super().get_params(ctx))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - Typer's own
        """Their names, in the order in which one meets them."""
        return [command.name for command in COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - Typer's own
        """The command of that name; None if there is none."""
        for command in COMMANDS:
            if command.name == cmd_name:
                return _load(command)
        return None


def _load(command: Command) -> Any:  # noqa: ANN401 - Typer's command
    run = import_module(f"flowc.cli.{command.module}").run
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(command.name, cls=CheapCommand)(run)
    loaded = get_command(app)
    loaded.name = command.name
    return loaded
