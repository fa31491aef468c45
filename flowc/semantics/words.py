"""What is compared of words that are said: letters and digits, whatever their case."""

import unicodedata


def folded(words: str) -> str:
    """The words as they are compared: case-folded, without punctuation, one blank between two;
    "" if nothing of them can be said. An apostrophe within a word is dropped, any other sign stands
    between two words, as in `drop-off`."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    for apostrophe in "'\u2019":
        plain = plain.replace(apostrophe, "")
    kept = (c if _counts(c) else " " for c in plain)
    return " ".join("".join(kept).split())


def _counts(c: str) -> bool:
    """A letter, a digit, or a mark that belongs to a letter."""
    return c.isalnum() or unicodedata.category(c).startswith("M")
