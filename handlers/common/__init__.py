"""What several topics of `handlers/` use: requests, access, parsing, posting, look-ups."""
