/** Nobody has to sign in: the service gives every connection a name. */

export async function signIn() {}

/** Return an address that opens a socket. */
export async function socketUrl() {
  const url = new URL("/api/v1/live", location);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}
