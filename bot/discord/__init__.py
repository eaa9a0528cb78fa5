"""Requests of Discord members → Messages for them. Only `gateway/` imports discord.py."""
