"""Settings, addresses, sign-in and pages: the only room that knows HTTP."""
