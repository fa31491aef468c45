"""Conditions and needs in a message, as their author writes them."""

from flowc.semantics import ir

_TURNED = {"=": "is not", "!=": "is", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_WORD = {"=": "is", "!=": "is not"}
_FIELDS = {"number": "caller.number", "name": "caller.name", "dialled": "caller.dialled"}


def cond_words(cond: ir.Cond, *, holds: bool = True) -> str:  # noqa: PLR0911, PLR0912, C901 - a kind each
    """`tier is gold`; of a condition that does not hold, its opposite: `tier is not gold`."""
    yes = "" if holds else "not "
    match cond:
        case ir.Not(inner):
            return cond_words(inner, holds=not holds)
        case ir.And(conds) | ir.Or(conds):
            joint = " and " if isinstance(cond, ir.And) is holds else " or "
            return joint.join(_bracketed(c, holds=holds) for c in conds)
        case ir.Compare(op, left, right):
            return f"{_value(left)} {_WORD.get(op, op) if holds else _TURNED[op]} {_value(right)}"
        case ir.OneOf(value, values):
            return f"{_value(value)} {yes}in ({', '.join(map(_value, values))})"
        case ir.IsSet(ir.CallerField("number")):
            return f"caller.number is {'not ' if holds else ''}withheld"
        case ir.IsSet(value):
            return f"{_value(value)} is {yes}set"
        case ir.InList(value, name):
            return f"{_value(value)} {yes}in {name}"
        case ir.StartsWith(value, part):
            return f"{yes}{_value(value)} starts with {_value(part)}"
        case ir.Contains(value, part):
            return f"{yes}{_value(value)} contains {_value(part)}"
        case ir.Dials(value):
            return f"{_value(value)} can {yes}be called back"
        case ir.SwitchIs(name, on):
            return f"{name} is {'on' if on is holds else 'off'}"
        case ir.ScheduleIs(name, open_, None):
            return f"{name} is {'open' if open_ is holds else 'closed'}"
        case ir.ScheduleIs(name, _, reason):
            why = "holiday" if reason == "holiday" else f'"{(reason or "").removeprefix("label:")}"'
            return f"{name} is {yes}closed for {why}"


def _bracketed(cond: ir.Cond, *, holds: bool) -> str:
    words = cond_words(cond, holds=holds)
    return f"({words})" if isinstance(cond, ir.And | ir.Or) else words


def _value(value: ir.Expr) -> str:  # noqa: PLR0911 - a kind each
    match value:
        case ir.Const(text, kind):
            quoted = kind.kind in ("text", "digits", "phone-number") and isinstance(text, str)
            return f'"{text}"' if quoted else str(text)
        case ir.Var(name):
            return name.rsplit(".", 1)[-1]
        case ir.CallerField(field):
            return _FIELDS.get(field, f"caller.{field}")
        case ir.CallField(field):
            return f"call.{field}"
        case ir.CurrentLanguage():
            return "language"
        case ir.Now():
            return "now"
        case ir.Arithmetic(op, left, right):
            return f"{_value(left)} {op} {_value(right)}"


def bare(need: ir.Need) -> ir.Need:
    """The need without brackets around it."""
    while isinstance(need, ir.NeedAll | ir.NeedAny) and len(need.needs) == 1:
        need = need.needs[0]
    return need


def need_words(need: ir.Need) -> str:  # noqa: PLR0911 - a kind each
    """`tech >= 4 and speaks language`."""
    match bare(need):
        case ir.Has(skill, ">=", 1):
            return skill
        case ir.Has(skill, op, level):
            return f"{skill} {op} {level}"
        case ir.Speaks(language):
            return f"speaks {language or 'language'}"
        case ir.Among(agents):
            return f"agents {', '.join(agents)}"
        case ir.Holds(cond):
            return cond_words(cond)
        case ir.NeedNot(ir.Holds(cond)):
            return cond_words(cond, holds=False)
        case ir.NeedNot(inner):
            return f"not {_within(inner)}"
        case ir.NeedAll(inner):
            return " and ".join(map(_within, inner))
        case ir.NeedAny(inner):
            return " or ".join(map(_within, inner))


def _within(need: ir.Need) -> str:
    words = need_words(need)
    return f"({words})" if isinstance(bare(need), ir.NeedAll | ir.NeedAny) else words
