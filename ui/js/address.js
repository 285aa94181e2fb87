// What the address of the page says: the server hears it along with all that is done here.

/** The value that stands in it under a name; empty where none does. */
export const noted = (name) => new URL(location.href).searchParams.get(name) ?? "";

/** Have a value stand in it, or none where that is empty; `way` is "pushState" where one can go back to it as it was. */
export const note = (name, value, way = "replaceState") => {
  if (noted(name) === value) return;
  const url = new URL(location.href);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  history[way](history.state, "", url);
};
