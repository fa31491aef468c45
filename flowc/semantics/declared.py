"""Every name that the files of a program declare: one namespace per kind of thing."""

import posixpath
from typing import Final, NamedTuple, TypeAlias

from flowc.diagnostic import Label
from flowc.semantics.findings import Findings
from flowc.syntax import ast

Declaration: TypeAlias = ast.Item | ast.AgentPhone | ast.Module


class Declared(NamedTuple):
    """A name and what it stands for; `node` None where that could not be read."""

    name: ast.Name
    node: Declaration | None


BLOCK_TYPES: Final = (
    ast.Step,
    ast.Menu,
    ast.Ring,
    ast.Voicemail,
    ast.Queue,
    ast.Callback,
    ast.Split,
    ast.Transfer,
    ast.External,
    ast.Use,
)

_NAMED: Final = (
    *BLOCK_TYPES,
    ast.Prompt,
    ast.Schedule,
    ast.Switch,
    ast.List,
    ast.VarDecl,
    ast.HeaderDecl,
    ast.Service,
    ast.Skill,
    ast.Phone,
    ast.Phones,
    ast.Agent,
    ast.Team,
    ast.Module,
    ast.Load,
)
_KINDS: Final[dict[type, str]] = {
    **{t: t.__name__.lower() for t in _NAMED},
    **dict.fromkeys(BLOCK_TYPES, "block"),
    ast.VarDecl: "variable",
    ast.HeaderDecl: "variable",
    ast.Phones: "phone range",
}
_WORDS: Final = {t.__name__.lower(): kind for t, kind in _KINDS.items()} | {"var": "variable"}

KINDS: Final = tuple(dict.fromkeys(_KINDS.values()))


class Declarations(NamedTuple):
    """The names of each kind. Where something could not be read and even its name is lost,
    `missing` holds its kind ("" when that is lost too): names of that kind may be unknown without
    being wrong."""

    kinds: dict[str, dict[str, Declared]]
    missing: frozenset[str]


def kind_of(word: str) -> str:
    """The kind of thing that a keyword declares, "" if none."""
    return _WORDS.get(word, "")


def gather(files: tuple[ast.File, ...], findings: Findings) -> Declarations:
    """All declarations of all files; F102 for a name that one kind of thing has twice."""
    kinds: dict[str, dict[str, Declared]] = {kind: {} for kind in KINDS}
    missing: set[str] = {""} if _lost_import(files) else set()
    agents: list[ast.Agent] = []
    for file in files:
        for item in file.items:
            if isinstance(item, ast.Broken):
                _broken(item, kinds, missing)
            elif isinstance(item, _NAMED):
                kind = _KINDS[type(item)]
                declare(kinds[kind], kind, Declared(item.name, item), findings)
            if isinstance(item, ast.Agent):
                agents.append(item)
    for agent in agents:
        for part in agent.items:
            if isinstance(part, ast.AgentPhone):
                kinds["phone"].setdefault(part.phone.text, Declared(part.phone, part))
    return Declarations(kinds, frozenset(missing))


def _lost_import(files: tuple[ast.File, ...]) -> bool:
    """Whether a file asks for one that is not among `files`: whatever it declares is not known."""
    there = {posixpath.normpath(f.path) for f in files}
    return any(
        posixpath.normpath(posixpath.join(posixpath.dirname(f.path), i.path.text)) not in there
        for f in files
        for i in f.items
        if isinstance(i, ast.Import)
    )


def declare(table: dict[str, Declared], kind: str, new: Declared, findings: Findings) -> None:
    """Put `new` into `table`, unless its name is taken."""
    first = table.setdefault(new.name.text, new)
    if first is not new:
        duplicate(kind, new.name, first.name, findings)


def duplicate(kind: str, name: ast.Name, first: ast.Name, findings: Findings) -> None:
    """F102: `name` was declared before, at `first`."""
    findings.error(
        "F102",
        f"there are two {kind}s called `{name.text}`",
        name.span,
        "declared again here",
        secondary=(Label(first.span, "first declared here"),),
        help="give one of them another name, or remove it",
    )


def _broken(item: ast.Broken, kinds: dict[str, dict[str, Declared]], missing: set[str]) -> None:
    kind = kind_of(item.word)
    if item.name is None:
        missing.add(kind)
        return
    for k in (kind,) if kind else KINDS:
        kinds[k].setdefault(item.name.text, Declared(item.name, None))
