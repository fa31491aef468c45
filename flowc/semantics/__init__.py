"""What a program means: names, types, the call graph, schedules."""
