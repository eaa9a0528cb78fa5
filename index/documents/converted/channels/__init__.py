"""Channels that DiscordChatExporter, Discord, Slack and Telegram export → the messages of a chat."""
