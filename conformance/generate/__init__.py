"""Requests that nobody thought of writing by hand, generated from the contract alone, ahead."""
