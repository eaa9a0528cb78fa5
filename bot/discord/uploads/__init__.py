"""Files that managers of a server upload or remove → a folder in its documents that the config names.

`rules` says which server may write into which folder, `names` makes file names safe, `disk` writes files
completely or not at all, `service` does what the commands ask for.
"""
