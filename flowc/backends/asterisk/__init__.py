"""The Asterisk 22 target: a dialplan to include, the list of its sounds, its mailboxes."""

from flowc.backends.asterisk.compile import compile_job
from flowc.backends.target import Target

TARGET = Target("asterisk", ("22",), compile_job)
