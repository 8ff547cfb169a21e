"""The security log: who signed in, who was refused, who read what is sensitive, from where.

`models` holds the table and what can be noted, `watched` which operations are noted as what,
`watcher` sees every request, `access_log` keeps what is noted until it is written, and the rest
answers `GET /v1/audit`. What was changed is told by `app.events`; this log tells who looked.
"""
