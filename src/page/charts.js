/* Curves that zoom, by dygraphs: each figure.chart has its data beside the picture that it replaces.
 *
 * Charts of a group share the cursor and, along x, the zoom. All texts are set as text; dygraphs gets numbers and
 * labels of ours alone, and no legend of its own. */
(function () {
    'use strict';
    const { make, data, colour, onScheme } = window.qsweep;
    if (typeof Dygraph === 'undefined') return;
    const live = [];

    /* The legend is ours. That of dygraphs writes a style attribute when it is made, which the policy forbids. */
    Dygraph.PLUGINS = Dygraph.PLUGINS.filter((plugin) => plugin !== Dygraph.Plugins.Legend);

    /* ---- numbers ---- */

    function short(value) {
        if (value === null || value === undefined || !Number.isFinite(value)) return '–';
        const size = Math.abs(value);
        return size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
    }

    function clockText(clock, x) {
        const minutes = Math.round((clock.start + x * clock.unit) / 60);
        const day = Math.floor(minutes / 1440);
        const rest = minutes - day * 1440;
        const two = (n) => String(n).padStart(2, '0');
        return two(Math.floor(rest / 60)) + ':' + two(rest % 60) + (day ? ' +' + day + 'd' : '');
    }

    function xText(d, x) {
        if (d.words) return d.words[Math.round(x)] || '';
        return d.clock ? clockText(d.clock, x) : short(x);
    }

    /* ---- ticks ---- */

    function wordTicks(d) {
        return function (from, to, pixels) {
            const most = Math.max(1, Math.floor(pixels / 80));
            const every = Math.max(1, Math.ceil((to - from) / most));
            return d.words.map((label, v) => ({ v, label })).filter((t) => t.v % every === 0 && t.v >= from && t.v <= to);
        };
    }

    /* Few values: at each, where there is room. */
    function valueTicks(d) {
        return function (from, to, pixels) {
            let last = -Infinity;
            return d.rows.map((row) => ({ v: row[0], label: short(row[0]) })).filter((t) => {
                const at = (t.v - from) / (to - from) * pixels;
                if (t.v < from || t.v > to || at - last < 34) return false;
                last = at;
                return true;
            });
        };
    }

    function clockTicks(d) {
        const steps = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];
        return function (from, to, pixels) {
            const least = (to - from) * d.clock.unit / Math.max(2, pixels / 75);
            const step = steps.find((s) => s >= least) || 604800 * Math.ceil(least / 604800);
            const ticks = [];
            for (let k = Math.ceil((d.clock.start + from * d.clock.unit) / step); ticks.length < 100; k += 1) {
                const v = (k * step - d.clock.start) / d.clock.unit;
                if (v > to) break;
                ticks.push({ v, label: clockText(d.clock, v) });
            }
            return ticks;
        };
    }

    /* ---- a chart ---- */

    /* An interval without an end leaves the picture; one that is not known is none. */
    function rowsOf(d) {
        const far = d.most + 4 * (d.most - d.least);
        return d.rows.map((row) => [row[0]].concat(row.slice(1).map(([low, mean, high]) => {
            if (mean === null) return [null, null, null];
            return [low === null ? mean : low, mean, high === null ? (low === null ? mean : far) : high];
        })));
    }

    function colours(d) {
        return d.names.map((_, i) => colour('--series-' + (i % 8)));
    }

    function looks(d) {
        return {
            colors: colours(d),
            fillAlpha: Number(colour('--band')),
            gridLineColor: colour('--line'),
            axisLineColor: colour('--strong-line'),
            highlightCircleSize: 4,
        };
    }

    function range(chart) {
        const xs = chart.d.rows.map((row) => row[0]);
        const pad = chart.d.words || xs.length === 1 ? 0.5 : (xs[xs.length - 1] - xs[0]) * 0.01;
        return [xs[0] - pad, xs[xs.length - 1] + pad];
    }

    /* What stands at the cursor, in the key; and for those who hear the page, in one sentence. */
    function tell(chart, row) {
        const d = chart.d;
        chart.row = row;
        chart.values.forEach((value, k) => {
            if (row === null) { value.textContent = ''; return; }
            const [low, mean, high] = d.rows[row][k + 1];
            value.textContent = mean === null ? '–' : short(mean) + (d.bands && low !== null ? ' (' + short(low) + ' to ' + short(high) + ')' : '');
        });
        chart.where.textContent = row === null ? d.x : d.x + ': ' + xText(d, d.rows[row][0]);
    }

    function nearest(d, x) {
        let best = 0;
        d.rows.forEach((row, i) => { if (Math.abs(row[0] - x) < Math.abs(d.rows[best][0] - x)) best = i; });
        return best;
    }

    /* Those of the group that are seen, and have the same along x. */
    function others(chart) {
        const ends = (c) => [c.d.group, c.d.rows.length, c.d.rows[0][0], c.d.rows[c.d.rows.length - 1][0]].join();
        return live.filter((c) => c !== chart && c.graph && c.box.clientWidth > 0 && ends(c) === ends(chart));
    }

    function point(chart, x) {
        [chart].concat(others(chart)).forEach((c) => {
            const row = x === null ? null : nearest(c.d, x);
            tell(c, row);
            if (row === null) c.graph.clearSelection();
            else c.graph.setSelection(row);
        });
    }

    function zoom(chart, window) {
        [chart].concat(others(chart)).forEach((c) => {
            c.isMoving = true;
            c.graph.updateOptions({ dateWindow: window || range(c), valueRange: [c.d.least, c.d.most] });
            c.isMoving = false;
        });
    }

    function scale(chart, factor) {
        const [from, to] = chart.graph.xAxisRange();
        const middle = chart.row === null ? (from + to) / 2 : chart.d.rows[chart.row][0];
        const whole = range(chart);
        const low = Math.max(whole[0], middle - (middle - from) * factor);
        const high = Math.min(whole[1], middle + (to - middle) * factor);
        if (high > low) zoom(chart, [low, high]);
    }

    function draw(chart) {
        const d = chart.d;
        const isPointed = d.rows.length <= 40;
        const axisX = { axisLabelWidth: 70 };
        if (d.words) axisX.ticker = wordTicks(d);
        else if (d.clock) axisX.ticker = clockTicks(d);
        else if (d.rows.length <= 12) axisX.ticker = valueTicks(d);
        else axisX.axisLabelFormatter = (x) => short(x);
        chart.graph = new Dygraph(chart.box, rowsOf(d), Object.assign(looks(d), {
            labels: [d.x || 'x'].concat(d.names.map((_, i) => 'line ' + i)),
            customBars: true,
            drawPoints: isPointed,
            pointSize: 3,
            drawPointCallback: (graph, name, context, x, y, own, size, row) => {
                const isHollow = d.unsteady && d.unsteady[Number(name.slice(5))][row];
                context.beginPath();
                context.arc(x, y, isHollow ? size + 0.5 : size, 0, 2 * Math.PI);
                context.fillStyle = isHollow ? colour('--surface') : own;
                context.fill();
                if (!isHollow) return;
                context.strokeStyle = own;
                context.lineWidth = 1.5;
                context.stroke();
            },
            strokeWidth: 2,
            connectSeparatedPoints: false,
            dateWindow: range(chart),
            valueRange: [d.least, d.most],
            axes: { x: axisX, y: { axisLabelFormatter: (y) => short(y), axisLabelWidth: 52 } },
            highlightCallback: (event, x) => { if (!chart.isMoving) point(chart, x); },
            unhighlightCallback: () => point(chart, null),
            zoomCallback: (from, to) => { if (!chart.isMoving) zoom(chart, [from, to]); },
            interactionModel: Object.assign({}, Dygraph.defaultInteractionModel, { dblclick: () => zoom(chart, null) }),
        }));
    }

    function onKey(chart, event) {
        const last = chart.d.rows.length - 1;
        const row = chart.row;
        const steps = { ArrowRight: row === null ? 0 : Math.min(last, row + 1), ArrowLeft: row === null ? last : Math.max(0, row - 1), Home: 0, End: last };
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key in steps) point(chart, chart.d.rows[steps[event.key]][0]);
        else if (event.key === '+' || event.key === '=') scale(chart, 0.6);
        else if (event.key === '-') scale(chart, 1 / 0.6);
        else if (event.key === '0' || event.key === 'Escape') { zoom(chart, null); point(chart, null); }
        else return;
        if (row !== chart.row || event.key.length === 1) chart.said.textContent = chart.row === null ? '' : chart.where.textContent + '; ' + chart.d.names.map((name, k) => name + ' ' + chart.values[k].textContent).join('; ');
        event.preventDefault();
    }

    function button(text, label, call) {
        const one = make('button', '', text, { type: 'button', 'aria-label': label, title: label });
        one.addEventListener('click', call);
        return one;
    }

    function start(figure) {
        const d = data(figure.id + '-data');
        const chart = { d, figure, graph: null, row: null, isMoving: false };
        const title = figure.querySelector('figcaption').textContent.trim();
        chart.box = make('div', 'plotbox', null, {
            tabindex: '0', role: 'application',
            'aria-label': d.y + ' against ' + d.x + '. ' + title + ' Arrow keys move the cursor, plus and minus zoom, 0 shows all.',
        });
        chart.values = Array.from(figure.querySelectorAll('.key li')).map((item) => item.appendChild(make('b')));
        chart.where = make('span', 'axis', d.x);
        chart.said = make('span', 'unseen', '', { role: 'status' });
        const buttons = make('span', 'buttons');
        buttons.append(
            button('+', 'Zoom in', () => scale(chart, 0.6)),
            button('−', 'Zoom out', () => scale(chart, 1 / 0.6)),
            button('All', 'Show all', () => zoom(chart, null)));
        const under = make('div', 'under');
        under.append(chart.where, buttons, chart.said);
        figure.append(chart.box, under);
        figure.classList.add('is-live');
        chart.box.addEventListener('keydown', (event) => onKey(chart, event));
        chart.box.addEventListener('blur', () => point(chart, null));
        live.push(chart);
        /* Drawn when it is first seen: a hidden one has no size. */
        new ResizeObserver(() => {
            if (chart.box.clientWidth === 0) return;
            if (chart.graph) chart.graph.resize();
            else draw(chart);
        }).observe(chart.box);
    }

    document.querySelectorAll('figure.chart').forEach(start);
    onScheme(() => live.forEach((chart) => { if (chart.graph) chart.graph.updateOptions(looks(chart.d)); }));
})();
