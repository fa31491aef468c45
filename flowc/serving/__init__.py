"""`flowc serve`: what runs beside a switch, asks services for it and delivers its notices.

`start` runs it inside a program, as tests of a switch do; `flowc/cli/serve.py` is the program that
an admin runs. aiohttp is imported here and nowhere else.
"""

from flowc.serving.thread import Running, start

__all__ = ["Running", "start"]
