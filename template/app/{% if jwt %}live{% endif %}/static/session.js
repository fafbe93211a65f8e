/** Users sign in; their access token then buys a single-use ticket for every socket. */

const API = "/api/v1";

let accessToken;

/** A refusal of the service; a final one would be given again. */
class Problem extends Error {
  constructor({ title, detail, errors = [] }, status) {
    super([title, detail, ...errors.map((error) => error.detail)].filter(Boolean).join(": "));
    this.isFinal = status >= 400 && status < 500 && status !== 429;
  }
}

async function post(path, body, headers = {}) {
  const response = await fetch(API + path, { method: "POST", body, headers });
  if (!response.ok) {
    throw new Problem(await response.json(), response.status);
  }
  return response.json();
}

/** Sign a user in, after creating an account if that is what they want. */
export async function signIn({ action, username, password }) {
  if (action === "register") {
    const email = `${username}@example.com`;
    const body = JSON.stringify({ username, password, email });
    await post("/auth/register", body, { "Content-Type": "application/json" });
  }
  const tokens = await post("/auth/login", new URLSearchParams({ username, password }));
  accessToken = tokens.access_token;
}

/** Return an address that opens one socket. */
export async function socketUrl() {
  const headers = { Authorization: `Bearer ${accessToken}` };
  const { ticket } = await post("/live/tickets", null, headers);
  const url = new URL(`${API}/live?ticket=${ticket}`, location);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}
