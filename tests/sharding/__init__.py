"""Runs that part their cases among themselves, and what becomes of their reports."""
