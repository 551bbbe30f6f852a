"""How much of the contract a run has touched, and what it has not."""
