"""How much is tried, and from which seed: set in the environment for a longer run."""

import os


def size(name: str, usual: int) -> int:
    """`FLOWC_CALLERS`, `FLOWC_QUEUE_CALLERS`, `FLOWC_PROGRAMS`, `FLOWC_QUEUES` or what is usual."""
    return int(os.environ.get(name, usual))


SEED = os.environ.get("FLOWC_SEED", "1")
"""Stands in the title of every test that is made up, so that a report says it."""
CALLERS = size("FLOWC_CALLERS", 300)
"""Callers of each example."""
QUEUE_CALLERS = size("FLOWC_QUEUE_CALLERS", 40)
"""Calls to each example with queues, where everything has its time, and a call takes minutes."""
PROGRAMS = size("FLOWC_PROGRAMS", 200)
EACH = 4
"""Callers of each program that is made up."""
QUEUES = size("FLOWC_QUEUES", 16)
"""Programs with queues that are made up; EACH is the tests of each."""
