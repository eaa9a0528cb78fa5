"""Documents that are data (JSON, YAML, TOML): the shape of their values → headings, tables and lists."""
