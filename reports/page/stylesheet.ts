/**
 * The page's style sheet. The page reads well without it: it only spaces and colours. Colours
 * are variables, which the charts use too, so that both follow a dark screen and print in ink.
 */
const light = `
  --paper: #ffffff; --ink: #1d232b; --faint: #5b6571; --grid: #dfe3e8; --panel: #f5f7f9;
  --pass: #00704f; --fail: #b3261e; --inconclusive: #7a5200; --invalid: #8a2c6b;
  --s1: #0072b2; --s2: #d55e00; --s3: #00805f; --s4: #b0578d; --s5: #9a6700; --s6: #44494f;`;

const dark = `
  --paper: #14181d; --ink: #e8ebee; --faint: #a3adb8; --grid: #323942; --panel: #1d2329;
  --pass: #4fd1a5; --fail: #ff8a80; --inconclusive: #f2c14e; --invalid: #f0a3d3;
  --s1: #56b4e9; --s2: #ff8c42; --s3: #2bc79a; --s4: #e39ac4; --s5: #f0c24b; --s6: #c4cad1;`;

export const stylesheet = `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 84rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.15rem; font-weight: 600; margin: 0; }
h2 { font-size: 1.35rem; margin: 3rem 0 .25rem; }
h3 { font-size: 1.05rem; margin: 2rem 0 .25rem; }
a.here { color: var(--faint); font-weight: 400; font-size: .85em; text-decoration: none; }
p, dl { max-width: 46rem; margin: .5rem 0; }
a { color: var(--s1); }
:focus-visible { outline: 3px solid var(--s1); outline-offset: 2px; }
.when { color: var(--faint); margin: 0 0 1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 0 0 1.25rem;
  padding: 0; font-size: .9rem; }
.statement { max-width: none; margin: .75rem 0; padding: .6rem 1rem; background: var(--panel);
  border-left: .4rem solid var(--tone); border-radius: .25rem; }
.statement strong { color: var(--tone); margin-right: .5rem; }
.statement.banner { font-size: 1.3rem; padding: 1rem 1.25rem; }
.statement .advice { display: block; font-size: .95rem; color: var(--faint); }
.marks { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; margin: .5rem 0;
  padding: 0 1rem; font-size: .9rem; }
.marks li { color: var(--tone); font-weight: 600; }
.verdict { white-space: nowrap; color: var(--tone); font-weight: 600; }
.pass { --tone: var(--pass); } .fail { --tone: var(--fail); }
.inconclusive { --tone: var(--inconclusive); } .invalid { --tone: var(--invalid); }
.finding { font-size: 1.05rem; font-weight: 500; }
.caveat { border-left: .25rem solid var(--inconclusive); padding-left: .75rem; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .8125rem; line-height: 1.35; }
caption { text-align: left; font-weight: 600; font-size: .875rem; padding: 0 0 .4rem; }
@media (min-width: 48rem) { caption { white-space: nowrap; } }
@media (max-width: 48rem) {
  caption { position: sticky; left: 0; max-width: calc(100vw - 2.5rem); }
}
th, td { padding: .3rem; text-align: right; vertical-align: top; }
th { font-weight: 600; }
td { white-space: nowrap; font-variant-numeric: tabular-nums; }
tbody th, .name, .text, .word, th.group { text-align: left; white-space: normal; }
thead tr:first-child th:first-child { text-align: left; }
thead th { vertical-align: bottom; color: var(--faint); border-bottom: 1px solid var(--faint); }
thead th.group { border-bottom: 1px solid var(--grid); color: var(--ink); }
tbody td, tbody th { border-bottom: 1px solid var(--grid); }
tbody th, td.name { overflow-wrap: anywhere; min-width: 5.5rem; max-width: 16rem; }
td.name { min-width: 6.5rem; }
tbody th.short { white-space: nowrap; }
td.text { min-width: 8rem; max-width: 24rem; }
.note { display: block; white-space: normal; font-size: .75rem; color: var(--faint); }
figure { margin: 1.25rem 0 1.75rem; }
figcaption { max-width: 46rem; margin-bottom: .4rem; font-weight: 500; }
figcaption .how { display: block; font-weight: 400; font-size: .875rem; color: var(--faint); }
figure svg { display: block; width: 100%; min-width: 34rem; max-width: 60rem; height: auto; }
figure.picture svg { max-width: 40rem; }
details { margin: .75rem 0; }
details > summary { cursor: pointer; padding: .2rem 0; }
details.part, details.fold { border: 1px solid var(--grid); border-radius: .25rem;
  padding: .3rem .8rem; }
figure > details { font-size: .875rem; }
pre { background: var(--panel); padding: .75rem 1rem; border-radius: .25rem; overflow-x: auto;
  font-size: .875rem; }
dt { font-weight: 600; margin-top: .5rem; } dd { margin: 0; }
footer { margin-top: 3rem; color: var(--faint); font-size: .875rem; }
@media (forced-colors: active) {
  :root { --paper: Canvas; --ink: CanvasText; --faint: CanvasText; --grid: GrayText;
    --panel: Canvas; --pass: CanvasText; --fail: CanvasText; --inconclusive: CanvasText;
    --invalid: CanvasText; --s1: CanvasText; --s2: CanvasText; --s3: CanvasText;
    --s4: CanvasText; --s5: CanvasText; --s6: CanvasText; }
  .statement { border: 1px solid CanvasText; border-left-width: .4rem; }
}
@page { size: landscape; margin: 12mm; }
@media print {
  :root { color-scheme: light; ${light} }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, a.here { display: none; }
  h2, h3, caption, figcaption { break-after: avoid; }
  figure, .statement, tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  table { font-size: 7.5pt; }
  th, td { padding: .15rem .3rem; }
  tbody th, td.name, td.text { min-width: 0; }
  figure svg { min-width: 0; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
