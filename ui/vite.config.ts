import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // Relative addresses: the same build is served by Tauri's protocol and by the HTTP door.
  base: "./",
  clearScreen: false,
  server: { port: 5273, strictPort: true, host: "127.0.0.1" },
  build: {
    // WebKitGTK 2.44 and the Chromium of WebView2 both understand this.
    target: ["es2022", "safari17", "chrome120"],
    // ECharts and Mantine are loaded once from the disk beside the program, not over a network.
    chunkSizeWarningLimit: 900,
    // Nothing inline: the content security policy allows fonts and scripts from files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.{ts,tsx}"],
    setupFiles: ["./test/setup.ts"],
    css: false,
    restoreMocks: true,
    // A sheet with a calendar takes seconds on a machine that compiles meanwhile.
    testTimeout: 20_000,
    // One document for the files of a worker, cleared after each test: a new one for each takes longer than its tests.
    isolate: false,
  },
});
