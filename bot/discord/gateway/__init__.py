"""Events of Discord → requests, and Messages → what people see: the only folder that imports discord.py.

It is thin: `bot.discord.service` does the work. `client` is the bot and its events; `running` starts and ends
it. Commands are in `commands` (for members), `managers` and `uploads` (for managers), with `autocomplete` and
`translator`; `components` handles buttons, menus and forms. `questions` answers a question and `reading`
reads the text of its message; `edits` handles edited questions, `departures` servers, channels and roles that
are gone. `views` turns a Message into components, `delivery` sends a Message or an error to a person,
`progress` shows how far a long command is, and `tasks` tracks answers in progress. `listening`, `humans` and
`digests` are one feature each. `grants`, `permissions` and `membership` find out what Discord allows the bot
or a person to do.
"""
