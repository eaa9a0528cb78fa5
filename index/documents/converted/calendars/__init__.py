"""Calendars → one section an event, with its times in words."""
