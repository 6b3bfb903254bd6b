import { orNone, wordsOf } from "@/components/form";
import type { Connection, ConnectionSave, TokenStyle } from "@/rpc/types";

/** The form as it is typed: texts, empty where the default holds. The engine names its complaints by these names. */
export interface Draft {
  name: string;
  base_url: string;
  token_url: string;
  token_path: string;
  token_style: TokenStyle;
  scopes: string;
  client_id: string;
  client_secret: string;
  default_region: string;
  rate_limit: string | number;
  proxy: string;
  ca_file: string;
  sms_from: string;
  custom_list_ids: string;
}

export function draftOf(connection: Connection | undefined): Draft {
  const from = connection?.settings;
  return {
    name: from?.name ?? "",
    base_url: from?.base_url ?? "",
    token_url: from?.token_url ?? "",
    token_path: from?.token_path ?? "",
    token_style: from?.token_style ?? "form",
    scopes: from?.scopes ?? "",
    client_id: from?.client_id ?? "",
    // Goes in only: what is stored is never sent here.
    client_secret: "",
    default_region: from?.default_region ?? "",
    rate_limit: from?.rate_limit ?? "",
    proxy: from?.proxy ?? "",
    ca_file: from?.ca_file ?? "",
    sms_from: from?.sms_from ?? "",
    custom_list_ids: (from?.custom_list_ids ?? []).join(", "),
  };
}

/** The arguments: an empty field is absent, so that the default holds, and an empty secret keeps the old one. */
export function saveOf(id: string | undefined, draft: Draft): ConnectionSave {
  const lists = wordsOf(draft.custom_list_ids);
  return {
    id: id ?? null,
    client_secret: draft.client_secret === "" ? null : draft.client_secret,
    settings: {
      name: draft.name.trim(),
      base_url: draft.base_url.trim(),
      token_url: orNone(draft.token_url),
      token_path: orNone(draft.token_path),
      token_style: draft.token_style,
      scopes: orNone(draft.scopes),
      client_id: draft.client_id.trim(),
      default_region: orNone(draft.default_region.toUpperCase()),
      rate_limit: draft.rate_limit === "" ? null : Number(draft.rate_limit),
      proxy: orNone(draft.proxy),
      ca_file: orNone(draft.ca_file),
      sms_from: orNone(draft.sms_from),
      custom_list_ids: lists.length === 0 ? null : lists,
    },
  };
}
