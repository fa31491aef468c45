"""`python -m flowc` is `flowc`."""

from flowc.cli.entry import main

main()
