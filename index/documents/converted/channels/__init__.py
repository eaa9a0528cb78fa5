"""Exports of channels: what DiscordChatExporter, Discord and Slack write → the messages of a chat."""
