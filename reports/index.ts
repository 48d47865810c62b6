/** Reports are readings of run records: what to say (sections) × how to write it (formats). */
export type { ChartSpec } from './charts/chart-spec.ts';
export { renderChart } from './charts/render-chart.ts';
export type { Block, Cell, Column, Passage, Row, Subject, Table, Unit } from './document.ts';
export type { Format, FormatOptions } from './format.ts';
export { formats } from './formats/index.ts';
export type { Paint, Tone } from './paint.ts';
export { type Reading, readRecords } from './reading.ts';
export type { Section } from './section.ts';
export { sections } from './sections/index.ts';
