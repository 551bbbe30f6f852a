"""Correct servers made faulty: what shows that a requirement's check can fail."""
