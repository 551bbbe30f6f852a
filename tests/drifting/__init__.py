"""Tests of the comparison of a published document with the contract."""
