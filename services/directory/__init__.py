"""Directory: alliances, schools, who is who in them, API keys and what schools share."""
