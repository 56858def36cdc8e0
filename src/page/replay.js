/* The replay's player: time that runs, controls, a bar of time, stories of customers, the same in words.
 *
 * Everything is made here, in each `.replay-stage` of the page; names of a study become text nodes and
 * signs on the canvas, never markup. The time shown is one number (ticks); all that is seen follows from
 * it by the crowd.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
(function () {
    'use strict';
    const {qsweep, qsweepReplay} = window, {make} = qsweep, {NOBODY} = qsweepReplay;
    const FACTORS = [1, 2, 5, 10, 20, 60, 120, 300, 600, 1200, 3600, 7200, 21600, 86400, 604800];
    const {instantText, spanText, factorText, outcomeText} = qsweepReplay;

    /* A name that may run from right to left, among words that do not. */
    const named = text => make('bdi', '', text);

    function say(element, ...parts) {
        element.replaceChildren(...parts);
        return element;
    }

    /* ---- a player ---- */

    class Player {
        constructor(stage) {
            const data = qsweep.data(stage.dataset.replay);
            this.stage = stage;
            this.rec = qsweepReplay.read(data);
            this.crowd = new qsweepReplay.Crowd(this.rec);
            this.bar = new qsweepReplay.Bar(this.rec, this.crowd);
            this.graph = qsweepReplay.makeGraph(this.rec, this.crowd);
            this.tick = 0;
            this.isPlaying = false;
            this.picked = this.pointed = null;
            this.isTold = 0; /* when the words were last written */
            this.build();
            this.painter = new qsweepReplay.Painter(this.canvas, this.rec, this.graph);
            this.crowd.onLeave = row => this.painter.dots.leaves(row, this.view);
            this.view = {now: 0, passed: 0, pace: 0.5, isJump: true};
            this.setFactor(this.guessFactor());
            this.listen();
            this.fit();
            this.seek(0);
        }

        /* A usual visit lasts a second or two for the reader, the whole one to ten minutes. */
        guessFactor() {
            const whole = this.rec.span * this.rec.seconds;
            const wanted = Math.max(whole / 600, Math.min(whole / 60, this.usualVisit() / 1.5), 1);
            return FACTORS.reduce((best, factor) =>
                (Math.abs(Math.log(factor / wanted)) < Math.abs(Math.log(best / wanted)) ? factor : best), 1);
        }

        /* ---- making ---- */

        build() {
            this.stage.setAttribute('role', 'group');
            this.stage.setAttribute('aria-label', 'Replay');
            const id = this.stage.dataset.replay;
            this.head = make('div', 'replay-head');
            this.clock = make('div', 'replay-clock');
            this.counts = make('div', 'replay-counts');
            this.head.append(this.clock, this.counts);
            this.canvas = make('canvas', 'replay-canvas', null, {
                tabindex: '0',
                role: 'img',
                'aria-label': 'Windows, queues and people at this instant; the same in words below',
                'aria-describedby': id + '-words'
            });
            this.stage.append(this.head, this.buildKey(), this.canvas, this.buildBar(), this.buildControls(),
                this.buildStory(), this.buildWords(id + '-words'));
        }

        /* Which colour is which class. */
        buildKey() {
            const key = make('ul', 'replay-key', null, {'aria-label': 'Classes'});
            this.swatches = this.rec.data.classes.map((name, i) => {
                const swatch =
                    make('canvas', 'replay-swatch', null, {'aria-hidden': 'true', width: 32, height: 32});
                const item = make('li');
                item.append(swatch, named(name));
                key.append(item);
                return {swatch, of: i};
            });
            [['lost', 'lost'], ['back', 'sent back to the queue'], ['grey', 'their window is closed'],
             ['dead', 'finishes after its customer has gone'], ['broken', 'broken down']]
                .forEach(([what, text]) => {
                    if (!this.happens(what)) return;
                    const swatch =
                        make('canvas', 'replay-swatch', null, {'aria-hidden': 'true', width: 32, height: 32});
                    const item = make('li', 'soft');
                    item.append(swatch, text);
                    key.append(item);
                    this.swatches.push({swatch, what});
                });
            return key;
        }

        happens(what) {
            const {rec} = this, told = rec.incidents;
            if (what === 'lost') return rec.data.kinds.some((kind, k) => {
                const word = rec.data.outcomes[kind[4]];
                return word !== 'served' && word !== 'moved_on' && word !== 'unfinished';
            });
            if (what === 'dead') return rec.after.length > 0;
            const is = {back: i => told.kind[i] === 4, broken: i => told.kind[i] === 1,
                grey: i => told.kind[i] === 0 && told.amount[i] + told.more[i] === 0}[what];
            for (let i = 0; i < told.n; i++) if (is(i)) return true;
            return false;
        }

        buildBar() {
            const bar = make('div', 'replay-bar');
            this.range = make('input', 'replay-range', null, {
                type: 'range', min: 0, max: this.rec.span, step: 1, value: 0, 'aria-label': 'Time'
            });
            bar.append(this.bar.canvas, this.range);
            return bar;
        }

        button(text, label, call) {
            const button = make('button', '', text, {type: 'button', title: label});
            if (label !== text) button.setAttribute('aria-label', label);
            button.addEventListener('click', call);
            return button;
        }

        buildControls() {
            const box = make('div', 'controls replay-controls');
            this.play = this.button('Play', 'Play', () => this.toggle());
            this.play.classList.add('replay-play');
            this.speed = make('select', '', null, {'aria-label': 'Speed'});
            FACTORS.forEach(
                factor => this.speed.append(make('option', '', factorText(factor), {value: factor})));
            this.find = make('input', '', null, {
                type: 'number', min: 0, step: 1, 'aria-label': 'Customer number', placeholder: 'number'
            });
            const go = make('form', 'replay-find');
            go.append(
                make('span', 'soft', 'Customer'), this.find, make('button', '', 'Show', {type: 'submit'}));
            go.addEventListener('submit', event => {
                event.preventDefault();
                if (this.find.value !== '') this.show(Number(this.find.value), true);
            });
            box.append(this.play, this.button('Back', 'Back by 5 seconds', () => this.skip(-5)),
                this.button('On', 'On by 5 seconds', () => this.skip(5)), this.speed,
                this.button('Longest wait', 'Longest wait', () => this.showLongest()),
                this.button('Busiest moment', 'Busiest moment', () => this.showBusiest()), go);
            return box;
        }

        buildStory() {
            this.story = make(
                'aside', 'panel replay-story', null,
                {'aria-live': 'polite', 'aria-label': 'Story of a customer'});
            this.story.hidden = true;
            return this.story;
        }

        /* What the canvas shows, as a table; the audience of a screen reader, and the tests, read it. */
        buildWords(id) {
            const details = make('details', 'replay-in-words');
            const table = make('table', 'replay-words', null, {id}), head = make('tr');
            ['', 'waiting', 'in service', 'on duty'].forEach(
                text => head.append(make('th', '', text, {scope: 'col'})));
            const rows = make('tbody');
            this.words = this.rec.places.slice(0, 500).map(place => {
                const row = make('tr'), name = make('th', '', null, {scope: 'row'});
                const isOneOf = place.line === NOBODY && place.of.members > 1;
                const number = isOneOf ? ' ' + (place.member + 1) : '';
                name.append(named(place.name), place.line === NOBODY ? number : ' (line)');
                const cells = [make('td'), make('td'), make('td')];
                row.append(name, ...cells);
                rows.append(row);
                return cells;
            });
            this.caption = make('caption');
            const top = make('thead');
            top.append(head);
            table.append(this.caption, top, rows);
            const wide = make('div', 'wide');
            wide.append(table);
            const keys = make(
                'p', 'soft small',
                'Keys: space plays and pauses, left and right go 5 seconds of watching back and on, ' +
                    'comma and full stop go from event to event, + and - change the speed, ' +
                    'Home and End go to the ends, L shows the longest wait, Escape closes a story.');
            details.append(make('summary', '', 'In words, and keys'), wide, keys);
            return details;
        }

        /* ---- listening ---- */

        listen() {
            this.speed.addEventListener('change', () => this.setFactor(Number(this.speed.value)));
            this.range.addEventListener('input', () => this.seek(Number(this.range.value)));
            this.stage.addEventListener('keydown', event => this.press(event));
            this.canvas.addEventListener('click', event => this.pick(event));
            this.canvas.addEventListener('pointermove', event => this.point(event));
            this.canvas.addEventListener('pointerleave', () => { this.pointed = null; this.redraw(); });
            new ResizeObserver(() => {
                if (this.stage.clientWidth !== this.width) this.fit();
            }).observe(this.stage);
            qsweep.onScheme(() => this.fit());
            window.addEventListener('beforeprint', () => this.fit(true));
            window.addEventListener('afterprint', () => this.fit());
            document.addEventListener('visibilitychange', () => { this.last = 0; });
        }

        press(event) {
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            const {target, key} = event, isField = target.matches('input, select, button, summary');
            const keys = {
                ' ': () => this.toggle(),
                ArrowLeft: () => this.skip(-5),
                ArrowRight: () => this.skip(5),
                ',': () => this.event(-1),
                '.': () => this.event(1),
                '+': () => this.faster(1),
                '-': () => this.faster(-1),
                Home: () => this.seek(0),
                End: () => this.seek(this.rec.span),
                l: () => this.showLongest(),
                L: () => this.showLongest(),
                Escape: () => this.close()
            };
            if (!keys[key] || (isField && target !== this.range && key !== 'Escape')) return;
            event.preventDefault();
            keys[key]();
        }

        spot(event) {
            const box = this.canvas.getBoundingClientRect();
            return this.painter.dots.at(event.clientX - box.left, event.clientY - box.top);
        }

        pick(event) {
            const dot = this.spot(event);
            if (dot) this.show(dot.customer, false);
            else this.close();
        }

        point(event) {
            const dot = event.pointerType === 'touch' ? null : this.spot(event);
            this.canvas.classList.toggle('replay-points', dot !== null);
            this.pointed = dot ? dot.customer : null;
            this.redraw();
        }

        /* ---- time ---- */

        /* Seconds of the study: the median of some visits. */
        usualVisit() {
            const {rec} = this, n = Math.min(rec.n, 200), visits = [];
            for (let i = 0; i < n; i++) {
                const row = Math.floor(i * rec.n / n), stay = rec.end[row] - rec.join[row];
                if (stay > 0 && stay < Infinity) visits.push(stay);
            }
            visits.sort((a, b) => a - b);
            return (visits[visits.length >> 1] || 0) * rec.seconds;
        }

        setFactor(factor) {
            this.factor = factor;
            this.speed.value = String(factor);
            /* Nobody walks longer than a third of a usual visit lasts for the reader. */
            const usual = this.usualVisit() / factor;
            this.pace = Math.min(0.7, Math.max(0.06, usual / 3));
        }

        faster(by) {
            const at = FACTORS.indexOf(this.factor) + by;
            if (at >= 0 && at < FACTORS.length) this.setFactor(FACTORS[at]);
        }

        toggle() {
            if (!this.isPlaying && this.tick >= this.rec.span) this.seek(0);
            this.isPlaying = !this.isPlaying;
            this.play.textContent = this.isPlaying ? 'Pause' : 'Play';
            this.play.setAttribute('aria-label', this.play.textContent);
            this.play.title = this.play.textContent;
            this.last = 0;
            this.tell(true);
            this.redraw();
        }

        pause() {
            if (this.isPlaying) this.toggle();
        }

        /* So many seconds of the reader's back or on. */
        skip(seconds) {
            this.seek(this.tick + seconds * this.factor / this.rec.seconds);
        }

        /* To the next event, or the one before. */
        event(by) {
            const {rec} = this, tickOf = key => Math.floor(key / 2 ** 24);
            let at = qsweepReplay.eventAfter(rec, this.tick);
            if (by < 0) {
                at--;
                while (at >= 0 && tickOf(rec.keys[at]) >= this.tick) at--;
            }
            this.pause();
            this.seek(at < 0 ? 0 : at >= rec.keys.length ? rec.span : tickOf(rec.keys[at]));
        }

        seek(tick) {
            this.tick = Math.min(this.rec.span, Math.max(0, tick));
            this.crowd.seek(this.tick);
            this.painter.dots.clear();
            this.view.isJump = true;
            this.tell(true);
            this.redraw();
        }

        redraw() {
            if (this.asked) return;
            this.asked = true;
            requestAnimationFrame(now => this.frame(now / 1000));
        }

        frame(now) {
            this.asked = false;
            const passed = this.last ? Math.min(0.1, now - this.last) : 0;
            this.last = now;
            this.view.now = now;
            if (this.isPlaying) this.run(passed);
            this.paint(now, passed);
            this.tell(false);
            this.isMoving = this.painter.dots.leaving.length > 0 || now - (this.stopped || 0) < 1;
            if (this.isPlaying) this.stopped = now;
            if (this.isPlaying || this.isMoving) this.redraw();
            else this.last = 0;
        }

        paint(now, passed) {
            Object.assign(
                this.view, {now, passed, pace: this.pace, picked: this.picked, pointed: this.pointed});
            this.painter.draw(this.crowd, this.view);
            this.view.isJump = false;
            this.bar.draw(this.tick);
        }

        run(passed) {
            const to = Math.min(this.rec.span, this.tick + passed * this.factor / this.rec.seconds);
            this.crowd.forward(to);
            this.tick = to;
            if (to >= this.rec.span) this.pause();
        }

        /* ---- what is said ---- */

        tell(isNow) {
            const now = performance.now();
            if (!isNow && now - this.isTold < 200) return;
            this.isTold = now;
            const {crowd, rec} = this, text = instantText(rec, this.tick);
            const waiting = crowd.places.reduce((sum, place) => sum + place.waiting.length, 0);
            this.clock.textContent = text;
            this.range.value = this.tick;
            this.range.setAttribute('aria-valuetext', `${text}, ${crowd.present} present`);
            const counts = [
                ['present', crowd.present], ['waiting', waiting], ['came', crowd.arrived],
                ['gone', crowd.departed]
            ];
            if (crowd.lost) counts.push(['lost', crowd.lost]);
            if (crowd.outside) counts.push(['outside, will come again', crowd.outside]);
            say(this.counts, ...counts.map(([name, n]) => {
                const item = make('span', 'replay-count');
                item.append(make('b', '', String(n)), ' ' + name);
                return item;
            }));
            this.caption.textContent = `${text}: ${crowd.present} present, ${waiting} waiting`;
            this.words.forEach(([queue, service, duty], p) => {
                const place = crowd.places[p];
                queue.textContent = place.waiting.length;
                service.textContent = rec.places[p].line === NOBODY ? place.serving.length : '';
                duty.textContent =
                    place.onDuty === null ? '' : place.onDuty + place.called - [...place.broken].length;
            });
        }

        /* ---- stories ---- */

        rowsOf(customer) {
            const rows = [];
            let row = this.rec.lastOf.get(customer);
            for (; row !== undefined && row !== NOBODY; row = this.rec.before[row]) rows.unshift(row);
            return rows;
        }

        show(customer, goesThere) {
            const rows = this.rowsOf(customer);
            if (!rows.length) {
                this.story.hidden = false;
                say(this.story,
                    make(
                        'p', '',
                        `There is no customer ${customer}, the last is ${this.rec.lastOf.size - 1}.`));
                return;
            }
            this.picked = customer;
            if (goesThere) {
                this.pause();
                this.seek(this.rec.join[rows[0]]);
            }
            this.writeStory(customer, rows);
            this.redraw();
        }

        writeStory(customer, rows) {
            const {rec} = this, head = make('h3', '', `Customer ${customer}: `), list = make('ol');
            head.append(named(rec.data.classes[rec.class[rows[0]]]));
            rows.forEach(row => list.append(this.visitItem(row)));
            const tools = make('div', 'controls');
            tools.append(
                this.button('Close', 'Close the story', () => this.close()),
                this.button(
                    'Previous', 'Previous customer', () => this.show(Math.max(0, customer - 1), true)),
                this.button(
                    'Next', 'Next customer',
                    () => this.show(Math.min(rec.lastOf.size - 1, customer + 1), true)));
            this.story.hidden = false;
            say(this.story, head, list, tools);
        }

        /* One visit as a sentence, which begins with a way to its instant. */
        visitItem(row) {
            const {rec} = this, {data} = rec, item = make('li');
            const [service, second, station] = data.kinds[rec.kind[row]];
            const place = rec.places[rec.first[row]], wait = qsweepReplay.waitOf(rec, row) * rec.seconds;
            const when = this.button(instantText(rec, rec.join[row]), 'Go there', () => {
                this.pause();
                this.seek(rec.join[row]);
            });
            when.className = 'replay-when';
            item.append(when, ' came for ', named(data.services[service]));
            if (second >= 0) item.append(' and ', named(data.services[second]));
            item.append(' to ', named(place.name), ...this.numberOf(place));
            const isTurnedAway = rec.start[row] === Infinity && rec.end[row] === rec.join[row];
            if (!isTurnedAway) item.append(wait > 0 ? `; waited ${spanText(wait)}` : '; did not wait');
            if (rec.start[row] < Infinity) {
                item.append('; served');
                if (rec.first[row] !== station)
                    item.append(
                        ' at ', named(rec.places[station].name), ...this.numberOf(rec.places[station]));
                if (rec.server[row] >= 0) item.append(` by server ${rec.server[row] + 1}`);
                const end = Math.min(rec.end[row], rec.span);
                item.append(` for ${spanText((end - rec.start[row]) * rec.seconds)}`);
            }
            item.append('; ' + outcomeText(data.outcomes[rec.outcome[row]]) + '.');
            return item;
        }

        numberOf(place) {
            return place.line === NOBODY && place.of.members > 1 ? [` ${place.member + 1}`] : [];
        }

        close() {
            this.picked = null;
            this.story.hidden = true;
            this.redraw();
        }

        /* Just before the longest wait is over. */
        showLongest() {
            const {rec} = this, row = qsweepReplay.longestWait(rec);
            if (row === NOBODY) return;
            this.pause();
            const until = rec.join[row] + qsweepReplay.waitOf(rec, row);
            this.seek(Math.max(rec.join[row], until - 1));
            this.show(rec.customer[row], false);
        }

        showBusiest() {
            this.pause();
            this.seek(this.rec.peak.tick);
        }

        /* ---- drawing ---- */

        fit(isOnPaper) {
            this.stage.classList.toggle('replay-paper', isOnPaper === true);
            this.width = this.stage.clientWidth;
            if (!this.width) return;
            this.palette = qsweepReplay.readPalette(this.stage);
            this.painter.fit(this.width, this.palette);
            this.painter.dots.clear();
            this.view.isJump = true;
            this.swatches.forEach(one => drawSwatch(one, this.palette));
            this.bar.fit(this.width, this.palette);
            this.paint(performance.now() / 1000, 0); /* at once: a canvas of another size is empty */
        }
    }

    function drawSwatch({swatch, of, what}, palette) {
        const ink = swatch.getContext('2d'), path = new Path2D();
        ink.clearRect(0, 0, 32, 32);
        ink.lineWidth = 3;
        if (what === 'dead' || what === 'broken') {
            ink.strokeStyle = what === 'dead' ? palette.strong : palette.broken;
            ink.fillStyle = what === 'dead' ? palette.soft : palette.broken;
            path.roundRect(4, 4, 24, 24, 6);
            ink.stroke(path);
            ink.font = '700 18px sans-serif';
            ink.textAlign = 'center';
            ink.fillText(what === 'dead' ? '…' : '×', 16, what === 'dead' ? 18 : 22);
            return;
        }
        qsweepReplay.addShape(path, 16, 16, 10, of || 0);
        ink.fillStyle = what === undefined ? palette.series[of % qsweepReplay.N_COLOURS] :
            what === 'grey'                ? palette.strong :
                                             palette.surface;
        ink.strokeStyle = what === 'lost' ? palette.broken : palette.soft;
        ink.fill(path);
        if (what !== undefined) ink.stroke(path);
    }

    document.querySelectorAll('.replay-stage').forEach(stage => {
        const player = new Player(stage);
        const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
        if (stage.dataset.plays === 'true' && !isCalm) player.toggle();
    });
})();
