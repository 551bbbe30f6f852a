"""What the suite itself is measured against: servers of which the right verdict is known."""
