"""Channels that DiscordChatExporter, Discord and Slack export → the messages of a chat."""
