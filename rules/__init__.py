"""The rules of program management: pure functions on frozen values (standard library and numpy only).

Never enters: Slack, SQL, files, the clock. Time comes in as an argument; nothing here asks for it.
"""
