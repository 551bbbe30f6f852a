"""The faults of the reference server: each shows, and only when what it gets is odd."""
