/* Every text that is seen, against the ground below it: those with a contrast below 4.5 to 1 (WCAG 2.1, 1.4.3), or below 3
 * where letters are large. Gives {looked, bad}. */
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const known = new Map();
/* Any colour as [red, green, blue, alpha], by painting it. */
function rgba(colour) {
    if (!known.has(colour)) {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const d = canvas.getImageData(0, 0, 1, 1).data;
        known.set(colour, [d[0], d[1], d[2], d[3] / 255]);
    }
    return known.get(colour);
}
function over(top, ground) {
    return [0, 1, 2].map((i) => top[i] * top[3] + ground[i] * (1 - top[3])).concat([1]);
}
function ground(element) {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
        const c = rgba(getComputedStyle(e).backgroundColor);
        if (c[3] > 0) layers.push(c);
        if (c[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
}
function light(c) {
    const [r, g, b] = c.map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const bad = [];
let looked = 0;
for (const e of document.querySelectorAll('body *')) {
    const texts = Array.from(e.childNodes).filter((n) => n.nodeType === 3 && n.textContent.trim());
    if (texts.length === 0 || !e.getClientRects().length || e.closest('.unseen, script, option, svg, [hidden]')) continue;
    const style = getComputedStyle(e);
    const below = ground(e);
    const [a, b] = [light(over(rgba(style.color), below)), light(below)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    looked += 1;
    if (ratio < least) bad.push([ratio.toFixed(2), e.tagName, e.className, texts[0].textContent.trim().slice(0, 30), style.color, below.join()]);
}
return { looked, bad };
