/** Works until a meter of this thread or process has counted so much of it, in ns. */
export function work(ns: number, meter: { cpuNs(): number | null }): void {
  const from = meter.cpuNs() ?? 0;
  while ((meter.cpuNs() ?? Number.POSITIVE_INFINITY) < from + ns);
}
