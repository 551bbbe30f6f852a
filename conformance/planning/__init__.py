"""What a run is going to send, and how long that takes at least: known before anything is sent."""
