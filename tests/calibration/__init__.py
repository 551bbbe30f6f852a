"""Whether the calibration itself can be trusted."""
