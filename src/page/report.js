/* Tables that sort and filter, and choices of which one is shown.
 *
 * Everything is on the page before this runs: rows are moved and hidden, never written. */
(function () {
    'use strict';
    const { make } = window.qsweep;

    /* ---- sorting ---- */

    /* What a cell is sorted by: its number with all digits, or its text. Nothing comes last either way. */
    function keyOf(row, column) {
        const cell = row.cells[column];
        if (cell.hasAttribute('data-v')) {
            const text = cell.getAttribute('data-v');
            if (text === '') return null;
            const number = Number(text.replace(/^(-?)inf$/, '$1Infinity'));
            return Number.isNaN(number) ? null : number;
        }
        return cell.textContent.trim();
    }

    function compare(a, b) {
        if (typeof a === 'number' && typeof b === 'number') return a - b;
        return String(a).localeCompare(String(b), undefined, { numeric: true });
    }

    function sort(table, column, descending) {
        const body = table.tBodies[0];
        const rows = Array.from(body.rows).map((row) => ({ row, key: keyOf(row, column), place: Number(row.dataset.place) }));
        rows.sort((a, b) => {
            if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.place - b.place;
            return (descending ? compare(b.key, a.key) : compare(a.key, b.key)) || a.place - b.place;
        });
        body.append(...rows.map((r) => r.row));
        Array.from(table.tHead.rows[0].cells).forEach((th, i) => {
            th.setAttribute('aria-sort', i === column ? (descending ? 'descending' : 'ascending') : 'none');
        });
    }

    function makeSortable(table) {
        Array.from(table.tBodies[0].rows).forEach((row, i) => { row.dataset.place = i; });
        Array.from(table.tHead.rows[0].cells).forEach((th, column) => {
            const button = make('button', '', null, { type: 'button' });
            button.append(...th.childNodes);
            th.append(button);
            th.setAttribute('aria-sort', 'none');
            button.addEventListener('click', () => {
                sort(table, column, th.getAttribute('aria-sort') === 'ascending');
            });
        });
    }

    /* ---- filtering ---- */

    /* Values of a column that a reader may choose from: few, and more than one. */
    function valuesOf(table, column) {
        const values = new Map();
        Array.from(table.tBodies[0].rows).forEach((row) => {
            const text = row.cells[column].textContent.trim();
            if (!values.has(text)) values.set(text, keyOf(row, column));
        });
        return Array.from(values.entries()).sort((a, b) => compare(a[1], b[1])).map((entry) => entry[0]);
    }

    function labelled(text, control) {
        const label = make('label', '', text);
        label.append(control);
        return label;
    }

    function apply(table, words, selects, count) {
        const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
        const rows = Array.from(table.tBodies[0].rows);
        let shown = 0;
        rows.forEach((row) => {
            const text = Array.from(row.cells).filter((c) => !c.hidden).map((c) => c.textContent).join(' ').toLowerCase();
            row.hidden = !wanted.every((word) => text.includes(word)) ||
                !selects.every(([column, select]) => select.value === '' || row.cells[column].textContent.trim() === select.value.slice(1));
            shown += row.hidden ? 0 : 1;
        });
        count.textContent = shown === rows.length ? rows.length + ' rows' : shown + ' of ' + rows.length + ' rows';
    }

    /* An axis of few values has a list to choose from; all else is found by words. */
    function makeFilters(table, controls) {
        const words = make('input', '', null, { type: 'search', placeholder: 'words or numbers', spellcheck: 'false' });
        const count = make('span', 'count', null, { role: 'status' });
        const selects = [];
        const update = () => apply(table, words, selects, count);
        controls.append(labelled('Filter', words));
        Array.from(table.tHead.rows[0].cells).forEach((th, column) => {
            const values = th.dataset.kind === 'axis' ? valuesOf(table, column) : [];
            if (values.length < 2 || values.length > 12) return;
            const select = make('select');
            select.append(make('option', '', 'all', { value: '' }));
            values.forEach((value) => select.append(make('option', '', value || 'none', { value: '=' + value })));
            select.addEventListener('change', update);
            selects.push([column, select]);
            controls.append(labelled(th.textContent.trim(), select));
        });
        words.addEventListener('input', update);
        controls.append(count);
        update();
    }

    /* ---- columns ---- */

    function showColumn(table, column, isShown) {
        Array.from(table.rows).forEach((row) => { row.cells[column].hidden = !isShown; });
    }

    function makeColumns(table, place) {
        const heads = Array.from(table.tHead.rows[0].cells);
        if (!heads.some((th) => th.hidden)) return;
        const details = make('details', 'columns not-printed');
        const panel = make('div', 'panel', null, { role: 'group', 'aria-label': 'Columns' });
        details.append(make('summary', '', 'Columns'), panel);
        heads.forEach((th, column) => {
            if (th.dataset.kind !== 'number' || !th.title) return;
            const box = make('input', '', null, { type: 'checkbox' });
            box.checked = !th.hidden;
            box.addEventListener('change', () => showColumn(table, column, box.checked));
            const label = make('label', '', null, { title: th.title });
            label.append(box, make('span', '', th.textContent.trim()));
            panel.append(label);
        });
        place.append(details);
    }

    document.querySelectorAll('table[data-sorts]').forEach((table) => {
        const box = table.closest('.table');
        const controls = make('div', 'controls');
        const columns = make('div');
        if (table.tBodies[0].rows.length > 1) {
            makeFilters(table, controls);
            box.before(controls);
        }
        makeColumns(table, columns);
        makeSortable(table);
        box.before(columns);
    });

    /* ---- one of several ---- */

    let choices = 0;
    document.querySelectorAll('.choice').forEach((choice) => {
        const options = Array.from(choice.children).filter((child) => child.classList.contains('option'));
        if (options.length < 2) return;
        const select = make('select');
        choices += 1;
        options.forEach((option, i) => {
            option.id = option.id || 'choice-' + choices + '-' + i;
            option.hidden = i > 0;
            select.append(make('option', '', option.dataset.name, { value: i }));
        });
        select.addEventListener('change', () => {
            options.forEach((option, i) => { option.hidden = i !== Number(select.value); });
        });
        const controls = make('div', 'controls');
        controls.append(labelled(choice.dataset.choice, select));
        choice.prepend(controls);
    });

    /* ---- what there is ---- */

    const heads = Array.from(document.querySelectorAll('main > section > h2[id]'));
    const list = make('ul');
    const name = document.querySelector('h1') ? document.querySelector('h1').textContent + ': ' : '';
    heads.forEach((head) => {
        const item = make('li');
        const words = head.textContent;
        item.append(make('a', '', name && words.startsWith(name) ? 'Replay: ' + words.slice(name.length) : words, { href: '#' + head.parentElement.id }));
        list.append(item);
    });
    const nav = make('nav', 'contents not-printed', null, { 'aria-label': 'On this page' });
    nav.append(list);
    const header = document.querySelector('main > header');
    if (header && heads.length > 2) header.append(nav);
})();
