"""Bytes of web pages, office files, PDFs, data, mails and calendars → text in reading order, with its blocks.

One module reads one format, with a function `read` that takes the bytes. The processes of `processes.pool`
run these functions, and limit what a hostile file can make the library of its format do.
"""
