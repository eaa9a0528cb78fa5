"""Files that managers of a server upload or take back → the folder of its documents that the config names.

`rules` says which server may write where, `names` makes a file's name safe, `disk` writes whole files or
nothing, `service` does what the commands ask.
"""
