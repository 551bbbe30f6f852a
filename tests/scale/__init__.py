"""Proofs of what the suite bears that take too long for every change: `nox -s scale -- NAME`.

Nothing here is a test: pytest collects none of it.
"""
