import { Button } from "@mantine/core";
import { createLink } from "@tanstack/react-router";

/** A button that leads to a page: it has that page's address, and can be opened beside this one. */
export const LinkButton = createLink(Button);
