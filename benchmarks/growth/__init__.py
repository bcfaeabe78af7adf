"""How storage grows over many builds."""
