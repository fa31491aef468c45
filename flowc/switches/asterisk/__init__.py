"""A private Asterisk that takes a test's calls."""
