"""Pictures of a program, drawn when asked for: what each shows, the verbs that send it, and where it is shared."""
