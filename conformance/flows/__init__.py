"""One file per flow: how it is driven, what is required of it, and what breaks each requirement."""
