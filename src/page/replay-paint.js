/* The replay's picture: what does not move is drawn once, cards and servers and people in every frame.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
(function () {
    'use strict';
    const {qsweepReplay} = window, {NOBODY} = qsweepReplay, N_COLOURS = 8;

    /* ---- colours ---- */

    /* Those of the page; on paper, those of the light. */
    function readPalette(element) {
        const style = getComputedStyle(element), of = name => style.getPropertyValue(name).trim();
        return {
            ground: of('--ground'), surface: of('--surface'), sunken: of('--sunken'), ink: of('--ink'),
            soft: of('--soft'), line: of('--line'), strong: of('--strong-line'), accent: of('--accent'),
            broken: of('--broken'), series: Array.from({length: N_COLOURS}, (_, i) => of('--series-' + i)),
            font: style.fontFamily
        };
    }

    /* ---- the picture ---- */

    class Painter {
        constructor(canvas, rec, graph) {
            Object.assign(this, {canvas, rec, graph, ink: canvas.getContext('2d')});
            this.dots = new qsweepReplay.Dots(rec);
        }

        /* A new width, or new colours. */
        fit(width, palette) {
            const scale = Math.min(3, window.devicePixelRatio || 1);
            this.palette = palette;
            this.layout = qsweepReplay.layOut(this.rec, this.graph, width);
            this.canvas.width = Math.round(width * scale);
            this.canvas.height = Math.round(this.layout.height * scale);
            this.canvas.style.height = this.layout.height + 'px';
            this.scale = scale;
            this.drawGround();
        }

        /* What does not move is drawn once. */
        drawGround() {
            this.ground = document.createElement('canvas');
            this.ground.width = this.canvas.width;
            this.ground.height = this.canvas.height;
            const ink = this.ground.getContext('2d');
            ink.scale(this.scale, this.scale);
            this.drawRoutes(ink);
            this.drawDoors(ink);
            this.graph.nodes.forEach(node => this.drawCard(ink, node));
        }

        drawRoutes(ink) {
            const {layout, palette} = this, {nodes} = this.graph;
            const most = Math.max(...layout.routes.map(route => route.n));
            ink.strokeStyle = palette.line;
            ink.lineCap = 'round';
            layout.routes.forEach(route => {
                if (route.n < 0.01 * most) return;
                const from = route.from === NOBODY ? null : nodes[route.from].card;
                const to = route.to === NOBODY ? null : nodes[route.to].card;
                ink.lineWidth = 1.5 + 6 * Math.sqrt(route.n / most);
                ink.beginPath();
                if (layout.isWide) wideRoute(ink, from, to, layout);
                else narrowRoute(ink, from, to, layout);
                ink.stroke();
            });
        }

        drawDoors(ink) {
            [this.layout.door, this.layout.exit].forEach(at => {
                ink.fillStyle = this.palette.ground;
                ink.strokeStyle = this.palette.strong;
                ink.lineWidth = 1.5;
                ink.beginPath();
                ink.roundRect(at.x - 9, at.y - 12, 18, 24, 4);
                ink.fill();
                ink.stroke();
                ink.beginPath();
                ink.strokeStyle = this.palette.soft;
                const arrow = [[-4, 0], [3.5, 0], [0.5, -3], [3.5, 0], [0.5, 3]];
                arrow.forEach(([along, across], i) => {
                    const x = this.layout.isWide ? along : across, y = this.layout.isWide ? across : along;
                    if (i) ink.lineTo(at.x + x, at.y + y);
                    else ink.moveTo(at.x + x, at.y + y);
                });
                ink.stroke();
            });
        }

        drawCard(ink, node) {
            const {card} = node, {palette} = this;
            ink.fillStyle = palette.surface;
            ink.strokeStyle = palette.line;
            ink.lineWidth = 1;
            ink.beginPath();
            ink.roundRect(card.x, card.y, card.w, card.h, 8);
            ink.fill();
            ink.stroke();
            node.bands.forEach((band, i) => {
                if (i === 0 || node.line !== NOBODY) return;
                ink.beginPath();
                ink.moveTo(card.x + 10, band.box.y);
                ink.lineTo(card.x + card.w - 10, band.box.y);
                ink.stroke();
            });
        }

        /* A text cut to a width. */
        text(ink, text, x, y, most) {
            let shown = text;
            if (ink.measureText(shown).width > most) {
                const signs = Array.from(text);
                while (signs.length > 1 && ink.measureText(signs.join('') + '…').width > most) signs.pop();
                shown = signs.join('') + '…';
            }
            ink.fillText('\u2068' + shown + '\u2069', x, y);
            return ink.measureText(shown).width;
        }

        font(ink, size, weight) {
            ink.font = `${weight || 400} ${size}px ${this.palette.font}`;
        }

        drawHead(ink, node, crowd) {
            const {card} = node, {palette} = this, count = waitingAt(node, crowd, this.rec);
            ink.textAlign = 'right';
            ink.fillStyle = palette.soft;
            this.font(ink, 12);
            const right = isClosed(node, crowd) ? 'closed' : '';
            const said = [right, count ? count + ' waiting' : ''].filter(Boolean).join(' · ');
            const used = said ? this.text(ink, said, card.x + card.w - 10, card.y + 17, card.w * 0.55) : 0;
            ink.textAlign = 'left';
            ink.fillStyle = right ? palette.soft : palette.ink;
            this.font(ink, 13, 600);
            this.text(ink, node.name, card.x + 10, card.y + 17, card.w - used - 30);
        }

        drawBand(ink, band, crowd) {
            const {palette} = this, slot = this.layout.slots[band.place], state = crowd.places[band.place];
            const onDuty = slot.isEndless ? slot.desks.length : state.onDuty;
            const nRegular = slot.want - this.rec.places[band.place].of.on_call;
            if (band.name) {
                const isBeside = slot.beside !== null;
                ink.textAlign = isBeside ? 'right' : 'left';
                ink.fillStyle = palette.soft;
                this.font(ink, 11);
                if (slot.isNumber) this.text(ink, band.name, band.box.x, band.box.y + band.box.h / 2 + 4, 18);
                else if (isBeside)
                    this.text(
                        ink, band.name, slot.beside, band.box.y + band.box.h / 2 + 4,
                        slot.beside - band.box.x);
                else this.text(ink, band.name, band.box.x, band.box.y + 12, band.box.w - 4);
            }
            slot.desks.forEach((desk, s) => {
                if (slot.isEndless) {
                    this.drawSpot(ink, desk);
                    return;
                }
                const isOn = s < onDuty || (s >= nRegular && s < nRegular + state.called);
                this.drawDesk(ink, desk, slot.size, isOn, state.broken.has(s), state.dead.has(s));
            });
        }

        drawSpot(ink, desk) {
            ink.fillStyle = this.palette.sunken;
            ink.beginPath();
            ink.arc(desk.x, desk.y, this.layout.radius * 0.8, 0, 2 * Math.PI);
            ink.fill();
        }

        drawDesk(ink, desk, size, isOn, isBroken, isDead) {
            const {palette} = this, half = size / 2;
            ink.lineWidth = 1;
            ink.beginPath();
            ink.roundRect(desk.x - half, desk.y - half, size, size, Math.min(5, half / 1.6));
            ink.fillStyle = isOn ? palette.sunken : palette.surface;
            ink.fill();
            ink.setLineDash(isOn ? [] : [2, 3]);
            ink.strokeStyle = isBroken ? palette.broken : palette.strong;
            ink.stroke();
            ink.setLineDash([]);
            if (isBroken) {
                const k = half * 0.55;
                ink.beginPath();
                ink.moveTo(desk.x - k, desk.y - k);
                ink.lineTo(desk.x + k, desk.y + k);
                ink.moveTo(desk.x + k, desk.y - k);
                ink.lineTo(desk.x - k, desk.y + k);
                ink.lineWidth = 1.5;
                ink.stroke();
            } else if (isDead) { /* it writes something down */
                ink.fillStyle = palette.soft;
                ink.beginPath();
                [-1, 0, 1].forEach(i => {
                    ink.moveTo(desk.x + i * half * 0.45 + 1.2, desk.y);
                    ink.arc(desk.x + i * half * 0.45, desk.y, Math.max(0.9, half * 0.12), 0, 2 * Math.PI);
                });
                ink.fill();
            }
        }

        drawDots(ink, crowd, view) {
            const {palette, layout} = this, r = layout.radius, paths = new Map();
            const pathOf = key => paths.get(key) || paths.set(key, new Path2D()).get(key);
            this.dots.all.forEach(dot => {
                const of = crowd.class[dot.row], state = crowd.places[dot.place];
                const isClosed = dot.isQueued && state.onDuty === 0 && !state.called;
                const isBack = crowd.status[dot.row] === qsweepReplay.SENT_BACK;
                const manner = isClosed ? 'grey' : isBack ? 'ring' : 'full';
                const size = dot.isSmall ? r * qsweepReplay.CLOSER : r;
                addShape(pathOf(manner + of), dot.x, dot.y, size, of);
            });
            paths.forEach((path, key) => {
                const of = Number(key.slice(4)), colour = palette.series[of % N_COLOURS];
                const inside = {full: colour, grey: palette.strong, ring: palette.surface};
                ink.fillStyle = inside[key.slice(0, 4)];
                ink.fill(path);
                if (key.startsWith('full')) return;
                ink.strokeStyle = key.startsWith('grey') ? palette.soft : colour;
                ink.lineWidth = key.startsWith('grey') ? 0.75 : 1.75;
                ink.stroke(path);
            });
            this.dots.leaving.forEach(dot => this.drawLeaving(ink, dot, r, view));
        }

        /* Who is done goes on his way; who is lost goes down. */
        drawLeaving(ink, dot, r, view) {
            const p = (view.now - dot.since) / 0.7, q = p * (2 - p), away = 60 * q, {palette, layout} = this;
            const dx = dot.lost || !layout.isWide ? 0 : away;
            const dy = dot.lost ? 34 * q : layout.isWide ? 0 : away * 0.6;
            const path = new Path2D();
            addShape(path, dot.x + dx, dot.y + dy, r, dot.class);
            ink.globalAlpha = Math.max(0, 1 - p);
            if (dot.lost) {
                ink.strokeStyle = palette.broken;
                ink.lineWidth = 1.75;
                ink.stroke(path);
            } else {
                ink.fillStyle = palette.series[dot.class % N_COLOURS];
                ink.fill(path);
            }
            ink.globalAlpha = 1;
        }

        /* How many are not drawn, at the tail of the queue and over the desks. */
        drawHidden(ink, view) {
            const {palette, layout} = this;
            this.font(ink, 11, 600);
            layout.slots.forEach((slot, p) => {
                const hidden = view.hidden[p];
                if (!slot || !hidden) return;
                const {box} = slot.queue;
                if (hidden.waiting)
                    this.badge(
                        ink, '+' + hidden.waiting, Math.max(box.x, slot.box.x) + 2, box.y + box.h - 2,
                        palette);
                if (hidden.serving)
                    this.badge(
                        ink, '+' + hidden.serving, slot.box.x + slot.box.w - 34, slot.box.y + slot.box.h - 3,
                        palette);
            });
        }

        badge(ink, text, x, y, palette) {
            const w = ink.measureText(text).width + 10;
            ink.fillStyle = palette.ink;
            ink.beginPath();
            ink.roundRect(x, y - 15, w, 16, 8);
            ink.fill();
            ink.fillStyle = palette.ground;
            ink.textAlign = 'left';
            ink.fillText(text, x + 5, y - 3);
        }

        /* Members of a window that have no band of their own. */
        drawMore(ink, crowd) {
            this.graph.nodes.forEach(node => {
                if (!node.more) return;
                const sum = of =>
                    node.more.reduce((n, place) => n + crowd.places[place.number][of].length, 0);
                const {card} = node;
                this.font(ink, 11);
                ink.fillStyle = this.palette.soft;
                ink.textAlign = 'left';
                this.text(
                    ink, `${node.more.length} more: ${sum('waiting')} waiting, ${sum('serving')} in service`,
                    card.x + 10, card.y + card.h - 9, card.w - 20);
            });
        }

        drawResources(ink, crowd) {
            const {layout, palette, rec} = this, row = layout.resources;
            if (!row) return;
            const all = rec.data.resources, w = Math.min(260, (layout.width - 12) / all.length);
            all.forEach((resource, i) => {
                const x = 6 + i * w, {held, units} = crowd.stock[i], y = row.y + 6;
                ink.textAlign = 'left';
                this.font(ink, 12, 600);
                ink.fillStyle = palette.ink;
                const used = this.text(ink, resource.name, x, y + 15, w * 0.45);
                this.font(ink, 12);
                ink.fillStyle = palette.soft;
                const count = `${held} of ${units}`, counted = ink.measureText(count).width;
                ink.fillText(count, x + used + 6, y + 15);
                const left = x + used + counted + 14, most = Math.max(units, held, resource.units);
                const room = x + w - 12 - left, step = room / most;
                if (room < 16) return;
                for (let u = 0; u < most && step >= 5; u++) {
                    ink.fillStyle = u < held ? palette.accent : u < units ? palette.sunken : palette.ground;
                    ink.strokeStyle = u < units || u < held ? palette.strong : palette.line;
                    ink.lineWidth = 1;
                    ink.beginPath();
                    ink.roundRect(left + u * Math.min(step, 14), y + 4, Math.min(step, 14) - 3, 14, 3);
                    ink.fill();
                    ink.stroke();
                }
                if (step < 5) {
                    ink.fillStyle = palette.sunken;
                    ink.fillRect(left, y + 6, room, 10);
                    ink.fillStyle = palette.accent;
                    ink.fillRect(left, y + 6, room * held / most, 10);
                }
            });
        }

        /* Whom the reader has picked, or points at. */
        drawMarked(ink, customer, colour) {
            const dot = customer === null ? null : this.dots.all.get(customer);
            if (!dot) return;
            const r = this.layout.radius + 4;
            ink.strokeStyle = colour;
            ink.lineWidth = 2;
            ink.beginPath();
            ink.arc(dot.x, dot.y, r, 0, 2 * Math.PI);
            ink.stroke();
            this.font(ink, 12, 600);
            const text = '#' + customer, w = ink.measureText(text).width + 10;
            const x = Math.min(this.layout.width - w - 2, Math.max(2, dot.x - w / 2)),
                  y = Math.max(18, dot.y - r - 4);
            ink.fillStyle = colour;
            ink.beginPath();
            ink.roundRect(x, y - 15, w, 18, 5);
            ink.fill();
            ink.fillStyle = this.palette.ground;
            ink.textAlign = 'left';
            ink.fillText(text, x + 5, y - 2);
        }

        /* view [in] now, passed (seconds of the reader's), pace, isJump, picked, pointed */
        draw(crowd, view) {
            const {ink} = this;
            Object.assign(view, {layout: this.layout, graph: this.graph});
            this.dots.arrange(crowd, view);
            ink.setTransform(1, 0, 0, 1, 0, 0);
            ink.clearRect(0, 0, this.canvas.width, this.canvas.height);
            ink.drawImage(this.ground, 0, 0);
            ink.scale(this.scale, this.scale);
            ink.textBaseline = 'alphabetic';
            this.graph.nodes.forEach(node => {
                node.bands.forEach(band => this.drawBand(ink, band, crowd));
                this.drawHead(ink, node, crowd);
            });
            this.drawMore(ink, crowd);
            this.drawResources(ink, crowd);
            this.drawDots(ink, crowd, view);
            this.drawHidden(ink, view);
            this.drawMarked(ink, view.pointed, this.palette.soft);
            this.drawMarked(ink, view.picked, this.palette.accent);
        }
    }

    /* ---- shapes ---- */

    /* Somebody: head and shoulders where there is room, else a dot. Eight colours; then the same with square
     * shoulders, then pointed. */
    function addShape(path, x, y, r, of) {
        const shape = Math.floor(of / N_COLOURS) % 3;
        if (r < 5) {
            addDot(path, x, y, r, shape);
            return;
        }
        const head = 0.5 * r, neck = y + 0.08 * r, foot = y + r;
        path.moveTo(x + head, y - 0.52 * r);
        path.arc(x, y - 0.52 * r, head, 0, 2 * Math.PI);
        path.moveTo(x - 0.88 * r, foot);
        if (shape === 0)
            path.bezierCurveTo(
                x - 0.88 * r, neck - 0.15 * r, x + 0.88 * r, neck - 0.15 * r, x + 0.88 * r, foot);
        else if (shape === 1)
            [[-0.8, neck + 0.15 * r], [0.8, neck + 0.15 * r], [0.8, foot]].forEach(
                ([k, v]) => path.lineTo(x + k * r, v));
        else [[0, neck], [0.95, foot]].forEach(([k, v]) => path.lineTo(x + k * r, v));
        path.closePath();
    }

    function addDot(path, x, y, r, shape) {
        if (shape === 0) {
            path.moveTo(x + r, y);
            path.arc(x, y, r, 0, 2 * Math.PI);
        } else if (shape === 1) {
            path.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
        } else {
            path.moveTo(x, y - r * 1.15);
            path.lineTo(x + r * 1.15, y);
            path.lineTo(x, y + r * 1.15);
            path.lineTo(x - r * 1.15, y);
            path.closePath();
        }
    }

    /* From the right of a card to the left of another; back around it where that stands before. */
    function wideRoute(ink, from, to, layout) {
        const a = from ? {x: from.x + from.w, y: from.y + from.h / 2} : layout.door;
        const b = to ? {x: to.x, y: to.y + to.h / 2} : layout.exit;
        const reach = b.x > a.x ? (b.x - a.x) / 2 : 56;
        ink.moveTo(a.x, a.y);
        ink.bezierCurveTo(a.x + reach, a.y, b.x - reach, b.y, b.x, b.y);
    }

    function narrowRoute(ink, from, to, layout) {
        const middle = layout.width / 2;
        const a = from ? {x: middle, y: from.y + from.h} : layout.door,
              b = to ? {x: middle, y: to.y} : layout.exit;
        ink.moveTo(a.x, a.y);
        ink.lineTo(b.x, b.y);
    }

    /* ---- what is said of a card ---- */

    function waitingAt(node, crowd, rec) {
        const line = node.line === NOBODY ? 0 : crowd.places[rec.nStations + node.line].waiting.length;
        return node.stations.reduce((sum, p) => sum + crowd.places[p].waiting.length, line);
    }

    const isClosed = (node, crowd) =>
        node.stations.every(p => crowd.places[p].onDuty === 0 && !crowd.places[p].called);

    Object.assign(qsweepReplay, {Painter, readPalette, addShape, N_COLOURS});
})();
