"""Tests of the judging half: evidence, checks, outcomes and faults, all without a server."""
