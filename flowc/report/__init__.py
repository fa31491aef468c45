"""How results are shown: one file per output format."""
