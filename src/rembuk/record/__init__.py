"""The truth: Django apps, the only writers. Models, rules (verbs that write), queries (reads). No HTTP here."""
