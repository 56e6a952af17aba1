/** The demo's page: how far the orders are, and Kafka's switch. */

const WORDS = { RUNNING: 'is running', STOPPING: 'is being stopped …', STOPPED: 'is stopped', STARTING: 'is being started …' };
const HINTS = {
  RUNNING: 'Stop it: customers go on ordering, and nothing is lost.',
  STOPPING: 'Customers go on ordering.',
  STOPPED: 'Customers go on ordering; the outbox grows, and the console says why.',
  STARTING: 'In a moment what has piled up goes out, in order.',
};
const element = (id) => document.getElementById(id);
const numbers = new Intl.NumberFormat();

function show(state) {
  for (const name of ['ordered', 'told', 'paid', 'confirmed']) {
    element(name).textContent = numbers.format(state[name]);
  }
  element('kafka').textContent = WORDS[state.kafka] ?? state.kafka;
  element('kafka').className = state.kafka;
  element('hint').textContent = HINTS[state.kafka] ?? '';
  element('stop').disabled = state.kafka !== 'RUNNING' || state.ending;
  element('start').disabled = state.kafka !== 'STOPPED';
  element('finish').disabled = state.ending;
  element('console-line').hidden = state.console === null;
  element('console-none').hidden = state.console !== null;
  if (state.console !== null) {
    element('console').href = state.console.address;
    element('user').textContent = state.console.user;
    element('password').textContent = state.console.password;
  }
}

async function ask() {
  try {
    show(await (await fetch('state', { cache: 'no-store' })).json());
    element('gone').hidden = true;
  } catch {
    element('gone').hidden = false;
  }
  setTimeout(ask, 500);
}

for (const act of ['stop', 'start', 'finish']) {
  element(act).addEventListener('click', async (event) => {
    event.target.disabled = true;
    await fetch(act, { method: 'POST', headers: { 'X-Twinbox-Demo': 'yes' } }).catch(() => {});
  });
}

ask();
