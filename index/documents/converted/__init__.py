"""Bytes of web pages, office files, PDFs, tables and the like → text in reading order, with its blocks.

A file a format; each has a function `read` that takes the bytes. What a format's library can be made to do by
a hostile file is bounded by `pool`, which runs all of this in processes of its own.
"""
