"""What rebuilding costs: nothing to do, one wave more, and what others would run for it."""
