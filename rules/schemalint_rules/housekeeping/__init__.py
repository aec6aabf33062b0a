"""Rules about schemalint's own comments and the files themselves."""
