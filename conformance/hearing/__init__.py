"""Judging and surveying what is driven while it is driven.

What it comes to is the same as from the transcript in the end.
"""
