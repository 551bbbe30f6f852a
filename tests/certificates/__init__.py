"""Certificates: what is made holds, and whatever was changed is refused."""
