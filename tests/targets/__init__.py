"""Whole runs against targets that are correct, different or useless."""
