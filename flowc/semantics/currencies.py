"""The currencies of `money EUR`: those of ISO 4217 whose unit has a hundred parts."""

from typing import Final

from flowc.diagnostic import Diagnostic, error
from flowc.nearest import nearest
from flowc.syntax import ast

_HUNDREDTHS: Final = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL "
    "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN "
    "PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
    "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG"
)

_OTHERS: Final = (
    "BHD BIF CLP DJF GNF IQD ISK JOD JPY KMF KRW KWD LYD OMR PYG RWF TND UGX VND VUV XAF XOF XPF"
)
"""Whose unit has no parts, or a thousand."""


def check_currency(written: ast.Name) -> Diagnostic | None:
    """F130 for what is no currency with hundredths."""
    known = _HUNDREDTHS.split()
    if written.text in known:
        return None
    if written.text in _OTHERS.split():
        return error(
            "F130",
            f"a unit of {written.text} does not have a hundred parts",
            written.span,
            "amounts have two decimals here",
            caller="an amount would be told as a hundred times more, or less, than it is",
            help="read it as a `number` of the smallest unit, and say it with a prompt of your own",
        )
    guess = nearest(written.text.upper(), known)
    return error(
        "F130",
        f"there is no currency `{written.text}`",
        written.span,
        "no code of ISO 4217",
        help=f"write `money {guess}`" if guess else "write its three letters, as in `money EUR`",
    )
