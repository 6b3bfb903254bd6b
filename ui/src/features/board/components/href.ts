/** An address of the engine (`/runs/run_…`) as a link: pages stand behind the `#`. */
export function href(link: string): string {
  return `#${link}`;
}
