"""Recordings of silence."""


def silence(samples: int) -> bytes:
    """A WAV file: mono, 8,000 samples a second of 16 bits."""
    size = 2 * samples
    head = b"RIFF" + (36 + size).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    form = b"\x01\0\x01\0" + (8000).to_bytes(4, "little") + (16000).to_bytes(4, "little")
    return head + form + b"\x02\0\x10\0" + b"data" + size.to_bytes(4, "little") + bytes(size)
