"""Bundles that someone who doesn't trust the vendor can check: made, signed, verified."""
