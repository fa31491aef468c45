"""`without … on …`: the differences of a target that the author of a block takes."""

from collections.abc import Mapping

from flowc.semantics.parts import Parts
from flowc.semantics.scope import Site
from flowc.syntax import ast


def accepted(
    site: Site, parts: Parts, differences: Mapping[str, tuple[str, ...]], blocks: str
) -> tuple[tuple[str, str], ...]:
    """(Difference, target) of each `without` line; `differences`: what `blocks`, in the plural,
    may differ in, by target. F101 for other words, F105 for a target that does not differ so."""
    out: dict[tuple[str, str], ast.Without] = {}
    for line in parts.all(ast.Without):
        target, feature = line.target, line.feature
        known = differences.get(target.text)
        if known is None:
            site.findings.unknown(
                "target",
                target.text,
                target.span,
                differences,
                help="write `on " + "` or `on ".join(differences) + "`",
            )
        elif feature.text not in known and any(
            feature.text in others for others in differences.values()
        ):
            site.findings.error(
                "F105",
                f"{blocks} on {target.text} do not differ in `{feature.text}`",
                feature.span,
                help="remove this line, or name another target",
            )
        elif feature.text not in known:
            site.findings.unknown(
                "difference",
                feature.text,
                feature.span,
                known,
                help=f"{blocks} differ on {target.text} in `{'`, `'.join(known)}`",
            )
        pair = (feature.text, target.text)
        first = out.setdefault(pair, line)
        if first is not line:
            site.findings.twice("this `without`", line.span, first.span)
    return tuple(out)
