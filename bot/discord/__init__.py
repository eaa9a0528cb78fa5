"""Requests of people on Discord → Messages: everything but the connection, which is in `gateway/`."""
