"""Runs every benchmark, one after the other."""

from importlib import import_module

BENCHMARKS = ("startup", "parse", "growth", "runtime", "queues", "asterisk", "freeswitch")

for name in BENCHMARKS:
    module = import_module(f"bench.{name}")
    print(f"\n{name}: {(module.__doc__ or '').splitlines()[0]}\n")
    module.main()
