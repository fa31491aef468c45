"""What a collect accepts, and the value that its digits then have. `flowc_keys` is digits only."""

from flowc.backends.asterisk.lines import Writer
from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir

_KEYS = "${flowc_keys}"
_MONTH_LENGTHS = (
    "(0[13578]|1[02])(0[1-9]|[12][0-9]|3[01])",
    "(0[469]|11)(0[1-9]|[12][0-9]|30)",
    "02(0[1-9]|1[0-9]|2[0-8])",
)
_LEAP_YEARS = "([0-9][0-9](0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"


def accept(accepted: ir.Accept | None, type_: ir.Type, writer: Writer, unit: Unit) -> str:
    """Writes the tests; gives the text that stands for the accepted value."""
    match accepted:
        case None:
            taken = _KEYS
        case ir.AcceptRange(low=low, high=high):
            _unless(f"{_KEYS} >= {low} & {_KEYS} <= {high}", writer)
            taken = f"$[{_KEYS} + 0]"
        case ir.AcceptPattern(pattern=pattern):
            _unless(_matches(pattern), writer)
            taken = _KEYS
        case ir.AcceptLuhn():
            unit.uses.add("luhn")
            writer.add(f"Gosub({unit.service('luhn')},s,1)")
            _unless('"${GOSUB_RETVAL}" = "0"', writer)
            taken = _KEYS
        case ir.AcceptPhone():
            taken = _phone(accepted, writer)
        case ir.AcceptDate():
            _date(writer)
            taken = "${flowc_keys:0:4}-${flowc_keys:4:2}-${flowc_keys:6:2}"
    return f"$[{_KEYS} + 0]" if type_.kind == "number" else taken


def _unless(test: str, writer: Writer) -> None:
    writer.add(f"GotoIf($[{test}]?:no_match,1)")


def _matches(pattern: str, digits: str = _KEYS) -> str:
    return f'${{REGEX("^({pattern})$" {digits})}}'


def _phone(accepted: ir.AcceptPhone, writer: Writer) -> str:
    """The ways of dialling in the order in which they take more for granted."""
    writer.add("Set(flowc_national=)")
    for prefix in dict.fromkeys(("00" + accepted.country, accepted.trunk, "")):
        rest = f"${{flowc_keys:{len(prefix)}}}" if prefix else _KEYS
        test = f'"${{flowc_national}}" = "" & ${{REGEX("^{prefix}({accepted.national})$" {_KEYS})}}'
        writer.add(f"ExecIf($[{test}]?Set(flowc_national={rest}))")
    _unless('"${flowc_national}" != ""', writer)
    return f"+{accepted.country}${{flowc_national}}"


def _date(writer: Writer) -> None:
    """A date that exists, by its digits alone; there is no year 0000."""
    lengths = "|".join(_MONTH_LENGTHS)
    _unless(
        f'"${{flowc_keys:0:4}}" != "0000" & ({_matches(f"[0-9][0-9][0-9][0-9]({lengths})")}'
        f" | {_matches(f'{_LEAP_YEARS}0229')})",
        writer,
    )
