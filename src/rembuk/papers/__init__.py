"""One folder per document that someone must sign or send: query, template, test."""
