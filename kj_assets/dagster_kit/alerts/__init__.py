"""Telling an operator who is not looking: alerts wait in an outbox until they are delivered."""
