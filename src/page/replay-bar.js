/* The replay's bar of time: how many are present through it, the horizon, where one is.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
(function () {
    'use strict';
    const {qsweep, qsweepReplay} = window, {instantText, numberText} = qsweepReplay;
    const N_STRETCHES = 600, HEIGHT = 44;

    class Bar {
        /* crowd [in] is surveyed, and at time 0 afterwards */
        constructor(rec, crowd) {
            this.rec = rec;
            this.stretches = crowd.survey(N_STRETCHES);
            this.canvas = qsweep.make('canvas', 'replay-shade', null, {'aria-hidden': 'true'});
        }

        /* A new width, or new colours. */
        fit(width, palette) {
            const scale = window.devicePixelRatio || 1, {canvas} = this,
                  ground = document.createElement('canvas');
            Object.assign(this, {width, palette, scale, ground});
            canvas.width = ground.width = Math.round(width * scale);
            canvas.height = ground.height = Math.round((HEIGHT + 18) * scale);
            const ink = ground.getContext('2d');
            ink.scale(scale, scale);
            this.drawPresent(ink, width);
            this.drawHorizon(ink, width);
            this.chooseLabels();
        }

        /* How many are present through time. */
        drawPresent(ink, w) {
            const {stretches, palette} = this, n = stretches.length, most = Math.max(1, ...stretches);
            ink.fillStyle = palette.sunken;
            ink.beginPath();
            ink.roundRect(0, 0, w, HEIGHT, 6);
            ink.fill();
            ink.clip();
            ink.fillStyle = palette.series[0];
            ink.globalAlpha = 0.45;
            ink.beginPath();
            ink.moveTo(0, HEIGHT);
            stretches.forEach((present, i) => {
                const y = HEIGHT - present / most * (HEIGHT - 4);
                ink.lineTo(i / n * w, y);
                ink.lineTo((i + 1) / n * w, y);
            });
            ink.lineTo(w, HEIGHT);
            ink.fill();
            ink.globalAlpha = 1;
        }

        drawHorizon(ink, w) {
            const {palette, rec} = this, {horizon} = rec.data;
            if (horizon !== null && horizon < rec.span) {
                ink.strokeStyle = palette.soft;
                ink.setLineDash([3, 3]);
                ink.beginPath();
                ink.moveTo(horizon / rec.span * w, 0);
                ink.lineTo(horizon / rec.span * w, HEIGHT);
                ink.stroke();
                ink.setLineDash([]);
            }
        }

        /* Where one is in time. */
        draw(now) {
            const {canvas, palette, width, scale} = this, ink = canvas.getContext('2d');
            const x = Math.min(width - 1.5, Math.max(1.5, now / this.rec.span * width));
            ink.setTransform(1, 0, 0, 1, 0, 0);
            ink.clearRect(0, 0, canvas.width, canvas.height);
            ink.drawImage(this.ground, 0, 0);
            ink.scale(scale, scale);
            ink.fillStyle = palette.accent;
            ink.globalAlpha = 0.12;
            ink.fillRect(0, 0, x, HEIGHT);
            ink.globalAlpha = 1;
            ink.fillRect(x - 1.5, 0, 3, HEIGHT);
            ink.font = `11px ${palette.font}`;
            ink.fillStyle = palette.soft;
            this.labels.forEach(({tick, text}) => {
                const at = tick / this.rec.span * width, half = ink.measureText(text).width / 2;
                ink.textAlign = 'center';
                if (at + half <= width + 1) ink.fillText(text, Math.max(half, at), HEIGHT + 14);
            });
        }

        /* Round instants along the bar. */
        chooseLabels() {
            const {rec} = this, {clock, unit} = rec.data, most = Math.max(2, Math.floor(this.width / 110));
            const first = clock === null ? 0 : clock, one = clock === null ? rec.data.tick : rec.seconds;
            const wanted = rec.span * one / most, power = 10 ** Math.floor(Math.log10(wanted));
            const steps = clock === null ? [1, 2, 5, 10].map(k => k * power)
                : [60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 604800];
            const step = steps.find(k => k >= wanted) || Math.ceil(wanted / 604800) * 604800;
            this.labels = [];
            for (let k = Math.ceil(first / step - 1e-9); k * step <= first + rec.span * one; k++) {
                const tick = (k * step - first) / one;
                const text = clock === null ? numberText(Math.abs(k * step)) + (k ? '' : ' ' + unit)
                    : instantText(rec, tick).replace(/^(\d\d:\d\d):\d\d/, '$1');
                this.labels.push({tick, text});
            }
        }
    }

    Object.assign(qsweepReplay, {Bar});
})();
