"""Tests of the flows against recorded and faulty servers."""
