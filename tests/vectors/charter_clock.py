# SPDX-License-Identifier: Apache-2.0
"""A charter's clocks, from docs/spec/records.md: "Deadlines", "Releases",
"Late days"."""
import calendar
import datetime

DAY = 86400


def weekday(day):
    return (day + 3) % 7 + 1  # 1970-01-01 was a Thursday


def months_after(day, count):
    """The same day of a later month, or that month's last."""
    date = datetime.date(1970, 1, 1) + datetime.timedelta(days=day)
    months = date.year * 12 + date.month - 1 + count
    year, month = months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return (datetime.date(year, month, min(date.day, last)) -
            datetime.date(1970, 1, 1)).days


class Clock:
    def __init__(self, lines):
        def of(name):
            return [values for n, values in lines if n == name]
        self.offsets = [(at, (1 if o[0] == '+' else -1) *
                         (int(o[1:3]) * 3600 + int(o[4:]) * 60))
                        for at, o in of('offset')]
        self.week = [int(d) for d in str(of('week')[0][0])]
        self.closed = {day for day, _ in of('closed')}
        self.closing = of('closing')[0][0] * 60
        self.step = of('release')[0][0] * 3600
        self.weeks, self.weekday = of('late')[0]
        self.clocks = {name: (unit, days) for name, unit, days in of('clock')}

    def offset(self, at):
        known = [o for since, o in self.offsets if since <= at]
        return known[-1] if known else self.offsets[0][1]

    def day(self, at):
        return (at + self.offset(at)) // DAY

    def works(self, day):
        return weekday(day) in self.week and day not in self.closed

    def closing_second(self, day):
        local = day * DAY + self.closing
        return local - self.offset(local - self.offset(local))

    def deadline(self, name, at):
        unit, days = self.clocks[name]
        day = self.day(at) + (at > self.closing_second(self.day(at)))
        while not self.works(day):
            day += 1
        if unit == 'calendar':
            return self.closing_second(day + days)
        if unit == 'months':
            return self.closing_second(months_after(day, days))
        while days:
            day += 1
            days -= self.works(day)
        return self.closing_second(day)

    def release(self, at):
        """The first after `at`."""
        near = range(self.day(at) - 1, self.day(at) + 3)
        return min([(at // self.step + 1) * self.step] +
                   [t for t in map(self.closing_second,
                                   filter(self.works, near)) if t > at])

    def late_day(self, at):
        day = self.day(at) - 1
        while not (weekday(day) == self.weekday and
                   (day + 3) // 7 % self.weeks == 0 and
                   self.closing_second(day) > at):
            day += 1
        return self.closing_second(day)

    def week_of(self, at):
        return (self.day(at) + 3) // 7
