/* The replay's people on the canvas, who walk.
 *
 * Where somebody belongs follows from the crowd alone; how they get there does not. A dot that changes its
 * place walks there in part of a second, and closes up in a queue; when time jumps, everybody stands at once
 * where they belong. Some 2,000 dots are drawn, the rest of a queue is a number at its end.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
(function () {
    'use strict';
    const {qsweepReplay} = window, {NOBODY, isLost} = qsweepReplay;
    const MOST_DOTS = 2000, MOST_LEAVING = 200, MOST_TOGETHER = 16;

    const ease = p => (p < 0.5 ? 2 * p * p : 1 - 2 * (1 - p) * (1 - p));

    class Dots {
        constructor(rec) {
            this.rec = rec;
            this.all = new Map(); /* of customers */
            this.leaving = [];
            this.frame = 0;
            this.clouds = new Map(); /* of places with endless servers: where each row stands */
        }

        clear() {
            this.all.clear();
            this.leaving = [];
            this.clouds.clear();
        }

        /* Where a newcomer comes from: the place before, or the door. */
        origin(layout, graph, row, place) {
            const card = qsweepReplay.ofNode(graph, place).card, before = this.rec.before[row];
            if (before !== NOBODY && this.rec.end[before] === this.rec.join[row]) {
                const from =
                    qsweepReplay
                        .ofNode(graph, this.rec.station[before] >= 0 ? this.rec.station[before] : place)
                        .card;
                return {x: from.x + from.w, y: from.y + from.h / 2};
            }
            if (!layout.isWide) return {x: card.x + card.w * 0.1, y: card.y - 10};
            return {x: Math.max(layout.door.x, card.x - 60), y: card.y + card.h / 2};
        }

        /* Somebody stands at a point, or walks there. */
        put(view, row, place, point, isQueued) {
            const customer = this.rec.customer[row];
            let dot = this.all.get(customer);
            if (!dot) {
                const from = view.isJump ? point : this.origin(view.layout, view.graph, row, place);
                dot = {
                    customer,
                    x: from.x,
                    y: from.y,
                    place: NOBODY,
                    fromX: 0,
                    fromY: 0,
                    since: 0,
                    lasts: 0,
                    seen: 0
                };
                this.all.set(customer, dot);
            }
            if (dot.place !== place || dot.isQueued !== isQueued) {
                const far = Math.hypot(point.x - dot.x, point.y - dot.y);
                dot.fromX = dot.x;
                dot.fromY = dot.y;
                dot.since = view.now;
                dot.lasts = Math.min(view.pace, 0.15 + far / 700);
                dot.place = place;
                dot.isQueued = isQueued;
            }
            dot.row = row;
            dot.seen = this.frame;
            dot.isSmall = false;
            this.move(dot, point, view);
            return dot;
        }

        move(dot, point, view) {
            const p = (view.now - dot.since) / dot.lasts;
            if (view.isJump) {
                dot.x = point.x;
                dot.y = point.y;
                dot.since = -1;
            } else if (p < 1) {
                const q = ease(p);
                dot.x = dot.fromX + (point.x - dot.fromX) * q;
                dot.y = dot.fromY + (point.y - dot.fromY) * q;
            } else {
                const k = 1 - Math.exp(-view.passed / 0.07);
                dot.x += (point.x - dot.x) * k;
                dot.y += (point.y - dot.y) * k;
            }
        }

        /* A visit has ended; told by the crowd while it goes forward. */
        leaves(row, view) {
            const {rec} = this, lost = isLost(rec, row) || qsweepReplay.comesAgain(rec, row);
            const customer = rec.customer[row], dot = this.all.get(customer);
            if (!lost && rec.next[row] !== NOBODY) return;
            this.all.delete(customer);
            if (this.leaving.length >= MOST_LEAVING) return;
            const place = rec.station[row] >= 0 ? rec.station[row] : rec.first[row];
            const card = qsweepReplay.ofNode(view.graph, place).card;
            if (!dot && !lost) return;
            const from = dot || {x: card.x + 8, y: card.y + card.h / 2};
            this.leaving.push({x: from.x, y: from.y, since: view.now, lost, class: rec.class[row]});
        }

        /* A stable place for a row among endless servers. */
        cloudSlot(place, row) {
            let cloud = this.clouds.get(place);
            if (!cloud) this.clouds.set(place, cloud = {of: new Map(), taken: new Map()});
            if (!cloud.of.has(row)) {
                let i = 0;
                while (cloud.taken.has(i)) i++;
                cloud.of.set(row, i);
                cloud.taken.set(i, row);
            }
            return cloud.of.get(row);
        }

        clearClouds(crowd) {
            this.clouds.forEach(cloud => cloud.of.forEach((i, row) => {
                if (crowd.status[row] === qsweepReplay.SERVED) return;
                cloud.of.delete(row);
                cloud.taken.delete(i);
            }));
        }

        /* Everybody of a crowd goes where they belong; says how many of each place are not drawn. */
        arrange(crowd, view) {
            let left = MOST_DOTS;
            this.frame++;
            this.clearClouds(crowd);
            view.hidden = crowd.places.map((state, p) => {
                const slot = view.layout.slots[p];
                if (!slot) return 0;
                const hidden = {waiting: 0, serving: 0}, together = new Map(), sizes = new Map();
                const at = row => (slot.isEndless ? this.cloudSlot(p, row) : crowd.at[row]);
                const isGroup = this.rec.places[p].of.group > 1;
                if (isGroup) state.serving.forEach(row => sizes.set(at(row), (sizes.get(at(row)) || 0) + 1));
                state.serving.forEach(row => {
                    const s = at(row), desk = slot.desks[s], k = together.get(s) || 0;
                    if (!desk || left <= 0 || k >= MOST_TOGETHER) { hidden.serving++; return; }
                    together.set(s, k + 1);
                    left--;
                    const point = isGroup ? inGroup(desk, k, sizes.get(s), view.layout.radius) : desk;
                    this.put(view, row, p, point, false).isSmall = isGroup && sizes.get(s) > 1;
                });
                const n = Math.min(state.waiting.length, slot.queue.n, left);
                const isLifo = this.rec.places[p].of.discipline === 'lifo', last = state.waiting.length - 1;
                for (let i = 0; i < n; i++)
                    this.put(view, state.waiting[isLifo ? last - i : i], p, slot.queue.at(i), true);
                left -= n;
                hidden.waiting = state.waiting.length - n;
                return hidden;
            });
            this.all.forEach((dot, customer) => { if (dot.seen !== this.frame) this.all.delete(customer); });
            this.leaving = this.leaving.filter(dot => view.now - dot.since < 0.7);
        }

        at(x, y) {
            let best = null, least = 14;
            this.all.forEach(dot => {
                const far = Math.hypot(dot.x - x, dot.y - y);
                if (far < least) { least = far; best = dot; }
            });
            return best;
        }
    }

    /* Those who are served together stand in rows, closer to one another. */
    function inGroup(desk, k, n, r) {
        if (n === 1) return desk;
        const columns = Math.min(4, Math.ceil(Math.sqrt(n))), rows = Math.min(4, Math.ceil(n / columns));
        const step = 2 * qsweepReplay.CLOSER * r;
        return {
            x: desk.x + (k % columns - (columns - 1) / 2) * step,
            y: desk.y + (Math.floor(k / columns) - (rows - 1) / 2) * step
        };
    }

    Object.assign(qsweepReplay, {Dots});
})();
