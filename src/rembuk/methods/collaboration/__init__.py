"""How well do organisations work together: networks, traces, survey answers, and change against one's own past.

Nothing here ranks offices, looks at single persons, or counts who read what.
"""
