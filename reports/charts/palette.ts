/**
 * Colours and markers of charts. The colours are Okabe and Ito's for the colour-blind, the two
 * palest of them darkened to stand out from white. Each is a CSS variable, which the page sets for
 * dark screens, with the light colour as literal fallback for where styles are blocked. No line is
 * told by its colour alone: the marker differs as well.
 */
export const ink = 'var(--ink, #1d232b)';
export const faintInk = 'var(--faint, #5b6571)';
export const gridInk = 'var(--grid, #dfe3e8)';
export const paper = 'var(--paper, #ffffff)';

const colours = [
  'var(--s1, #0072b2)',
  'var(--s2, #d55e00)',
  'var(--s3, #00805f)',
  'var(--s4, #b0578d)',
  'var(--s5, #9a6700)',
  'var(--s6, #44494f)',
] as const;

const markers = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'wye'] as const;

/** Six colours and seven markers: 42 styles before one repeats. */
export function colourOf(style: number | 'grey'): string {
  return style === 'grey' ? faintInk : (colours[style % colours.length] ?? ink);
}

export function markerOf(style: number | 'grey'): (typeof markers)[number] {
  return style === 'grey' ? 'circle' : (markers[style % markers.length] ?? 'circle');
}

/** As `stroke-dasharray`; undefined for an unbroken line. */
export const dashes = {
  solid: undefined,
  dashed: '6,4',
  dotted: '2,3',
  'dash-dotted': '8,3,2,3',
} as const;
