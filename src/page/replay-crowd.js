/* The replay's data and what follows from it: who is where at any instant.
 *
 * A page holds visits, not pictures. A visit is a row: it joins, maybe starts, maybe ends; rows are in
 * the order of joining. Of rows and incidents one list of events is made, sorted by time and, within a
 * tick, so that places come free before they are taken. A crowd is the state that the events up to some
 * instant come to. It goes forward event by event; to go back, or far, it takes the last snapshot before
 * and goes forward from there.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
(function () {
    'use strict';

    /* ---- columns ---- */

    /* Numbers of seven bits a byte, the lowest first, the top bit set but in the last byte of each. */
    function decode(text, n) {
        const out = new Float64Array(n);
        if (!text) return out;
        const bytes = atob(text);
        for (let i = 0, at = 0; i < n; i++) {
            let value = 0, scale = 1, byte;
            do {
                byte = bytes.charCodeAt(at++);
                value += (byte & 127) * scale;
                scale *= 128;
            } while (byte & 128);
            out[i] = value;
        }
        return out;
    }

    /* 0, 1, 2, 3, ... stand for 0, -1, 1, -2, ... */
    const unfold = value => (value % 2 ? -(value + 1) / 2 : value / 2);

    /* Each is so much more than the one before. */
    function decodeSteps(text, n) {
        const out = decode(text, n);
        for (let i = 0, last = 0; i < n; i++) out[i] = last += unfold(out[i]);
        return out;
    }

    /* ---- recording ---- */

    /* Kinds of incidents, as include/qsweep/incident.h numbers them. */
    const DUTY = 0, BREAKS = 1, WORKS = 2, BACK = 4, ON = 5, MOVES = 6, CLASS = 7;
    const NOBODY = -1;

    /* Places: the members of all windows, then the lines. */
    function listPlaces(data) {
        const places = [];
        data.windows.forEach((window, w) => {
            for (let m = 0; m < window.members; m++)
                places.push({window: w, member: m, line: NOBODY, name: window.name, of: window});
        });
        const nStations = places.length;
        data.lines.forEach((line, l) =>
            places.push({window: NOBODY, member: 0, line: l, name: line.name, of: line}));
        places.forEach((place, p) => {
            place.number = p;
            place.levels = place.of.priority;
        });
        return {places, nStations};
    }

    function readVisits(data, rec) {
        const from = data.visits, n = from.n;
        rec.n = n;
        rec.customer = decodeSteps(from.customer, n);
        rec.kind = decode(from.kind, n);
        rec.server = decode(from.server, n).map(value => value - 1);
        rec.join = decodeSteps(from.join, n);
        rec.start = decode(from.wait, n);
        rec.end = decode(from.stay, n);
        rec.after = decode(from.after, from.after ? n : 0);
        for (let i = 0; i < n; i++) {
            const waits = rec.start[i], stays = rec.end[i];
            rec.start[i] = waits > 0 ? rec.join[i] + waits - 1 : Infinity;
            rec.end[i] = stays > 0 ? (waits > 0 ? rec.start[i] : rec.join[i]) + stays - 1 : Infinity;
        }
        rec.outcome = Uint8Array.from(rec.kind, kind => data.kinds[kind][4]);
        chainVisits(data, rec);
    }

    /* Which visit of a customer came before, and which comes next; its first has the customer's class. */
    function chainVisits(data, rec) {
        const n = rec.n, last = new Map();
        rec.before = new Int32Array(n).fill(NOBODY);
        rec.next = new Int32Array(n).fill(NOBODY);
        rec.visit = new Int32Array(n);
        rec.class = new Int32Array(n);
        const classes = decode(data.visits.class, data.visits.class ? countFirst(rec) : 0);
        for (let i = 0, c = 0; i < n; i++) {
            const before = last.get(rec.customer[i]);
            last.set(rec.customer[i], i);
            if (before === undefined) {
                rec.class[i] = classes[c++];
                continue;
            }
            rec.before[i] = before;
            rec.next[before] = i;
            rec.visit[i] = rec.visit[before] + 1;
            rec.class[i] = rec.class[before];
        }
        rec.lastOf = last;
    }

    function countFirst(rec) {
        return new Set(rec.customer).size;
    }

    function readIncidents(data, rec) {
        const from = data.incidents, n = from.n;
        rec.incidents = {
            n, kind: decode(from.kind, n), time: decodeSteps(from.time, n), row: decode(from.row, n),
            place: decode(from.place, n), server: decode(from.server, n).map(value => value - 1),
            amount: decode(from.amount, n), more: decode(from.more, n)
        };
        const stock = data.stocks, held = data.resources.map(() => [0, 0]);
        rec.stocks = {
            n: stock.n, time: decodeSteps(stock.time, stock.n), resource: decode(stock.resource, stock.n),
            held: decode(stock.held, stock.n), units: decode(stock.units, stock.n)
        };
        for (let i = 0; i < stock.n; i++) {
            const now = held[rec.stocks.resource[i]];
            rec.stocks.held[i] = now[0] += unfold(rec.stocks.held[i]);
            rec.stocks.units[i] = now[1] += unfold(rec.stocks.units[i]);
        }
    }

    /* Where a row stands when it joins: its line, its window, or the window that it changed from later. */
    function findFirstPlaces(data, rec) {
        rec.station = new Int32Array(rec.n);
        rec.first = new Int32Array(rec.n);
        for (let i = 0; i < rec.n; i++) {
            const [, , station, line] = data.kinds[rec.kind[i]];
            rec.station[i] = station;
            rec.first[i] = line >= 0 ? rec.nStations + line : station;
        }
        const told = rec.incidents;
        for (let i = told.n - 1; i >= 0; i--)
            if (told.kind[i] === MOVES) rec.first[told.row[i]] = told.amount[i];
    }

    /* ---- events ---- */

    /* The order within a tick. A key has tick, rank and number in the bits of one double. */
    const ENDS = 0, FREE = 1, JOINS = 2, INCIDENT = 3, STARTS = 4, ENDS_AT_ONCE = 5, STOCK = 6;
    const NUMBERS = 2 ** 21, RANKS = 8;
    const keyOf = (tick, rank, number) => (tick * RANKS + rank) * NUMBERS + number;

    function listEvents(rec) {
        const keys = new Float64Array(4 * rec.n + rec.incidents.n + rec.stocks.n);
        let at = 0;
        for (let i = 0; i < rec.n; i++) {
            const begun = rec.start[i] < Infinity ? rec.start[i] : rec.join[i], end = rec.end[i];
            keys[at++] = keyOf(rec.join[i], JOINS, i);
            if (rec.start[i] < Infinity) keys[at++] = keyOf(rec.start[i], STARTS, i);
            if (end < Infinity) keys[at++] = keyOf(end, end > begun ? ENDS : ENDS_AT_ONCE, i);
            if (rec.after.length && rec.after[i] > 0) keys[at++] = keyOf(end + rec.after[i], FREE, i);
        }
        for (let i = 0; i < rec.incidents.n; i++) keys[at++] = keyOf(rec.incidents.time[i], INCIDENT, i);
        for (let i = 0; i < rec.stocks.n; i++) keys[at++] = keyOf(rec.stocks.time[i], STOCK, i);
        return keys.slice(0, at).sort();
    }

    /* All that a page's data comes to. Times are in ticks. */
    function read(data) {
        const rec = Object.assign({data}, listPlaces(data));
        readVisits(data, rec);
        readIncidents(data, rec);
        findFirstPlaces(data, rec);
        rec.keys = listEvents(rec);
        rec.span = Math.max(1, data.end);
        rec.seconds = data.tick * data.unit_seconds; /* of a tick */
        return rec;
    }

    /* The first event after an instant. */
    function eventAfter(rec, tick) {
        const wanted = keyOf(Math.floor(tick) + 1, 0, 0);
        let low = 0, high = rec.keys.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (rec.keys[middle] < wanted) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /* ---- the crowd ---- */

    /* Nothing is there that was not there at the beginning. */
    const isQuiet = (place, of) =>
        !place.waiting.length && !place.serving.length && !place.dead.size && !place.broken.size &&
        !place.called && place.onDuty === (of.line === NOBODY ? of.of.servers : null);

    const ABSENT = 0, WAITING = 1, SERVED = 2, SENT_BACK = 3;

    class Crowd {
        constructor(rec) {
            this.rec = rec;
            this.status = new Uint8Array(rec.n);
            this.where = new Int32Array(rec.n);
            this.at = new Int32Array(rec.n);     /* server */
            this.class = Int32Array.from(rec.class); /* now */
            this.changed = [];                   /* rows whose class has changed */
            this.onLeave = null;                 /* told of rows that end, when going forward */
            this.clear();
        }

        clear() {
            this.event = 0;
            this.tick = 0;
            this.present = this.outside = this.arrived = this.departed = this.lost = 0;
            this.places = this.rec.places.map(place => ({
                waiting: [], serving: [], dead: new Map(), broken: new Set(), called: 0,
                onDuty: place.line === NOBODY ? place.of.servers : null
            }));
            this.stock = this.rec.data.resources.map(resource => ({held: 0, units: resource.units}));
            this.status.fill(ABSENT);
            this.changed.forEach(row => { this.class[row] = this.rec.class[row]; });
            this.changed = [];
        }

        /* How urgent a row is where it waits: the lower, the more. */
        level(row, place) {
            const levels = this.rec.places[place].levels;
            if (!levels.length) return 0;
            const service = this.rec.data.kinds[this.rec.kind[row]][0], own = this.class[row];
            const found = levels.findIndex(([c, s]) => (c < 0 || c === own) && (s < 0 || s === service));
            return found < 0 ? levels.length : found;
        }

        /* Into the queue, behind those who are as urgent and came before. */
        queue(row, place) {
            const waiting = this.places[place].waiting, level = this.level(row, place);
            let at = waiting.length;
            while (at > 0) {
                const other = this.level(waiting[at - 1], place);
                if (other < level || (other === level && waiting[at - 1] < row)) break;
                at--;
            }
            if (at === waiting.length) waiting.push(row);
            else waiting.splice(at, 0, row);
            this.where[row] = place;
        }

        take(row) {
            const place = this.places[this.where[row]];
            const list = this.status[row] === SERVED ? place.serving : place.waiting;
            const at = list.indexOf(row);
            if (at === 0) list.shift();
            else if (at > 0) list.splice(at, 1);
        }

        serve(row, station, server) {
            this.take(row);
            this.status[row] = SERVED;
            this.where[row] = station;
            this.at[row] = server;
            this.places[station].serving.push(row);
        }

        joins(row) {
            const before = this.rec.before[row];
            this.status[row] = WAITING;
            this.at[row] = NOBODY;
            this.present++;
            if (before === NOBODY) this.arrived++;
            else if (comesAgain(this.rec, before)) this.outside--;
            if (before !== NOBODY) this.class[row] = this.rec.class[row];
            this.queue(row, this.rec.first[row]);
        }

        ends(row) {
            const {rec} = this;
            if (this.status[row] === ABSENT) return;
            this.take(row);
            if (rec.after.length && rec.after[row] > 0)
                this.places[this.where[row]].dead.set(this.at[row], row);
            this.status[row] = ABSENT;
            this.present--;
            if (comesAgain(rec, row)) this.outside++;
            else if (rec.next[row] === NOBODY) this.departed++;
            if (isLost(rec, row)) this.lost++;
            if (this.onLeave) this.onLeave(row);
        }

        incident(i) {
            const told = this.rec.incidents, row = told.row[i], place = told.place[i];
            switch (told.kind[i]) {
            case DUTY:
                this.places[place].onDuty = told.amount[i];
                this.places[place].called = told.more[i];
                break;
            case BREAKS: this.places[place].broken.add(told.server[i]); break;
            case WORKS: this.places[place].broken.delete(told.server[i]); break;
            case BACK:
                this.take(row);
                this.status[row] = SENT_BACK;
                this.queue(row, place);
                break;
            case ON: this.serve(row, place, told.server[i]); break;
            case MOVES:
                this.take(row);
                this.queue(row, place);
                break;
            case CLASS:
                this.take(row);
                this.class[row] = place;
                this.changed.push(row);
                this.queue(row, this.where[row]);
                break;
            }
        }

        step(key) {
            const {rec} = this, rest = Math.floor(key / NUMBERS), number = key - rest * NUMBERS;
            switch (rest % RANKS) {
            case JOINS: this.joins(number); break;
            case STARTS:
                if (this.status[number] === WAITING)
                    this.serve(number, rec.station[number], rec.server[number]);
                break;
            case ENDS: case ENDS_AT_ONCE: this.ends(number); break;
            case FREE: {
                const {dead} = this.places[rec.station[number]];
                if (dead.get(rec.server[number]) === number) dead.delete(rec.server[number]);
                break;
            }
            case INCIDENT: this.incident(number); break;
            case STOCK:
                this.stock[rec.stocks.resource[number]] = {
                    held: rec.stocks.held[number],
                    units: rec.stocks.units[number]
                };
                break;
            }
        }

        /* Forward to an instant, all of whose events have happened then. */
        forward(tick) {
            const to = eventAfter(this.rec, tick);
            while (this.event < to) this.step(this.rec.keys[this.event++]);
            this.tick = tick;
        }

        /* To any instant, without telling who left on the way. */
        seek(tick) {
            const told = this.onLeave, to = eventAfter(this.rec, tick);
            const shot = this.shots[Math.min(this.shots.length - 1, Math.floor(to / this.every))];
            this.onLeave = null;
            if (to < this.event || shot.event > this.event) this.restore(shot);
            this.forward(tick);
            this.onLeave = told;
        }

        /* ---- snapshots ---- */

        shoot() {
            return {
                event: this.event,
                totals: [this.present, this.outside, this.arrived, this.departed, this.lost],
                places: this.places.map((place, p) => (isQuiet(place, this.rec.places[p]) ? null : {
                    waiting: Int32Array.from(place.waiting),
                    back: place.waiting.filter(row => this.status[row] === SENT_BACK),
                    serving: Int32Array.from(place.serving),
                    at: Int32Array.from(place.serving, row => this.at[row]),
                    dead: [...place.dead], broken: [...place.broken], called: place.called,
                    onDuty: place.onDuty
                })),
                stock: this.stock.map(units => ({...units})),
                classes: this.changed.map(row => [row, this.class[row]])
            };
        }

        restore(shot) {
            this.clear();
            this.event = shot.event;
            [this.present, this.outside, this.arrived, this.departed, this.lost] = shot.totals;
            shot.places.forEach((from, p) => {
                if (!from) return;
                this.places[p] = {
                    waiting: [...from.waiting], serving: [...from.serving], dead: new Map(from.dead),
                    broken: new Set(from.broken), called: from.called, onDuty: from.onDuty
                };
                from.waiting.forEach(row => { this.status[row] = WAITING; this.where[row] = p; });
                from.back.forEach(row => { this.status[row] = SENT_BACK; });
                from.serving.forEach((row, i) => {
                    this.status[row] = SERVED;
                    this.where[row] = p;
                    this.at[row] = from.at[i];
                });
            });
            this.stock = shot.stock.map(units => ({...units}));
            shot.classes.forEach(([row, now]) => { this.class[row] = now; this.changed.push(row); });
        }

        /* Go through all of it once: snapshots, the longest queues, the number present in each of so many
         * stretches of time. */
        survey(nStretches) {
            const {rec} = this, stretches = new Float64Array(nStretches), width = rec.span / nStretches;
            this.every = Math.max(2000, Math.ceil(rec.keys.length / 200));
            this.shots = [];
            this.longest = new Int32Array(rec.places.length);
            this.busiest = new Int32Array(rec.places.length);
            rec.peak = {present: 0, tick: 0};
            rec.keys.forEach(key => {
                if (this.event % this.every === 0) this.shots.push(this.shoot());
                this.step(key);
                this.event++;
                const tick = Math.floor(key / NUMBERS / RANKS),
                      at = Math.min(nStretches - 1, Math.floor(tick / width));
                stretches[at] = Math.max(stretches[at], this.present);
                if (this.present > rec.peak.present) rec.peak = {present: this.present, tick};
                this.note(key);
            });
            if (!this.shots.length) this.shots.push(this.shoot());
            this.fillGaps(stretches, width);
            this.restore(this.shots[0]);
            return stretches;
        }

        /* The place that an event was about may be fuller than ever. */
        note(key) {
            const rest = Math.floor(key / NUMBERS), rank = rest % RANKS, number = key - rest * NUMBERS;
            if (rank !== JOINS && rank !== STARTS && rank !== INCIDENT) return;
            const row = rank === INCIDENT ? this.rec.incidents.row[number] : number, p = this.where[row];
            if (!(p >= 0)) return;
            this.longest[p] = Math.max(this.longest[p], this.places[p].waiting.length);
            this.busiest[p] = Math.max(this.busiest[p], this.places[p].serving.length);
        }

        /* In a stretch without events as many are present as at its beginning. */
        fillGaps(stretches, width) {
            const {rec} = this;
            for (let i = 0, present = 0, event = 0; i < stretches.length; i++) {
                stretches[i] = Math.max(stretches[i], present);
                const upto = eventAfter(rec, (i + 1) * width - 1);
                for (; event < upto; event++) {
                    const rank = Math.floor(rec.keys[event] / NUMBERS) % RANKS;
                    present += rank === JOINS ? 1 : rank === ENDS || rank === ENDS_AT_ONCE ? -1 : 0;
                }
            }
        }
    }

    /* ---- what became of a visit ---- */

    const comesAgain = (rec, row) => rec.data.outcomes[rec.outcome[row]].endsWith('_retries');
    const isLost = (rec, row) => {
        const word = rec.data.outcomes[rec.outcome[row]];
        return word !== 'served' && word !== 'moved_on' && word !== 'unfinished' &&
            !word.endsWith('_retries');
    };

    /* From joining to the first service, or as long as it waited in vain. */
    const waitOf = (rec, row) => Math.min(rec.start[row], rec.end[row], rec.span) - rec.join[row];

    function longestWait(rec) {
        let longest = NOBODY, most = -1;
        for (let i = 0; i < rec.n; i++) {
            const wait = waitOf(rec, i);
            if (wait > most) { most = wait; longest = i; }
        }
        return longest;
    }

    window.qsweepReplay = {
        read, Crowd, eventAfter, waitOf, longestWait, isLost, comesAgain, NOBODY, WAITING, SERVED, SENT_BACK
    };
})();
