"""Tests of the pages that people open in a browser."""
