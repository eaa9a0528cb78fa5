"""Files of data (JSON, YAML, TOML) → headings, tables and lists, chosen by the shape of the values."""
