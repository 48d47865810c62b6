/** Names that the live page, its script and its server agree on. */

export const STREAM_PATH = '/events';
export const REPORT_PATH = '/report';

/** Events of the stream: regions of the page, the report is there, the run ended without one. */
export const SHOW = 'show';
export const OVER = 'over';
export const FAILED = 'failed';

/** Stands for the document's title among the regions of the page. */
export const TITLE_ID = 'title';
/** Where the page says that nothing comes any more. */
export const LOST_ID = 'live-lost';
