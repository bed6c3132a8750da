"""A small, strict Slack on this machine: its Web API, Socket Mode, signed requests, people to act as, and a page.

It refuses what Slack refuses and misbehaves only when told to. It knows nothing of Baton: it imports no other room, and
only the demo and the tests start it.

`server` opens it, `people` acts as a person, `faults` orders misbehaviour, `methods` and `api_*` answer the Web API,
`blocks` and `elements` hold the limits of Block Kit, `workspace` and `model` are the state.
"""
