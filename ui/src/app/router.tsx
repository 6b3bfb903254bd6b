import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { readSearch } from "@/lib/search";
import { Crashed } from "./Crash";
import { Frame } from "./Frame";
import { NotFound } from "./NotFound";
import { Pending } from "./Pending";

/**
 * Every address of the window. It stands behind the `#`, so that Tauri's protocol and the HTTP door serve one
 * file. What a page shows (filters, the open row) is part of its address: `readSearch` names what it takes.
 */
export function makeRouter() {
  return createRouter({
    routeTree,
    history: createHashHistory(),
    defaultPreload: "intent",
    defaultErrorComponent: PageCrash,
    // A page that does not come is not the page before it.
    defaultPendingComponent: Pending,
    defaultPendingMs: 500,
  });
}

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });

const board = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/board/BoardPage"), "BoardPage"),
});

const schedules = createRoute({
  getParentRoute: () => root,
  path: "/schedules",
  validateSearch: readSearch("q", "open", "state", "view", "sort", "week"),
  component: lazyRouteComponent(() => import("@/features/schedules/SchedulesPage"), "SchedulesPage"),
});

const newSchedule = createRoute({
  getParentRoute: () => root,
  path: "/schedules/new",
  validateSearch: readSearch("campaign", "contacts", "from", "cell"),
  component: lazyRouteComponent(() => import("@/features/schedules/NewSchedulePage"), "NewSchedulePage"),
});

const schedule = createRoute({
  getParentRoute: () => root,
  path: "/schedules/$schedule",
  validateSearch: readSearch("cell"),
  component: lazyRouteComponent(() => import("@/features/schedules/SchedulePage"), "SchedulePage"),
});

const runs = createRoute({
  getParentRoute: () => root,
  path: "/runs",
  validateSearch: readSearch("q", "open", "sort", "state", "campaign", "schedule"),
  component: lazyRouteComponent(() => import("@/features/runs/RunsPage"), "RunsPage"),
});

const run = createRoute({
  getParentRoute: () => root,
  path: "/runs/$run",
  validateSearch: readSearch("open", "wall"),
  component: lazyRouteComponent(() => import("@/features/runs/RunPage"), "RunPage"),
});

const dispositions = createRoute({
  getParentRoute: () => root,
  path: "/dispositions",
  validateSearch: readSearch(
    "tab",
    "q",
    "sort",
    "only",
    "open",
    "category",
    "code",
    "sheet",
    "days",
    "version",
    "beside",
  ),
  component: lazyRouteComponent(() => import("@/features/dispositions/DispositionsPage"), "DispositionsPage"),
});

const dnc = createRoute({
  getParentRoute: () => root,
  path: "/dnc",
  validateSearch: readSearch("q", "open", "sort", "sheet"),
  component: lazyRouteComponent(() => import("@/features/dnc/DncPage"), "DncPage"),
});

const traffic = createRoute({
  getParentRoute: () => root,
  path: "/traffic",
  validateSearch: readSearch("q", "open", "sort", "view", "direction", "state", "kind", "party", "since"),
  component: lazyRouteComponent(() => import("@/features/traffic/TrafficPage"), "TrafficPage"),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: "/audit",
  validateSearch: readSearch("q", "open", "sort", "object", "action", "actor", "since", "until", "seals"),
  component: lazyRouteComponent(() => import("@/features/audit/AuditPage"), "AuditPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  validateSearch: readSearch("part", "open", "q"),
  component: lazyRouteComponent(() => import("@/features/settings/SettingsPage"), "SettingsPage"),
});

const routeTree = root.addChildren([
  board,
  schedules,
  newSchedule,
  schedule,
  runs,
  run,
  dispositions,
  dnc,
  traffic,
  audit,
  settings,
]);

function PageCrash({ error, reset }: ErrorComponentProps) {
  return <Crashed thrown={error} onRetry={reset} />;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
