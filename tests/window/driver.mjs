// The part of the WebDriver protocol that the tests need, in plain requests to WebKitWebDriver.

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
/** WebDriver's code of the control key: pressed at its first mention, released at its second. */
const CONTROL = "\uE009";

/** One page under the driver's hand. Elements are found by CSS selector or by their visible words. */
export class Page {
  #session;

  constructor(session) {
    this.#session = session;
  }

  /**
   * Starts the program and takes its first webview. No `browserName`: the driver refuses one it does not know.
   * @param {string} driver where WebKitWebDriver listens
   * @param {string} binary the program; it inherits the driver's environment
   */
  static async open(driver, binary) {
    const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { binary, args: [] } } };
    const { sessionId } = await ask("POST", `${driver}/session`, { capabilities });
    return new Page(`${driver}/session/${sessionId}`);
  }

  /** Ends the session; the program may be gone already. */
  async leave() {
    await ask("DELETE", this.#session).catch(() => {});
  }

  title() {
    return ask("GET", `${this.#session}/title`);
  }

  address() {
    return ask("GET", `${this.#session}/url`);
  }

  /** Runs the body of a function in the page and gives back what it returns; a promise is waited for. */
  async run(body, ...args) {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve((async function () { ${body} }).apply(null, arguments))
        .then((value) => done({ value: value ?? null }), (error) => done({ error: error instanceof Error ? String(error) : JSON.stringify(error) }));`;
    const answer = await ask("POST", `${this.#session}/execute/async`, { script, args });
    if (answer.error) throw new Error(`in the page: ${answer.error}`);
    return answer.value;
  }

  /** All that a reader sees. */
  text() {
    return this.run("return document.body.innerText");
  }

  /** Resolves when what the page shows now is on the screen. */
  settled() {
    return this.run("await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))");
  }

  async click(selector) {
    await this.#press(selector, () => this.#find("css selector", selector));
  }

  /** Clicks the button or link that says `words`. */
  async clickWords(words) {
    const quoted = JSON.stringify(words);
    const path = `//*[self::button or self::a][contains(normalize-space(.), ${quoted})]`;
    await this.#press(words, () => this.#find("xpath", path));
  }

  /** Clicks the choice (of a list or of radio buttons) that begins with `words`. */
  async choose(words) {
    const quoted = JSON.stringify(words);
    const path = `//*[self::label or @role="option"][starts-with(normalize-space(.), ${quoted})]`;
    await this.#press(words, () => this.#find("xpath", path));
  }

  async type(selector, text) {
    const element = await this.#find("css selector", selector);
    await ask("POST", `${this.#session}/element/${element}/value`, { text });
  }

  /**
   * Writes `text` into the field with this label, in place of what it holds. A field that glides in is waited for.
   * The old text is replaced by the first key, as under a person's hand: the driver's own "clear" tells the page
   * nothing, and a page that is drawn anew before the first key puts the old text back.
   */
  async fill(label, text) {
    await until(`the field "${label}" takes words`, async () => {
      const field = await this.#labelled(label);
      await ask("POST", `${this.#session}/element/${field}/value`, { text: `${CONTROL}a${CONTROL}${text}` });
      const holds = await this.run("return arguments[0].value", { [ELEMENT]: field });
      if (holds !== text) throw new Error(`it holds "${holds}"`);
      return true;
    });
  }

  /** Clicks the field with this label. */
  async clickField(label) {
    await this.#press(label, () => this.#labelled(label));
  }

  async #labelled(label) {
    const found = await this.run(
      `const named = (field) => field.getAttribute("aria-label") ?? field.labels?.[0]?.innerText ?? "";
      return [...document.querySelectorAll("input, textarea")].find((field) => field.checkVisibility() && named(field).trim() === arguments[0]);`,
      label,
    );
    if (found === null) throw new Error(`there is no field "${label}"`);
    return found[ELEMENT];
  }

  /** Clicks what `find` finds. What glides in, or lies under something that glides away, is waited for. */
  async #press(what, find) {
    await until(`"${what}" can be clicked`, async () => {
      await ask("POST", `${this.#session}/element/${await find()}/click`, {});
      return true;
    }, 10);
  }

  async #find(using, value) {
    const found = await ask("POST", `${this.#session}/element`, { using, value });
    return found[ELEMENT];
  }
}

/**
 * Asks until `look` gives something other than false, and says what was seen last where it never does.
 * @template T
 * @param {string} what for the message
 * @param {() => Promise<T>} look
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, look, seconds = 20) {
  const latest = Date.now() + seconds * 1000;
  let last;
  do {
    try {
      last = await look();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((next) => setTimeout(next, 100));
  } while (Date.now() < latest);
  throw new Error(`not within ${seconds} s: ${what} (last: ${last})`);
}

async function ask(method, url, body) {
  const response = await fetch(url, {
    method,
    body: body && JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${value?.error} ${value?.message}`);
  return value;
}
