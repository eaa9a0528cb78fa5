"""Mails and mailboxes → their headers and texts."""
