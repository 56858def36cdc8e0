/* Where things stand on the replay's canvas: windows by the routes of customers, queues before their
 * servers.
 *
 * A node is a window with all its members, or a line with the windows that serve it. Of the routes that
 * customers took, those that go forward (from where people go early on their way to where they go late)
 * make a graph without circles; a node's layer is the longest path to it. Layers stand from left to
 * right, on a narrow screen from top to bottom. Within a card each member has a band: its queue, the head
 * to the right, and its servers behind. The dots are as large as the longest queue of the replication
 * allows.
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
        const ofPlace =
            rec.places.map(place => (place.line === NOBODY ? ofWindow[place.window] : nodes[place.line]));
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
            const isForward = route.from === node.number && route.to !== NOBODY &&
                rank.get(route.to) > rank.get(route.from);
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

    const HEAD = 26, PAD = 10, MOST_MEMBERS = 12, MORE = 18;

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
                if (all.length > shown.length) node.more = (node.more || []).concat(all.slice(shown.length));
            });
            node.longest = node.line === NOBODY ? 0 : crowd.longest[rec.nStations + node.line];
            node.most = Math.max(node.longest, ...node.bands.map(one => one.longest), 1);
        });
    }

    function band(rec, crowd, node, place, nMembers) {
        const {servers} = place.of, p = place.number;
        const group = place.of.group || 1, most = Math.min(200, Math.max(4, crowd.busiest[p]));
        const nDesks = servers === null ? most : servers + place.of.on_call;
        const number = nMembers > 1 ? String(place.member + 1) : '', inLine = node.line !== NOBODY;
        const name = inLine && number ? place.name + ' ' + number : inLine ? place.name : number;
        return {
            place: p,
            name,
            group,
            isNumber: !inLine && number !== '',
            longest: crowd.longest[p],
            desks: nDesks,
            isEndless: servers === null
        };
    }

    /* ---- how much room a node needs ---- */

    /* Of a queue; between its head and the servers; for a member's number. */
    const MOST_ROWS = 7, SLIT = 10, NUMBER = 18;

    /* Who are served together stand closer, at a larger desk. */
    const CLOSER = 0.6;
    const deskStep = (r, group = 1) =>
        (group < 2 ? 2 * r : Math.min(4, Math.ceil(Math.sqrt(group))) * 2 * CLOSER * r) + 11;
    const queueStep = r => 2 * r + 2.5;

    /* Rows and columns of desks: up to three in a column, else about a square, no wider than `most`. */
    function deskGrid(n, step, most) {
        const columnsAllowed = Math.max(1, Math.floor(most / step));
        const rows = Math.max(n <= 3 ? n : Math.ceil(Math.sqrt(n / 1.6)), Math.ceil(n / columnsAllowed), 1);
        return {rows, columns: Math.max(1, Math.ceil(n / rows))};
    }

    /* As many rows as the servers beside are high, where these are many. */
    function queueGrid(longest, r, w, beside) {
        const columns = Math.max(1, Math.floor((w + 2) / queueStep(r)));
        const most = Math.max(MOST_ROWS, Math.floor(beside / queueStep(r)));
        return {columns, rows: Math.min(most, Math.max(1, Math.ceil(longest / columns)))};
    }

    /* A member's band of a width: its grids, its height, and whether everybody finds room. */
    function sizeBand(one, r, whole) {
        const w = whole - (one.isNumber ? NUMBER : 0);
        const step = deskStep(r, one.group), share = one.longest === 0 ? w : Math.max(step, 0.5 * w);
        const desks = deskGrid(one.desks, step, share), used = desks.columns * step;
        const queue = queueGrid(one.longest, r, Math.max(0, w - used - SLIT), desks.rows * step);
        const inner = Math.max(desks.rows * step, one.longest ? queue.rows * queueStep(r) : 0);
        const fits = queue.rows * queue.columns >= one.longest;
        const need = used + SLIT + Math.min(one.longest, queue.columns) * queueStep(r);
        const isBeside = !one.isNumber && one.name && !one.longest,
              isAbove = !one.isNumber && one.name && one.longest;
        return {
            desks,
            queue,
            used,
            fits,
            isBeside,
            isAbove,
            w: need + (isBeside ? 70 : one.isNumber ? NUMBER : 0),
            h: one.isNumber ? inner + 8 : Math.max(30, inner) + (isBeside ? 4 : 12) + (isAbove ? 15 : 0)
        };
    }

    const lineShare = node => Math.max(0.42, 0.66 - 0.02 * node.bands.length);

    function sizeNode(node, r, w) {
        const inner = w - 2 * PAD,
              part = node.line === NOBODY ? 0 : Math.min(inner * lineShare(node), inner - 130);
        node.part = part;
        node.sizes = node.bands.map(one => sizeBand(one, r, inner - part));
        node.h = HEAD + 4 + node.sizes.reduce((sum, size) => sum + size.h, 0) + (node.more ? MORE : 0);
        node.fits = node.sizes.every(size => size.fits);
        node.w = Math.min(
            w,
            Math.max(
                190, 60 + 8.5 * node.name.length, 2 * PAD + Math.max(...node.sizes.map(size => size.w))));
        if (node.line === NOBODY) return;
        node.w = w;
        node.queue = queueGrid(node.longest, r, part - SLIT - 8, node.h - HEAD - 12);
        node.fits = node.fits && node.queue.rows * node.queue.columns >= node.longest;
        node.h = Math.max(node.h, HEAD + 12 + node.queue.rows * queueStep(r));
    }

    /* ---- where everything stands in a card ---- */

    function putDesks(box, one, size, r) {
        const {rows, columns} = size.desks, step = deskStep(r, one.group), desks = [];
        const used = Math.min(rows, one.desks), left = box.x + box.w - columns * step,
              top = box.y + (box.h - used * step) / 2;
        for (let i = 0; i < Math.min(one.desks, rows * columns); i++)
            desks.push({x: left + (Math.floor(i / rows) + 0.5) * step, y: top + (i % rows + 0.5) * step});
        return desks;
    }

    /* Places of a queue in a box, its head at the right and in the middle; it winds back and forth when it is
     * long. */
    function putQueue(box, grid, r) {
        const step = queueStep(r), {rows, columns} = grid;
        const middle = box.y + box.h / 2, below = box.y + box.h - (rows - 0.5) * step;
        const first = Math.max(box.y + step / 2, Math.min(middle, below));
        return {
            n: rows * columns, box,
            at(i) {
                const row = Math.floor(i / columns), k = i % columns, back = row % 2 ? columns - 1 - k : k;
                return {x: box.x + box.w - r - back * step, y: first + row * step};
            }
        };
    }

    function putBand(one, size, box, r, slots) {
        const top = size.isAbove ? 17 : 4, left = one.isNumber ? NUMBER : 0;
        const inner = {x: box.x + left, y: box.y + top, w: box.w - left, h: box.h - top - 4};
        const queue = putQueue({...inner, w: Math.max(0, inner.w - size.used - SLIT)}, size.queue, r);
        one.box = box;
        slots[one.place] = {
            queue,
            desks: putDesks(inner, one, size, r),
            size: deskStep(r, one.group) - 3,
            box,
            isEndless: one.isEndless,
            want: one.desks,
            isNumber: one.isNumber,
            beside: size.isBeside ? box.x + box.w - size.used - 6 : null
        };
    }

    function fillCard(node, r, slots, rec) {
        const {card} = node, more = node.more ? MORE : 0;
        const body = {x: card.x + PAD, y: card.y + HEAD, w: card.w - 2 * PAD, h: card.h - HEAD - 4 - more};
        let left = body.x, y = body.y;
        if (node.line !== NOBODY) {
            const w = node.part;
            const queue = putQueue({x: body.x, y: body.y + 2, w: w - SLIT - 8, h: body.h - 6}, node.queue, r);
            slots[rec.nStations + node.line] = {queue, desks: [], size: 0, box: {...body, w}, want: 0};
            left += w;
        }
        const spare = (body.h - node.sizes.reduce((sum, size) => sum + size.h, 0)) / node.bands.length;
        node.bands.forEach((one, i) => {
            const h = node.sizes[i].h + spare;
            putBand(one, node.sizes[i], {x: left, y, w: body.x + body.w - left, h}, r, slots);
            y += h;
        });
    }

    /* ---- where the cards stand ---- */

    const MARGIN = 40, GAP = 16;

    function columnsOf(nodes, n) {
        return Array.from({length: n}, (_, i) => nodes.filter(node => node.column === i));
    }

    /* From left to right; gives the height it takes with such dots. */
    function layOutWide(out, nodes, width, r) {
        const most = Math.max(1, Math.floor((width - 2 * MARGIN + 44) / (170 + 44)));
        const n = pressLayers(nodes, most), between = n > 1 ? Math.min(76, Math.max(40, width / n / 6)) : 0;
        const w = (width - 2 * MARGIN - between * (n - 1)) / n;
        nodes.forEach(node => sizeNode(node, r, w));
        const columns = columnsOf(nodes, n),
              tall = column => column.reduce((sum, node) => sum + node.h + GAP, -GAP);
        out.height = Math.max(150, ...columns.map(tall)) + 2 * 10;
        columns.forEach((column, i) => {
            const own = Math.max(...column.map(node => node.w)),
                  left = MARGIN + i * (w + between) + (w - own) / 2;
            let y = (out.height - tall(column)) / 2;
            column.forEach(node => {
                node.card = {x: left, y, w: own, h: node.h};
                y += node.h + GAP;
            });
        });
        out.door = {x: 16, y: out.height / 2};
        out.exit = {x: width - 16, y: out.height / 2};
        out.isWide = true;
        return out.height;
    }

    /* From top to bottom. */
    function layOutNarrow(out, nodes, width, r) {
        const n = pressLayers(nodes, 1000);
        let y = 36;
        columnsOf(nodes, n).forEach(column => column.forEach(node => {
            sizeNode(node, r, width - 8);
            node.card = {x: 4, y, w: width - 8, h: node.h};
            y += node.h + GAP + 4;
        }));
        out.height = y + 22;
        out.door = {x: width / 2, y: 13};
        out.exit = {x: width / 2, y: out.height - 13};
        out.isWide = false;
        return out.height;
    }

    /* Whoever has most of their routes from above stands above. */
    function untangle(nodes, routes) {
        const byColumn = [...nodes].sort((a, b) => a.layer - b.layer);
        const place = new Map(), seen = new Map();
        byColumn.forEach(node => {
            const from = routes.filter(route => route.to === node.number && place.has(route.from));
            const all = from.reduce((sum, route) => sum + route.n, 0);
            const mean =
                all ? from.reduce((sum, route) => sum + route.n * place.get(route.from), 0) / all : 0;
            const i = seen.get(node.layer) || 0;
            seen.set(node.layer, i + 1);
            place.set(node.number, all ? mean + i * 1e-3 : i);
        });
        return [...nodes].sort((a, b) => place.get(a.number) - place.get(b.number) || a.number - b.number);
    }

    const RADII = [12, 11, 10, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4.5, 4, 3.5, 3, 2.5];

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
        const out = {width, slots: [], routes: graph.routes, nodes: graph.nodes}, isWide = width >= 620;
        const nodes = graph.sorted, most = isWide ? 480 : 820;
        for (const r of RADII) {
            if (!isWide && r > 8) continue;
            out.radius = r;
            const height = (isWide ? layOutWide : layOutNarrow)(out, nodes, width, r);
            if (height <= most && nodes.every(node => node.fits)) break;
        }
        nodes.forEach(node => fillCard(node, out.radius, out.slots, rec));
        if (rec.data.resources.length) {
            out.resources = {y: out.height, h: 34};
            out.height += out.resources.h + 6;
        }
        return out;
    }

    Object.assign(
        window.qsweepReplay, {CLOSER, makeGraph, layOut, ofNode: (graph, place) => graph.ofPlace[place]});
})();
