/* How the replay says things: instants, stretches of time, what became of a visit.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
(function () {
    'use strict';

    const two = number => String(Math.floor(number)).padStart(2, '0');

    /* An instant: the time of day, or what the study's clock counts. */
    function instantText(rec, tick) {
        const {data} = rec;
        if (data.clock === null)
            return (tick * data.tick).toFixed(data.end * data.tick < 100 ? 2 : 1) + ' ' + data.unit;
        const seconds = Math.floor(data.clock + tick * rec.seconds + 1e-6), day = Math.floor(seconds / 86400);
        const text = `${two(seconds / 3600 % 24)}:${two(seconds / 60 % 60)}:${two(seconds % 60)}`;
        return day > 0 ? `${text} +${day}d` : text;
    }

    const numberText = value => value.toLocaleString(
        'en',
        {maximumFractionDigits: value >= 1000 ? 0 :
             value >= 100                     ? 1 :
                                                2,
         useGrouping: false});

    /* A stretch of time as people say it. */
    function spanText(seconds) {
        if (seconds < 10)
            return seconds.toLocaleString('en', {maximumFractionDigits: seconds < 1 ? 3 : 1}) + ' s';
        if (seconds < 59.5) return Math.round(seconds) + ' s';
        const all = Math.round(seconds);
        if (all < 3600) return `${Math.floor(all / 60)} min` + (all % 60 ? ` ${two(all % 60)} s` : '');
        if (all < 172800)
            return `${Math.floor(all / 3600)} h` +
                (Math.floor(all / 60) % 60 ? ` ${two(all / 60 % 60)} min` : '');
        return `${Math.floor(all / 86400)} d` +
            (Math.floor(all / 3600) % 24 ? ` ${Math.floor(all / 3600) % 24} h` : '');
    }

    const factorText = factor =>
        factor === 1 ? 'real time' : `${factor}×: 1 s shows ${spanText(factor)}`;

    function outcomeText(word) {
        const words = {
            served: 'left, served',
            moved_on: 'went on',
            rejected: 'was turned away: no room',
            dropped: 'was pushed out',
            balked: 'did not join',
            reneged: 'gave up and left',
            cancelled: 'was sent away at the end',
            unfinished: 'was still there at the end',
            rejected_retries: 'was turned away and will come again',
            balked_retries: 'did not join and will come again',
            reneged_retries: 'gave up and will come again'
        };
        return words[word] || word;
    }

    Object.assign(window.qsweepReplay, {instantText, numberText, spanText, factorText, outcomeText});
})();
