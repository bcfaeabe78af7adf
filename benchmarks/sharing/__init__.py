"""One builder and many readers of one store, beside the stock IO manager."""
