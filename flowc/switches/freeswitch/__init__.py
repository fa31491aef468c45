"""A private FreeSWITCH that takes the calls of tests."""
