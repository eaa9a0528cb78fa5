"""Munshi's engine: a folder of documents in, cited answers out. It knows neither terminal nor Discord."""
