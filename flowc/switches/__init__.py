"""Real switches: private ones that take the calls of tests, and what they tell of them."""
