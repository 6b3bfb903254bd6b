import { Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentProps } from "react";

function Anchor(props: ButtonProps & ComponentProps<"a">) {
  return <Button component="a" {...props} />;
}

/** A link that looks like a button: it has its page's address, and can be opened beside this one. */
export const LinkButton = createLink(Anchor);
