"""What members of a Discord server ask → Messages for them. Only `gateway/` is connected to Discord."""
