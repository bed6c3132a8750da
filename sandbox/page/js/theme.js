// Light or dark: as the system says, until somebody chooses.

const KEY = "baton-theme";

export function startTheme() {
  document.documentElement.dataset.theme = localStorage.getItem(KEY) ?? "auto";
}

export function toggleTheme() {
  const { theme } = document.documentElement.dataset;
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  localStorage.setItem(KEY, dark ? "light" : "dark");
  startTheme();
}
