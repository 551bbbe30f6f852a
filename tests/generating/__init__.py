"""Tests of what is generated, against validators that the generator doesn't use."""
