"""`accept phone-number LT`: what a region's numbers look like, from the phonenumbers metadata."""

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


def nearest_region(region: str) -> str | None:
    """The region that was probably meant."""
    from phonenumbers import SUPPORTED_REGIONS

    upper = region.upper()
    return upper if upper in SUPPORTED_REGIONS else nearest(region, sorted(SUPPORTED_REGIONS))
