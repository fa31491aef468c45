"""Strings of the language."""


def quoted(text: str) -> str:
    """`text` as a string of the language in which braces are ordinary characters."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'
