"""Methods for coded texts: units of text, agreement between coders, search for what a coder may have missed."""
