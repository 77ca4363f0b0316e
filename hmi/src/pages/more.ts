/** The pages that are for a parked car or for passengers: a part of their own, loaded after the first. */
export { galleryPage } from "./gallery.ts";
export { settingsPage } from "./settings.ts";
