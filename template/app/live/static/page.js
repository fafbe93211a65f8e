import { signIn, socketUrl } from "./session.js";
import { LiveSocket } from "./socket.js";

const $ = (id) => document.getElementById(id);

const socket = new LiveSocket(socketUrl);
const rooms = new Set();
const numbers = new Map(); // the last message of every connection in every room
let you;
let audience; // {room} or {to}: whom a message is for

// ─── What the service tells ──────────────────────────────────────────────────────────────────────

const reactions = {
  joined({ room, member }) {
    numbers.delete(key(room, member));
    if (member.connection === you.connection) {
      rooms.add(room);
      address({ room });
    }
    note(`${nameOf(member)} joined ${room}`);
    refresh(room);
  },
  left({ room, member }) {
    if (member.connection === you.connection) {
      rooms.delete(room);
    }
    note(`${nameOf(member)} left ${room}`);
    refresh(room);
  },
  said({ room, sender, number, text }) {
    const lost = number - 1 - (numbers.get(key(room, sender)) ?? number - 1);
    if (lost > 0) {
      note(`${lost} messages of ${nameOf(sender)} were lost`);
    }
    numbers.set(key(room, sender), number);
    show(`${nameOf(sender)} in ${room}`, text);
  },
  told({ sender, text }) {
    show(`${nameOf(sender)} to you`, text, "personal");
  },
  announced({ text }) {
    show("The service", text);
  },
  present({ room, total, members }) {
    if (room === audience?.room) {
      list($("members"), members, (id) => [id === you.id ? "you" : short(id), { to: id }]);
      if (total > members.length) {
        $("members").append(element("li", `and ${total - members.length} more`, "quiet"));
      }
    }
  },
  refused({ title, detail }) {
    note([title, detail].filter(Boolean).join(": "));
  },
};

socket.addEventListener("open", ({ detail }) => {
  you = detail;
  $("you").textContent = `you are ${short(you.id)}`;
  $("sign-in").hidden = true;
  $("you").hidden = $("talk").hidden = false;
  become("open", "connected");
  for (const room of rooms) {
    socket.ask("join", { room });
  }
});

socket.addEventListener("message", ({ detail }) => reactions[detail.type]?.(detail));

socket.addEventListener("lost", ({ detail: seconds }) => {
  become("lost", `lost, back within ${Math.ceil(seconds)} s`);
});

socket.addEventListener("ended", ({ detail: reason }) => {
  become("closed", "not connected");
  $("problem").textContent = reason;
  $("sign-in").hidden = false;
  $("you").hidden = $("talk").hidden = true;
});

// ─── What the user does ──────────────────────────────────────────────────────────────────────────

onSubmit("sign-in", async (fields) => {
  $("problem").textContent = "";
  try {
    await signIn(fields);
    await socket.connect();
  } catch (problem) {
    $("problem").textContent = problem.message;
  }
});

onSubmit("join", ({ room }, form) => {
  socket.ask("join", { room });
  form.reset();
});

onSubmit("say", ({ text }, form) => {
  if (!audience) {
    return;
  }
  socket.ask(audience.room ? "say" : "tell", { ...audience, text });
  if (audience.to && audience.to !== you.id) {
    show(`you to ${short(audience.to)}`, text, "personal");
  }
  form.reset();
});

$("again").addEventListener("click", () => socket.connect());

function onSubmit(id, act) {
  $(id).addEventListener("submit", (event) => {
    event.preventDefault();
    act(Object.fromEntries(new FormData(event.target, event.submitter)), event.target);
  });
}

// ─── What is on the screen ───────────────────────────────────────────────────────────────────────

function become(state, text) {
  $("state").dataset.state = state;
  $("state").textContent = text;
  $("again").hidden = state !== "lost";
}

/** Decide whom the next message is for. */
function address(to) {
  audience = to;
  $("to").textContent = to.room ? `to ${to.room}:` : `to ${short(to.to)}:`;
  list($("rooms"), [...rooms].sort(), (room) => [room, { room }]);
  if (to.room) {
    refresh(to.room);
  }
}

/** Look who is in a room, if it is the one on the screen. */
function refresh(room) {
  if (room === audience?.room) {
    socket.ask("who", { room });
  }
}

/** Fill a list with buttons, each of which picks an audience. */
function list(parent, entries, describe) {
  parent.replaceChildren(
    ...entries.map((entry) => {
      const [text, to] = describe(entry);
      const button = element("button", text);
      button.type = "button";
      button.setAttribute("aria-current", JSON.stringify(to) === JSON.stringify(audience));
      button.addEventListener("click", () => address(to));
      const item = element("li");
      item.append(button);
      return item;
    }),
  );
}

function show(who, text, style = "") {
  const item = element("li", "", style);
  item.append(element("b", `${who}:`), ` ${text}`);
  $("messages").append(item);
  item.scrollIntoView();
}

function note(text) {
  const item = element("li", text, "notice");
  $("messages").append(item);
  item.scrollIntoView();
}

function element(tag, text = "", style = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = style;
  return made;
}

function nameOf(member) {
  return member.id === you.id ? "you" : short(member.id);
}

/** The end of an id differs from others; its beginning is a time. */
function short(id) {
  return id.slice(-6);
}

function key(room, member) {
  return `${room} ${member.connection}`;
}

$("sign-in").hidden = false; // not before: without this script it would send passwords in a URL

const { title } = await (await fetch("/info")).json();
$("title").textContent = document.title = title;
