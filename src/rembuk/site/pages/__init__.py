"""What each kind of user does, one folder a job: views and addresses; the templates lie in ``templates/pages``."""
