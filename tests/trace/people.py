"""What customers put up with in a replay: patience, balking, coming again, becoming of another class.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math

from state import CHANGES, PATIENCE, RETURNS, close


class People:
    """The part of Replay that is about what people do while they are not served."""

    # ---- patience ----
    def patience_of(self, visit):
        return self.study.classes[visit.cls].patience.get(visit.service)

    def be_patient(self, visit):
        """What its patience allows is known where it is constant, and the class stays what it is."""
        patience = self.patience_of(visit)
        if visit.at_window == "reneged" and not visit.gives_up:
            visit.gives_up = True
            self.push(visit.end, PATIENCE, (), lambda: self.renege(visit))
        if patience and patience.value is not None and visit.at_window != "reneged" \
                and not self.study.classes[visit.joined_as].changes:
            self.check("patience", math.isnan(visit.spent()) or visit.spent() <= patience.value + 1e-9,
                       f"{visit} waits {visit.spent()}, longer than its patience of {patience.value}")

    def renege(self, visit):
        """Who has become of a class whose patience would be over gives up at that instant."""
        if visit.state == "away":   # sent away when its window closed
            return
        patience = self.patience_of(visit)
        waited = visit.end - visit.join
        self.check("reneged", visit.state == "waiting", f"{visit} gives up while {visit.state}")
        at_once = patience is not None and close(visit.changed_at, self.now) and patience.low <= waited
        self.check("reneged", patience is not None and (at_once or patience.allows(waited)) and waited >= 0,
                   f"{visit} gives up after {waited}")
        self.checks["reneged at a change"] += at_once
        station = visit.station
        self.give_up(visit, "reneged")
        if self.jockeys:
            self.jockey(station)
        self.admit(station)

    # ---- balking ----
    def balks(self, visit, cls, waiting):
        """Where it is by chance, what is told is believed."""
        p = next((p for least, p in reversed(cls.balks) if waiting >= least), 0.0)
        self.checks["balked by chance"] += 0 < p < 1
        return p >= 1 or (visit.at_window == "balked" and p > 0)

    # ---- coming again ----
    def lose(self, visit, outcome):
        """Its attempt is over: it comes again if that is told, and may be."""
        retry = self.study.classes[visit.cls].retry
        p = 0.0
        if retry and outcome in retry.after and visit.returns < retry.most:
            p = retry.probabilities[min(visit.returns, len(retry.probabilities) - 1)]
        self.check("retry", p > 0 if visit.comes_again else p < 1,
                   f"{visit} is {visit.outcome} after {visit.returns} returns, and comes again with probability {p}")
        if not visit.comes_again:
            return self.leave(visit)
        visit.state = "away"
        self.go_outside(visit, 1)
        self.outside[visit.customer] = visit
        if visit.next:
            self.check("delay", retry.delay.allows(visit.next.join - visit.end),
                       f"{visit} comes again after {visit.next.join - visit.end}")
            self.push(visit.next.join, RETURNS, (), lambda: self.come_again(visit))

    def go_outside(self, visit, by):
        self.gauge("system", "system", "orbit", by)
        self.gauge("class", visit.counted, "orbit", by)
        self.gauge("class", visit.counted, "number", -by)

    def come_again(self, visit):
        after = visit.next
        self.checks["came again"] += 1
        self.check("retry", after.service == visit.service, f"{after} comes again for {after.service}")
        del self.outside[visit.customer]
        self.go_outside(visit, -1)
        after.cls, after.drawn_as, after.returns = visit.cls, visit.drawn_as, visit.returns + 1
        self.enter(after)

    def cancel_outside(self):
        for visit in self.outside.values():
            self.check("cancelled", visit.next is None, f"{visit} comes again when nobody does any more")
            self.ended_outside[visit.customer] = "cancelled"
            self.go_outside(visit, -1)
            self.leave(visit)
        self.outside = {}

    def close_outside(self):
        """Who is outside at the end was not due before it."""
        for visit in self.outside.values():
            self.checks["unfinished outside"] += 1
            law = self.study.classes[visit.cls].retry.delay
            self.check("delay", visit.next is None and visit.end + law.high >= self.end - 1e-9,
                       f"{visit} should have come again")
            self.ended_outside[visit.customer] = "unfinished"

    # ---- becoming of another class ----
    def await_changes(self, visit):
        """Steps are due by the time of joining, which it keeps when it changes the queue."""
        if not visit.changes_due:
            visit.changes_due = True
            for after, cls in self.study.classes[visit.joined_as].changes:
                self.push(visit.join + after, CHANGES, (visit.join, visit.customer), lambda cls=cls: self.become(visit, cls))

    def may_jockey(self, cls):
        """Whether who is of a class may change the queue, as what it is or may become there."""
        of = self.study.classes[cls]
        return of.jockey or any(self.study.classes[to].jockey for _, to in of.changes)

    def become(self, visit, cls):
        if visit.state != "waiting" or visit.has_begun:
            return
        self.checks["became"] += 1
        station = visit.station
        visit.cls, visit.changed_at = cls, self.now
        line = station.line_of(cls, visit.service)
        if line != visit.line:
            station.lines[visit.line].remove(visit)
            own, visit.line = station.lines[line], line
            place = len(own)
            while place > 0 and (own[place - 1].join, own[place - 1].customer) > (visit.join, visit.customer):
                place -= 1
            own.insert(place, visit)
        patience, is_last = self.patience_of(visit), cls == self.study.classes[visit.joined_as].changes[-1][1]
        if patience and patience.value is not None and is_last:
            most = max(patience.value, self.now - visit.join)
            self.check("patience", math.isnan(visit.spent()) or visit.spent() <= most + 1e-9,
                       f"{visit} waits {visit.spent()}, longer than what it has become does")
        self.follow_change(visit, station)

    def follow_change(self, visit, station):
        victim = station.victim(visit.line)
        if victim:
            self.checks["pushed out by a change"] += 1
            self.remove(visit)
            self.preempt(victim, visit)
        if self.jockeys:
            if visit.state == "waiting":
                self.look_around(visit)
            self.look_again(station)
            self.jockey(station)
        self.admit(station)
