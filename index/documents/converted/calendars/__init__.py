"""Calendars → a section for each event, with its times in words."""
