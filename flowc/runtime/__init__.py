"""One call through a program, on a virtual clock: `compile_program`, then `start` and `step`."""
