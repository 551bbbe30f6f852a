"""Tests of everything that sends."""
