"""The edge to Discord: the only place that imports discord.py. Thin: `bot.discord.service` does the work.

`client` is the bot, `commands` what people type, `operators` what those who run a server type, `presses`
the buttons, `views` a Message as components, `delivery` how a Message gets there and what to say of errors,
`running` its life from the token to the end.
"""
