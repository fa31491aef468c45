"""F504: a text that asks callers to stay on the line, in a menu that hangs up on those who do."""

import re
from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.view import View, askings, heard_as, local_name, plain_text, prompt_ids
from flowc.semantics import ir

_STAY = re.compile(
    r"\b(?:(?:stay|remain|hold) on the line|hold the line|"
    r"bleiben sie (?:am apparat|in der leitung|dran)|"
    r"(?:permanezca|manténgase|espere) en la línea|restez en ligne|"
    r"(?:rimanga|resti|rimanete) in linea|(?:aguarde|permaneça) (?:na|em) linha|"
    r"(?:pozostań|proszę pozostać) na linii|оставайтесь на линии|залишайтеся на лінії|"
    r"likite (?:linijoje|prie telefono)|palaikykite|blijf aan de lijn|"
    r"stanna kvar|pysykää linjalla|zůstaňte na lince|zostaňte na linke)\b"
)


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each menu."""
    for block in seen.program.blocks:
        for asking, op in askings(block):
            offer = _offer(seen, asking) if isinstance(op, ir.Menu) else None
            edge = _of_silence(seen.program, asking) if offer else None
            if offer is None or edge is None or not isinstance(edge.target, ir.ToEnd):
                continue
            name = local_name(block.id)
            yield warning(
                "F504",
                f"{heard_as(offer)} asks callers to stay on the line, and `{name}` hangs up on "
                "those who do",
                edge.span,
                "where silence leads",
                secondary=(Label(offer.span, "promised here"),),
                caller="a caller who does as told and waits is cut off",
                help=f"lead them on: `on no-input -> …` in `{name}`, or take it out of the text",
            )


def _offer(seen: View, asking: ir.Asking) -> ir.Prompt | None:
    for play in (*asking.plays, *asking.again):
        for id_ in prompt_ids(play):
            prompt = seen.prompts.get(id_)
            texts = [plain_text(pieces).lower() for _, pieces in prompt.texts] if prompt else []
            if any(_STAY.search(text) for text in texts):
                return prompt
    return None


def _of_silence(program: ir.Program, asking: ir.Asking) -> ir.Edge | None:
    """The arrow that a caller who presses nothing takes in the end."""
    left = [handler.edge for handler in asking.on_no_input if handler.edge]
    edge = left[0] if left else asking.gave_up_no_input
    if edge is not None and isinstance(edge.target, ir.ToDefault):
        return program.default_gave_up
    return edge
