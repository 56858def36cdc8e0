/* Where things stand on the replay's canvas: windows by the routes of customers, queues before their servers.
 *
 * A node is a window with all its members, or a line with the windows that serve it. Of the routes that customers
 * took, those that go forward (from where people go early on their way to where they go late) make a graph without
 * circles; a node's layer is the longest path to it. Layers stand from left to right, on a narrow screen from top
 * to bottom. Within a card each member has a band: its queue, the head to the right, and its servers behind.
 * The dots are as large as the longest queue of the replication allows.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
(function () {
    'use strict';
    const {NOBODY} = window.qsweepReplay;

    /* ---- nodes and routes ---- */

    function makeNodes(rec) {
        const {data} = rec, ofWindow = data.windows.map(() => null);
        const nodes = data.lines.map((line, l) => ({line: l, windows: line.windows, name: line.name}));
        nodes.forEach(node => {
            node.windows = node.windows.filter(w => !ofWindow[w]);
            node.windows.forEach(w => { ofWindow[w] = node; });
        });
        data.windows.forEach((window, w) => {
            if (ofWindow[w] || window.members === 0) return;
            ofWindow[w] = {line: NOBODY, windows: [w], name: window.name};
            nodes.push(ofWindow[w]);
        });
        nodes.forEach((node, i) => { node.number = i; });
        const ofPlace = rec.places.map(place => (place.line === NOBODY ? ofWindow[place.window] : nodes[place.line]));
        return {nodes, ofPlace};
    }

    /* How many went from node to node; -1 stands for outside. */
    function countRoutes(rec, graph) {
        const routes = new Map();
        const nodeOf = row => graph.ofPlace[rec.station[row] >= 0 ? rec.station[row] : rec.first[row]];
        const count = (from, to) => {
            const key = from + '>' + to, route = routes.get(key);
            if (route) route.n++;
            else routes.set(key, {from, to, n: 1});
        };
        graph.nodes.forEach(node => { node.n = node.visits = 0; });
        for (let i = 0; i < rec.n; i++) {
            const node = nodeOf(i), next = rec.next[i];
            node.n++;
            node.visits += rec.visit[i];
            if (rec.before[i] === NOBODY) count(NOBODY, node.number);
            count(node.number, next === NOBODY ? NOBODY : nodeOf(next).number);
        }
        graph.nodes.forEach(node => { node.mean = node.n ? node.visits / node.n : 0; });
        return [...routes.values()];
    }

    /* The longest path of routes that go forward and that at least 3 % of a node's people take. */
    function findLayers(graph, routes) {
        const {nodes} = graph, order = [...nodes].sort((a, b) => a.mean - b.mean || a.number - b.number);
        const rank = new Map(order.map((node, i) => [node.number, i]));
        nodes.forEach(node => { node.layer = 0; });
        order.forEach(node => routes.forEach(route => {
            const isForward = route.from === node.number && route.to !== NOBODY && rank.get(route.to) > rank.get(route.from);
            if (isForward && route.n >= 0.03 * node.n)
                nodes[route.to].layer = Math.max(nodes[route.to].layer, node.layer + 1);
        }));
    }

    /* No more layers than there is room for, and none empty. */
    function pressLayers(nodes, most) {
        const used = [...new Set(nodes.map(node => node.layer))].sort((a, b) => a - b), n = used.length;
        nodes.forEach(node => {
            const layer = used.indexOf(node.layer);
            node.column = n <= most ? layer : Math.round(layer * (most - 1) / (n - 1));
        });
        return Math.min(n, most);
    }

    /* ---- what a node needs ---- */

    const HEAD = 26, PAD = 10, BAND = 40, MOST_MEMBERS = 12;

    function describe(rec, graph, crowd) {
        const ofWindow = rec.data.windows.map(() => []);
        rec.places.forEach(place => { if (place.line === NOBODY) ofWindow[place.window].push(place); });
        graph.nodes.forEach(node => {
            node.bands = [];
            node.stations = [];
            node.windows.forEach(w => {
                const all = ofWindow[w];
                all.forEach(place => node.stations.push(place.number));
                const shown = all.slice(0, MOST_MEMBERS);
                shown.forEach(place => node.bands.push(band(rec, crowd, node, place, all.length)));
                if (all.length > shown.length) node.bands[node.bands.length - 1].more = all.slice(shown.length);
            });
            node.longest = node.line === NOBODY ? 0 : crowd.longest[rec.nStations + node.line];
            node.most = Math.max(node.longest, ...node.bands.map(one => one.longest), 1);
        });
    }

    function band(rec, crowd, node, place, nMembers) {
        const {servers} = place.of, p = place.number;
        const nDesks = servers === null ? Math.min(200, Math.max(4, crowd.busiest[p])) : servers + place.of.on_call;
        const name = node.line !== NOBODY || nMembers > 1 ? place.name + (nMembers > 1 ? ' ' + (place.member + 1) : '') : '';
        return {place: p, name, longest: crowd.longest[p], desks: nDesks, isEndless: servers === null};
    }

    /* ---- geometry of a card ---- */

    /* Desks in columns at the right end of a box; gives where they begin. */
    function putDesks(box, want, r, most) {
        const size = 2 * r + 8, step = size + 3;
        const rows = Math.max(1, Math.floor((box.h + 3) / step));
        const columns = Math.max(1, Math.min(Math.ceil(want / rows), Math.floor(most / step)));
        const used = Math.min(rows, Math.ceil(want / columns)), n = Math.min(want, columns * rows);
        const desks = [];
        const top = box.y + (box.h - used * step + 3) / 2, left = box.x + box.w - columns * step + 3;
        for (let i = 0; i < n; i++)
            desks.push({x: left + Math.floor(i / used) * step + size / 2, y: top + (i % used) * step + size / 2});
        return {desks, size, left};
    }

    /* Places of a queue in a box, its head at the right; it winds back and forth when it is long. */
    function putQueue(box, longest, r) {
        const step = 2 * r + 2.5;
        const columns = Math.max(0, Math.floor((box.w + 2) / step)), most = Math.max(1, Math.floor((box.h + 2) / step));
        const rows = Math.max(1, Math.min(most, Math.ceil(longest / Math.max(1, columns))));
        return {
            n: columns * rows, columns, box,
            at(i) {
                const row = Math.floor(i / columns), k = i % columns, back = row % 2 ? columns - 1 - k : k;
                return {x: box.x + box.w - r - back * step, y: box.y + box.h / 2 + (row - (rows - 1) / 2) * step};
            }
        };
    }

    function putBand(one, box, r, slots) {
        const inner = {x: box.x, y: box.y + (one.name ? 14 : 2), w: box.w, h: box.h - (one.name ? 16 : 4)};
        const share = one.longest === 0 ? inner.w : inner.w * (one.isEndless ? 0.8 : 0.6);
        const {desks, size, left} = putDesks(inner, one.desks, r, share);
        const queue = putQueue({x: box.x, y: inner.y, w: Math.max(0, left - 8 - box.x), h: inner.h}, one.longest, r);
        one.box = box;
        slots[one.place] = {queue, desks, size, box, isEndless: one.isEndless, want: one.desks, band: one};
        const fits = Math.min(1, queue.n / Math.max(1, one.longest)) * Math.min(1, desks.length / one.desks);
        return fits;
    }

    /* All in a card; gives how much of the longest queue and the most servers has room. */
    function fillCard(node, r, slots, rec) {
        const card = node.card, body = {x: card.x + PAD, y: card.y + HEAD, w: card.w - 2 * PAD, h: card.h - HEAD - 6};
        let left = body.x, fits = 1;
        if (node.line !== NOBODY) {
            const w = body.w * Math.min(0.72, Math.max(0.4, 1 - node.bands.length * 0.03 - 0.34));
            const queue = putQueue({x: body.x, y: body.y + 4, w: w - 18, h: body.h - 8}, node.longest, r);
            slots[rec.nStations + node.line] = {queue, desks: [], size: 0, box: {...body, w}, want: 0, band: null};
            fits = Math.min(1, queue.n / Math.max(1, node.longest));
            left += w;
        }
        const need = node.bands.map(one => 1 + 0.25 * Math.sqrt(one.longest) + 0.08 * one.desks);
        const all = need.reduce((a, b) => a + b, 0);
        let y = body.y;
        node.bands.forEach((one, i) => {
            const h = body.h * need[i] / all;
            fits = Math.min(fits, putBand(one, {x: left, y, w: body.x + body.w - left, h}, r, slots));
            y += h;
        });
        return fits;
    }

    /* ---- geometry of all ---- */

    const weight = node => 1.2 + 0.9 * node.bands.length + 0.28 * Math.sqrt(node.most) +
        0.05 * node.bands.reduce((sum, one) => sum + one.desks, 0);
    const least = node => HEAD + 8 + node.bands.length * (node.bands.length > 1 ? BAND : BAND + 6);

    /* Cards of a layer below one another, the spare height where it is needed. */
    function stack(nodes, box, gap) {
        const room = box.h - gap * (nodes.length - 1), needed = nodes.reduce((sum, node) => sum + least(node), 0);
        const spare = Math.max(0, room - needed), all = nodes.reduce((sum, node) => sum + weight(node), 0);
        let y = box.y;
        const heights = nodes.map(node => Math.min(least(node) + spare * weight(node) / all, 120 + 2 * least(node)));
        y += Math.max(0, (room - heights.reduce((a, b) => a + b, 0)) / 2);
        nodes.forEach((node, i) => {
            node.card = {x: box.x, y, w: box.w, h: heights[i]};
            y += heights[i] + gap;
        });
    }

    const MARGIN = 40, GAP = 14;

    function layOutWide(out, nodes, width) {
        const most = Math.max(1, Math.floor((width - 2 * MARGIN + 44) / (160 + 44)));
        const n = pressLayers(nodes, most), between = n > 1 ? Math.min(72, Math.max(40, width / n / 6)) : 0;
        const columns = Array.from({length: n}, (_, i) => nodes.filter(node => node.column === i));
        const w = (width - 2 * MARGIN - between * (n - 1)) / n;
        const need = columns.map(column => column.reduce((sum, node) => sum + least(node) + GAP + 10 * Math.sqrt(node.most), 0));
        out.height = Math.min(900, Math.max(width > 900 ? 320 : 260, Math.max(...need) + 2 * GAP));
        const tall = Math.max(...columns.map(column => column.reduce((sum, node) => sum + least(node) + GAP, 0)));
        out.height = Math.max(out.height, tall + 2 * GAP);
        columns.forEach((column, i) =>
            stack(column, {x: MARGIN + i * (w + between), y: GAP, w, h: out.height - 2 * GAP}, GAP));
        out.door = {x: 16, y: out.height / 2};
        out.exit = {x: width - 16, y: out.height / 2};
        out.isWide = true;
    }

    function layOutNarrow(out, nodes, width) {
        const n = pressLayers(nodes, 1000), gap = 18;
        let y = 30;
        for (let i = 0; i < n; i++)
            nodes.filter(node => node.column === i).forEach(node => {
                const columns = Math.max(6, Math.floor((width - 90) / 12.5));
                const rows = Math.min(5, Math.max(...node.bands.map(one => Math.ceil(one.longest / columns)),
                    Math.ceil(node.longest / columns * 1.7), 1));
                const h = least(node) + (rows - 1) * 13 + Math.max(...node.bands.map(one => Math.min(4, Math.floor(one.desks / 5)))) * 16;
                node.card = {x: 4, y, w: width - 8, h};
                y += h + gap;
            });
        out.height = y + 14;
        out.door = {x: width / 2, y: 12};
        out.exit = {x: width / 2, y: out.height - 12};
        out.isWide = false;
    }

    /* Whoever has most of their routes from above stands above. */
    function untangle(nodes, routes) {
        const byColumn = [...nodes].sort((a, b) => a.layer - b.layer);
        const place = new Map(), seen = new Map();
        byColumn.forEach(node => {
            const from = routes.filter(route => route.to === node.number && place.has(route.from));
            const all = from.reduce((sum, route) => sum + route.n, 0);
            const mean = all ? from.reduce((sum, route) => sum + route.n * place.get(route.from), 0) / all : 0;
            const i = seen.get(node.layer) || 0;
            seen.set(node.layer, i + 1);
            place.set(node.number, all ? mean + i * 1e-3 : i);
        });
        return [...nodes].sort((a, b) => place.get(a.number) - place.get(b.number) || a.number - b.number);
    }

    const RADII = [6.5, 6, 5.5, 5, 4.5, 4, 3.5, 3, 2.5];

    function makeGraph(rec, crowd) {
        const graph = makeNodes(rec);
        graph.routes = countRoutes(rec, graph);
        findLayers(graph, graph.routes);
        describe(rec, graph, crowd);
        graph.sorted = untangle(graph.nodes, graph.routes);
        return graph;
    }

    /* A layout for a width: cards, where each place's people stand, doors. */
    function layOut(rec, graph, width) {
        const out = {width, slots: [], routes: graph.routes, nodes: graph.nodes};
        if (width >= 620) layOutWide(out, graph.sorted, width);
        else layOutNarrow(out, graph.sorted, width);
        for (const r of RADII) {
            out.slots = [];
            out.radius = r;
            const fits = graph.nodes.map(node => fillCard(node, r, out.slots, rec));
            if (Math.min(...fits) >= 1) break;
        }
        if (rec.data.resources.length) {
            out.resources = {y: out.height, h: 34};
            out.height += out.resources.h + 6;
        }
        return out;
    }

    Object.assign(window.qsweepReplay, {makeGraph, layOut, ofNode: (graph, place) => graph.ofPlace[place]});
})();
