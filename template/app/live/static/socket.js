/** Close codes after which the service does not want this client back as it is. */
const FINAL = new Set([1008, 4401]);

/**
 * A socket that comes back by itself.
 *
 * It tells what happens with the events `open`, `message`, `lost` (with the seconds until it comes
 * back) and `ended` (with the reason).
 */
export class LiveSocket extends EventTarget {
  #findUrl;
  #socket;
  #timer;
  #reconnectWithin = 30;

  /** @param {() => Promise<string>} findUrl where to connect to, asked for every attempt */
  constructor(findUrl) {
    super();
    this.#findUrl = findUrl;
  }

  async connect() {
    clearTimeout(this.#timer);
    let url;
    try {
      url = await this.#findUrl();
    } catch (problem) {
      return problem.isFinal ? this.#tell("ended", problem.message) : this.#comeBack();
    }
    this.#socket = new WebSocket(url);
    this.#socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    this.#socket.onclose = ({ code, reason }) =>
      FINAL.has(code) ? this.#tell("ended", reason) : this.#comeBack();
  }

  /** Ask the service for something; what is asked while the socket is away is lost. */
  ask(type, fields = {}) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ type, ...fields }));
    }
  }

  #receive(message) {
    if (message.type === "welcome") {
      this.#reconnectWithin = message.reconnect_within;
      this.#tell("open", message.you);
    } else {
      this.#tell("message", message);
    }
  }

  /** Come back at a random moment: everybody else has lost the service, too. */
  #comeBack() {
    const seconds = Math.random() * this.#reconnectWithin;
    this.#timer = setTimeout(() => this.connect(), seconds * 1000);
    this.#tell("lost", seconds);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
