"""Tests of what a report tells besides outcomes: coverage, pace, remarks."""
