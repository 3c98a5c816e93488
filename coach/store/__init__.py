"""SQLite: sessions, messages, states of interviews, plans; migrations."""
