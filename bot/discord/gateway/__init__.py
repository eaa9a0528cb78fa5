"""Discord's events in, what members see there out: the only place that imports discord.py.

Thin: `bot.discord.service` does the work. `client` is the bot, `commands` what members type, `managers` what
those who manage a server type, `components` the buttons and forms, `questions` how a question is asked and
answered, `reading` what a message says, `edits` and `departures` what becomes of what is edited or gone,
`views` a Message as components, `delivery` how a Message or an error reaches a person, `progress` how far a
long command is, `tasks` the answers under way, `autocomplete` what is offered while somebody types,
`translator` the commands' names in another language, `running` the bot's life from the token to its end.
`listening`, `humans`, `digests` and `uploads` are a feature each; `grants`, `permissions` and `membership`
are what Discord says that the bot, or a person, may do.
"""
