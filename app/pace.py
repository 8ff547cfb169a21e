"""How often a worker looks, and how soon it gives another one up."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Pace:
    """In seconds; whole ones that divide a minute, as cron has it."""

    sweep_every: int = 60
    lost_after: float = 30.0
    """Since a worker's last heartbeat: then its jobs are done by others."""

    @property
    def rescue_every(self) -> int:
        return min(self.sweep_every, 10)

    @property
    def heartbeat_every(self) -> float:
        return self.lost_after / 3

    @property
    def interrupted_after(self) -> timedelta:
        """Longer than any mail server may take: what is `sending` then has nobody who waits."""
        return timedelta(seconds=self.lost_after * 10)

    @property
    def overdue_after(self) -> timedelta:
        """What is queued and due since then has lost its job."""
        return timedelta(seconds=self.lost_after * 2)

    @staticmethod
    def seconds(every: int) -> str:
        """As a crontab with seconds at its end; a minute is the longest."""
        return "* * * * *" if every >= 60 else f"* * * * * */{every}"
