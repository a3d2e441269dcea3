import { defineConfig, devices } from "@playwright/test";

/**
 * `cargo xtask e2e` sets the environment:
 * - CROSSLINK_BIN: the program as it ships; each test file starts its own on a free port with its own folder.
 * - CHROMIUM_PATH: Debian's Chromium. Playwright's own browsers are not downloaded.
 * - CROSSLINK_SHARED: a folder of real data to try, where there is one.
 */
export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  fullyParallel: false,
  workers: 2,
  // One more try where nobody watches; the report still names what needed it.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 30_000,
  expect: { timeout: 5_000 },
  reporter: [["list"], ["html", { outputFolder: "report", open: "never" }]],
  use: {
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "desk", testIgnore: /\.phone\.spec\.ts$/, use: { ...devices["Desktop Chrome"], viewport: { width: 1440, height: 900 } } },
    {
      name: "phone",
      testMatch: /\.phone\.spec\.ts$/,
      use: { ...devices["Pixel 7"], viewport: { width: 390, height: 844 } },
    },
  ],
});
