/* What every page has: the mark that scripts run, and a room of names for the others.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
(function () {
    'use strict';
    document.documentElement.classList.add('js');

    const qsweep = {};

    /* The data that stands on the page under an id. */
    qsweep.data = function (id) {
        const element = document.getElementById(id);
        return element ? JSON.parse(element.textContent) : null;
    };

    /* A new element: its class, its text, its attributes. */
    qsweep.make = function (tag, className, text, attributes) {
        const element = document.createElement(tag);
        if (className) element.className = className;
        if (text !== undefined && text !== null) element.textContent = text;
        Object.entries(attributes || {}).forEach(([name, value]) => element.setAttribute(name, value));
        return element;
    };

    /* The value of a custom property of page.css now, in light or dark. */
    qsweep.colour = function (name) {
        return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    };

    /* Call when light turns to dark, or back. */
    qsweep.onScheme = function (call) {
        matchMedia('(prefers-color-scheme: dark)').addEventListener('change', call);
    };

    window.qsweep = Object.freeze(qsweep);
})();
