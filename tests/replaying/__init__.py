"""Replays of findings, against servers whose faults are mended or not."""
