"""Templates to text: the only place that knows jinja2.

Templates lay out and decide nothing; a name that a template misses is an error in flowc, so it is
never rendered as nothing. Each output file is one call of `render`.
"""

from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from jinja2 import Environment

Kind = Literal["text", "xml"]


def render(target: str, template: str, values: dict[str, object], kind: Kind = "text") -> str:
    """`targets/<target>/<template>` filled with `values`; `xml` escapes every value."""
    return _environment(target, kind).get_template(template).render(values)


@cache
def _environment(target: str, kind: Kind) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from flowc.resources import folder

    return Environment(
        loader=FileSystemLoader(str(folder("targets") / target)),
        undefined=StrictUndefined,
        autoescape=kind == "xml",  # noqa: S701 - dialplan is escaped in Python
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
