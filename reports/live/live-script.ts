/**
 * All that runs in the browser: it puts what the server has written where it belongs, and goes to
 * the report when there is one. It makes no markup of its own and reads no figures.
 */
import { FAILED, LOST_ID, OVER, REPORT_PATH, SHOW, STREAM_PATH, TITLE_ID } from './live-names.ts';

export const liveScript = `
const source = new EventSource('${STREAM_PATH}');
const lost = document.getElementById('${LOST_ID}');
const say = (text) => {
  lost.textContent = text;
  lost.hidden = text === '';
};
source.addEventListener('${SHOW}', (event) => {
  say('');
  const regions = JSON.parse(event.data);
  for (const id of Object.keys(regions)) {
    if (id === '${TITLE_ID}') document.title = regions[id];
    else document.getElementById(id).innerHTML = regions[id];
  }
});
source.addEventListener('${OVER}', () => {
  source.close();
  location.replace('${REPORT_PATH}');
});
source.addEventListener('${FAILED}', (event) => {
  source.close();
  say(JSON.parse(event.data));
});
source.addEventListener('error', () => {
  say('The command does not answer. If it has ended, its results are in the folder named above.');
});
`;
