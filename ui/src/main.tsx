import "@fontsource-variable/inter";
import "@mantine/core/styles.css";
import "@mantine/dates/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./app/tokens.css";
import "./app/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { paintScheme } from "./app/scheme";
import { openDoor } from "./lib/door";

// Before React: the first paint is in the right colours.
paintScheme();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
const door = openDoor();

// The window is hidden until then, and a hidden window runs no frames of animation to wait for.
const filled = new MutationObserver(() => {
  filled.disconnect();
  void door.painted();
});
filled.observe(root, { childList: true });

createRoot(root).render(<App door={door} />);
