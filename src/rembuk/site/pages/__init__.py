"""What one kind of user does: a folder per job, with its templates."""
