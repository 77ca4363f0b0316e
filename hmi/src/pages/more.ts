/** The pages that no first look needs (most are for a parked car or for passengers): a part of their own, loaded after the first. */
export { camerasPage } from "./cameras.ts";
export { galleryPage } from "./gallery.ts";
export { settingsPage } from "./settings.ts";
