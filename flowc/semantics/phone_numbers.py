"""`accept phone-number LT`: what a region's numbers look like, from the phonenumbers metadata."""

from typing import NamedTuple

from flowc.nearest import nearest
from flowc.semantics.ir import AcceptPhone
from flowc.semantics.portable import digits_class, fault


def accept(region: str) -> tuple[AcceptPhone, int, int] | None:
    """How a number of `region` is dialled there, with the fewest and most digits that can take;
    None where the library knows no such region, or no rule for it that every target can hold."""
    from phonenumbers import PhoneMetadata

    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.general_desc is None:
        return None
    national = digits_class(metadata.general_desc.national_number_pattern or "")
    lengths = [n for n in metadata.general_desc.possible_length if n > 0]
    if not lengths or fault(national):
        return None
    country = str(metadata.country_code)
    trunk = metadata.national_prefix or ""
    trunk = trunk if trunk.isdecimal() else ""
    return (
        AcceptPhone(region, country, trunk, national),
        min(lengths),
        max(lengths) + 2 + len(country),
    )


def called_back(region: str) -> AcceptPhone | None:
    """As `accept`, of fixed lines and mobile phones alone: never premium rate, shared cost or
    anything else that costs who calls it more than they expect. None where the region has none."""
    from phonenumbers import PhoneMetadata

    found = accept(region)
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if found is None or metadata is None:
        return None
    kinds = (metadata.fixed_line, metadata.mobile)
    patterns = (k.national_number_pattern for k in kinds if k is not None)
    national = "|".join(dict.fromkeys(digits_class(p) for p in patterns if p))
    return None if fault(national) else found[0]._replace(national=national)


def nearest_region(region: str) -> str | None:
    """The region that was probably meant."""
    from phonenumbers import SUPPORTED_REGIONS

    upper = region.upper()
    return upper if upper in SUPPORTED_REGIONS else nearest(region, sorted(SUPPORTED_REGIONS))


class Classified(NamedTuple):
    """What a number costs to call, as far as its digits tell: `premium` (premium rate or shared
    cost), and the country that it lies in (its calling code, and its region or "" where several
    share the code)."""

    premium: bool
    country: int
    region: str


def classified(number: str) -> Classified | None:
    """The class of a number that begins with `+`; None for any other, and for one that no
    country's plan has."""
    import phonenumbers

    if not number.startswith("+"):
        return None
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    kind = phonenumbers.number_type(parsed)
    types = phonenumbers.PhoneNumberType
    region = phonenumbers.region_code_for_number(parsed) or ""
    if parsed.country_code is None:
        return None
    return Classified(
        kind in {types.PREMIUM_RATE, types.SHARED_COST},
        parsed.country_code,
        "" if region == "001" else region,
    )
