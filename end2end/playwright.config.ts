import { defineConfig, devices } from "@playwright/test";

// Pictures are for people: only a run that names them takes them. The workers, which hear nothing of that, inherit it.
if (process.argv.some((arg) => arg.includes("screenshots"))) process.env.CROSSLINK_SCREENSHOTS = "yes";
const pictures = process.env.CROSSLINK_SCREENSHOTS ? [] : [/screenshots\.spec\.ts$/];

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
  // What fails sometimes is a defect, of the test or of the product: nothing is tried twice.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // Long enough for a busy machine: what passes does not wait for them.
  timeout: 60_000,
  expect: { timeout: 10_000 },
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
    { name: "desk", testIgnore: [/\.phone\.spec\.ts$/, ...pictures], use: { ...devices["Desktop Chrome"], viewport: { width: 1440, height: 900 } } },
    {
      name: "phone",
      testMatch: /\.phone\.spec\.ts$/,
      use: { ...devices["Pixel 7"], viewport: { width: 390, height: 844 } },
    },
  ],
});
