"""Changes replayed into catalogues."""
