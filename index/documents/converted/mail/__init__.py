"""Mails and mailboxes → the messages in them."""
