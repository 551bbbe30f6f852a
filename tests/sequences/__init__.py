"""Tests of generated series of calls."""
