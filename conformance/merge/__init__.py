"""The shards of a run put together: one transcript, judged as if it had been one run."""
