import i18next from "i18next";
import { en } from "./en";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    returnNull: false;
  }
}

i18next.init({
  lng: "en",
  fallbackLng: "en",
  resources: { en: { translation: en } },
  // React escapes by itself; twice makes "&amp;" of a campaign's "&".
  interpolation: { escapeValue: false },
  initAsync: false,
});

/** The words of the window: `t("runs.title")`. Every string that a person reads comes from here. */
export const t = i18next.t.bind(i18next) as typeof i18next.t;
