"""This is where agents are told, what they act through, and how long a session of anything lasts."""
