"""Tasks, and the playbooks that plan them."""

from datetime import datetime

from app.events.kinds.kind import Code, Kind


class PlaybookCreated(Kind):
    """A playbook was added; `trigger` is the type of event that starts it."""

    type, subject = "playbook.created", "playbook"
    sentence = "{actor} added a playbook"
    steps: int


class PlaybookUpdated(Kind):
    """A playbook was changed; `fields` names what. Tasks it planned before stay as they are."""

    type, subject = "playbook.updated", "playbook"
    sentence = "{actor} changed a playbook's {fields}"
    fields: list[Code]


class PlaybookStarted(Kind):
    """Something happened that a playbook waits for: it planned so many `tasks`."""

    type, subject = "playbook.started", "playbook"
    sentence = "{tasks} tasks were planned by a playbook"
    tasks: int


class TaskCreated(Kind):
    """A task was added by hand."""

    type, subject = "task.created", "task"
    sentence = "{actor} added a task, due {due_at}"
    due_at: datetime


class TaskUpdated(Kind):
    """A task was changed or given to somebody; `fields` names what."""

    type, subject = "task.updated", "task"
    sentence = "{actor} changed a task's {fields}"
    fields: list[Code]


class TaskMoved(Kind):
    """The interview was moved, and with it the time the task is due."""

    type, subject = "task.moved", "task"
    sentence = "A task is now due {due_at}"
    old_due_at: datetime
    due_at: datetime


class TaskCompleted(Kind):
    """A task was done. `by_itself` says that what it asks for happened, so nobody ticked it."""

    type, subject = "task.completed", "task"
    sentence = "{actor} completed a task"
    by_itself: bool


class TaskReopened(Kind):
    """A task that was done is to be done again."""

    type, subject = "task.reopened", "task"
    sentence = "{actor} reopened a task"


class TaskCancelled(Kind):
    """What the task was for came to an end; `cause` says how."""

    type, subject = "task.cancelled", "task"
    sentence = "A task was called off ({cause})"
    cause: Code
