"""What flowc costs, measured: `make bench`, or one of them with `python -m bench.startup`."""
